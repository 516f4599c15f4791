"""A check-up of a carrier account and of our own addresses: every finding in words."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

import requests
from twilio.base.exceptions import TwilioException, TwilioRestException
from twilio.request_validator import RequestValidator
from twilio.rest import Client

from callcenter.carrier import account, softphone
from callcenter.errors import CarrierError
from callcenter.kernel import phone
from callcenter.settings import Settings

_NEEDED = (
    "twilio_account_sid",
    "twilio_auth_token",
    "twilio_api_key",
    "twilio_api_secret",
    "twilio_twiml_app_sid",
)
_MOST_SKEW_S = 30
_TIMEOUT_S = 10


@dataclass(frozen=True)
class Finding:
    """`well` is None where something could not be checked."""

    name: str
    well: bool | None
    words: str


def examine(
    client: Client, settings: Settings, numbers: Iterable[str], now: datetime
) -> Iterator[Finding]:
    """Yield what was found, one check after another; a failing check stops no other."""
    numbers = list(numbers)
    checks: tuple[tuple[str, Callable[[], Iterator[Finding]]], ...] = (
        ("settings", lambda: _settings(settings)),
        ("addresses", lambda: _addresses(settings)),
        ("account", lambda: _account(client, settings, numbers)),
        ("clock", lambda: _clock(client, now)),
        ("softphones", lambda: _softphones(settings)),
        ("webhooks", lambda: _signatures(settings)),
        ("countries", lambda: _regions(client, settings, numbers)),
    )
    for name, check in checks:
        try:
            yield from check()
        except (CarrierError, TwilioException, requests.RequestException) as error:
            yield Finding(name, well=False, words=_words(error))


def _settings(settings: Settings) -> Iterator[Finding]:
    missing = [name.upper() for name in _NEEDED if not getattr(settings, name)]
    words = f"Not set: {', '.join(missing)}." if missing else "All are set."
    yield Finding("settings", not missing, words)


def _addresses(settings: Settings) -> Iterator[Finding]:
    for name in ("public_url", "live_url", "media_url"):
        url = urlsplit(getattr(settings, name))
        local = url.hostname in {"localhost", "127.0.0.1", "::1"}
        well = settings.has_loopback_carrier or (url.scheme == "https" and not local)
        words = url.geturl() if well else "Customers and the carrier cannot reach it by https."
        yield Finding(name.upper(), well, words)
    answer = requests.get(f"{settings.public_url}/healthz", timeout=_TIMEOUT_S)
    words = "It answers." if answer.ok else f"It says {answer.status_code}."
    yield Finding("web", answer.ok, words)


def _account(client: Client, settings: Settings, numbers: list[str]) -> Iterator[Finding]:
    for change in account.survey(client, settings, numbers):
        well = not change.differs and not change.trouble
        words = change.trouble or ", ".join(sorted(change.differs)) or "As it should be."
        todo = "" if well or change.trouble else " differ: run `carrier connect --apply`."
        yield Finding(f"{change.kind} {change.name}", well, words + todo)


def _clock(client: Client, now: datetime) -> Iterator[Finding]:
    """Compare our clock with the carrier's; tokens and promises depend on it."""
    url = f"https://api.twilio.com/2010-04-01/Accounts/{client.username}/Calls.json?PageSize=1"
    answer = client.request("GET", url)
    said = {name.lower(): value for name, value in (answer.headers or {}).items()}.get("date")
    if not said:
        yield Finding("clock", well=None, words="The carrier did not tell its time.")
        return
    skew = abs((parsedate_to_datetime(said).astimezone(UTC) - now).total_seconds())
    yield Finding("clock", skew <= _MOST_SKEW_S, f"{skew:.0f} s apart from the carrier's.")


def _softphones(settings: Settings) -> Iterator[Finding]:
    token = softphone.access_token(settings, "doctor")
    yield Finding("softphone token", token.count(".") == 2, "It can be made.")


def _signatures(settings: Settings) -> Iterator[Finding]:
    """Send ourselves one genuine and one forged webhook by the public address."""
    url = f"{settings.public_url.rstrip('/')}/voice/lines"
    form = {"AccountSid": settings.twilio_account_sid, "CallSid": "CA" + "0" * 32}
    genuine = RequestValidator(settings.twilio_auth_token).compute_signature(url, form)
    for name, signature, wanted in (("genuine", genuine, 204), ("forged", "bm9uc2Vuc2U=", 403)):
        headers = {"X-Twilio-Signature": signature}
        status = requests.post(url, form, headers=headers, timeout=_TIMEOUT_S).status_code
        words = f"Answered {status}." if status == wanted else f"Answered {status}, not {wanted}."
        yield Finding(f"{name} webhook", status == wanted, words)


def _regions(client: Client, settings: Settings, numbers: list[str]) -> Iterator[Finding]:
    """Look whether the account may call the countries we let customers name."""
    regions = {phone.region_of(number) for number in numbers}.union(settings.regions)
    for region in sorted(filter(None, regions)):
        try:
            may = client.voice.v1.dialing_permissions.countries(region).fetch()
        except TwilioException as error:
            yield Finding(f"calls to {region}", well=None, words=_words(error))
            continue
        risks = (may.high_risk_special_numbers_enabled, may.high_risk_tollfraud_numbers_enabled)
        high = any(risks)
        well = bool(may.low_risk_numbers_enabled) and not high
        words = "High-risk numbers are allowed: switch them off." if high else "Allowed."
        yield Finding(f"calls to {region}", well, words if may.low_risk_numbers_enabled else "Off.")


def _words(error: Exception) -> str:
    if isinstance(error, CarrierError):
        return f"{error.detail} ({error.code})"
    if isinstance(error, TwilioRestException):
        if error.status == 401:
            return "The account does not accept our credentials."
        return f"{error.msg} ({error.code})"
    return "The other side did not answer."
