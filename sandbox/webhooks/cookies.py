"""Cookies that applications set, kept per call and host (Twilio, "TwiML Voice: cookies")."""

from email.utils import parsedate_to_datetime
from http.cookies import CookieError, SimpleCookie
from time import time
from urllib.parse import urlsplit

_MOST_CALLS = 10_000


class Jar:
    """The oldest call's cookies go when there are too many calls."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, str], dict[str, str]] = {}

    def of(self, call_sid: str | None, url: str) -> dict[str, str]:
        return dict(self._kept.get((call_sid or "", urlsplit(url).netloc), {}))

    def keep(self, call_sid: str | None, url: str, set_cookies: list[str]) -> None:
        """Take over `Set-Cookie` lines; what they expire is dropped."""
        if not call_sid or not set_cookies:
            return
        if len(self._kept) >= _MOST_CALLS:
            self._kept.pop(next(iter(self._kept)))
        kept = self._kept.setdefault((call_sid, urlsplit(url).netloc), {})
        for line in set_cookies:
            for name, (value, expired) in _read(line).items():
                if expired:
                    kept.pop(name, None)
                else:
                    kept[name] = value


def _read(line: str) -> dict[str, tuple[str, bool]]:
    try:
        morsels = SimpleCookie(line)
    except CookieError:
        return {}
    return {name: (m.value, _is_over(m["max-age"], m["expires"])) for name, m in morsels.items()}


def _is_over(lasts_s: str, until: str) -> bool:
    """Whether a cookie is to be dropped; its seconds go before its date (RFC 6265)."""
    if lasts_s:
        return lasts_s.startswith("-") or lasts_s == "0"
    try:
        return bool(until) and parsedate_to_datetime(until).timestamp() <= time()
    except (ValueError, TypeError):
        return False
