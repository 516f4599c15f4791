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
    """JSON in `body`, or a sound in `media`; `headers` are those every answer carries."""

    status: int
    body: Any = None
    media: bytes = b""
    kind: str = "application/json"
    headers: Mapping[str, str] = field(default_factory=dict)


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


def invalid(code: int, words: str) -> RestError:
    return RestError(400, code, words)
