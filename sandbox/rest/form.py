"""The parameters of a request, read with the errors the API gives."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from sandbox.rest.answers import invalid
from sandbox.rest.parameters import Parameters

UNKNOWN = 20001
_LONGEST_URL = 4000


class Form:
    """Names are checked first: one that is unknown or refused is error 20001 by name."""

    def __init__(self, values: Mapping[str, Sequence[str]], known: Parameters) -> None:
        for name in sorted(values):
            if name in known.refused:
                why = known.refused[name]
                raise invalid(UNKNOWN, f"Parameter {name} is refused by the sandbox: {why}")
            if name not in known.spoken:
                raise invalid(UNKNOWN, f"Parameter {name} is unknown")
        self._values = values

    def __contains__(self, name: str) -> bool:
        return name in self._values

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def text(self, name: str, default: str = "") -> str:
        found = self._values.get(name)
        return found[-1].strip() if found else default

    def raw(self, name: str) -> str:
        """Return what was said, spaces included."""
        found = self._values.get(name)
        return found[-1] if found else ""

    def many(self, name: str) -> tuple[str, ...]:
        return tuple(said.strip() for said in self._values.get(name, ()) if said.strip())

    def words(self, name: str) -> frozenset[str]:
        """Return a list: the name repeated, or words parted by spaces or commas."""
        return frozenset(
            word for said in self._values.get(name, ()) for word in said.replace(",", " ").split()
        )

    def url(self, name: str, code: int = 21205) -> str:
        """Return an http(s) address or nothing; raises the code (21205, "Invalid URL")."""
        found = self.text(name)
        if found and not _is_address(found):
            raise invalid(code, f"{name} is not a valid URL: {found[:200]}")
        return found

    def callback(self, name: str, code: int = 21205) -> str:
        """Return an address like `url`. Twilio: "underscores are not permitted" in its host."""
        found = self.url(name, code)
        if "_" in (urlsplit(found).hostname or ""):
            raise invalid(code, f"{name} has an underscore in its host name")
        return found

    def method(self, name: str, default: str = "POST") -> str:
        found = self.text(name, default).upper()
        if found not in {"GET", "POST"}:
            raise invalid(21209, f"{name} must be GET or POST")
        return found

    def whole(self, name: str, default: int, bounds: tuple[int, int], code: int = UNKNOWN) -> int:
        found = self.text(name)
        if not found:
            return default
        digits = found.isascii() and found.isdigit() and len(found) < 10
        if not digits or not bounds[0] <= int(found) <= bounds[1]:
            raise invalid(code, f"{name} must be between {bounds[0]} and {bounds[1]}")
        return int(found)

    def flag(self, name: str) -> bool | None:
        """Return true or false, or None when it is absent."""
        found = self.text(name).lower()
        if found and found not in {"true", "false"}:
            raise invalid(UNKNOWN, f"{name} must be true or false")
        return None if not found else found == "true"

    def one_of(self, name: str, allowed: str, code: int = UNKNOWN) -> str:
        """Return one of the allowed words, or nothing when it is absent."""
        found = self.text(name)
        if found and found not in allowed.split():
            raise invalid(code, f"{name} must be one of: {allowed}")
        return found

    def some_of(self, name: str, allowed: str, code: int = UNKNOWN) -> frozenset[str]:
        found = self.words(name)
        if not found <= frozenset(allowed.split()):
            raise invalid(code, f"{name} must be some of: {allowed}")
        return found


@dataclass(frozen=True)
class Ask:
    """One request to a resource: its form, its query and the path for the pages' links."""

    form: Form
    query: Form
    path: str


def _is_address(said: str) -> bool:
    try:
        parts = urlsplit(said)
        port_ok = parts.port is None or parts.port > 0
    except ValueError:
        return False
    known = parts.scheme in {"http", "https"} and bool(parts.hostname)
    return known and port_ok and len(said) <= _LONGEST_URL and not any(c.isspace() for c in said)
