"""What a request asks and what it gets; errors as Twilio words them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class RestRequest:
    """`form` and `query` keep every value of a name; `auth` is user and password."""

    method: str
    path: str
    query: Mapping[str, Sequence[str]] = field(default_factory=dict)
    form: Mapping[str, Sequence[str]] = field(default_factory=dict)
    auth: tuple[str, str] | None = None


@dataclass(frozen=True)
class RestAnswer:
    status: int
    body: Any = None


class RestError(Exception):
    """A refusal with Twilio's error code (Twilio, "Error and warning dictionary")."""

    def __init__(self, status: int, code: int, words: str) -> None:
        super().__init__(words)
        self.status = status
        self.code = code

    def answer(self) -> RestAnswer:
        body = {
            "code": self.code,
            "message": str(self),
            "more_info": f"https://www.twilio.com/docs/errors/{self.code}",
            "status": self.status,
        }
        return RestAnswer(self.status, body)


def not_found(folder: str, sid: str) -> RestError:
    return RestError(404, 20404, f"The requested resource {folder}/{sid}.json was not found")


def names(text: str) -> frozenset[str]:
    """Return the parameters a request may carry."""
    return frozenset(text.split())


def invalid(code: int, words: str) -> RestError:
    return RestError(400, code, words)


class Form:
    """The parameters of a create or an update, read with the errors the API gives."""

    def __init__(self, values: Mapping[str, Sequence[str]], known: frozenset[str]) -> None:
        strange = sorted(set(values) - known)
        if strange:
            raise invalid(20001, f"Parameter {strange[0]} is not spoken by the sandbox")
        self._values = values

    def text(self, name: str, default: str = "") -> str:
        found = self._values.get(name)
        return found[-1].strip() if found else default

    def words(self, name: str) -> frozenset[str]:
        """Return a list: the name repeated, or words parted by spaces."""
        return frozenset(word for said in self._values.get(name, ()) for word in said.split())

    def url(self, name: str) -> str:
        """Return an http(s) address or nothing; raises 21205."""
        found = self.text(name)
        if found and not found.startswith(("http://", "https://")):
            raise invalid(21205, f"{name} is not a valid URL: {found}")
        return found

    def method(self, name: str) -> str:
        found = self.text(name, "POST").upper()
        if found not in {"GET", "POST"}:
            raise invalid(21209, f"{name} must be GET or POST")
        return found

    def whole(self, name: str, default: int, bounds: tuple[int, int], code: int) -> int:
        found = self.text(name)
        if not found:
            return default
        if not found.isdecimal() or not bounds[0] <= int(found) <= bounds[1]:
            raise invalid(code, f"{name} must be between {bounds[0]} and {bounds[1]}")
        return int(found)

    def flag(self, name: str) -> bool | None:
        """Return true or false, or None when it is absent."""
        found = self.text(name).lower()
        return None if not found else found == "true"
