"""Who the sandbox serves: one account, its numbers and applications, and some telephones."""

import json
from collections.abc import Mapping
from dataclasses import MISSING, dataclass, fields
from pathlib import Path
from typing import Any, Self


class ConfigError(ValueError):
    """The configuration names what is wrong and where."""


@dataclass(frozen=True)
class Application:
    """A TwiML app: where the calls of softphones go."""

    sid: str
    voice_url: str
    friendly_name: str = ""
    voice_method: str = "POST"
    voice_fallback_url: str = ""
    status_callback: str = ""


@dataclass(frozen=True)
class PhoneNumber:
    """A number of the account, E.164, and where its calls and texts go."""

    number: str
    voice_url: str = ""
    sms_url: str = ""
    friendly_name: str = ""
    voice_method: str = "POST"
    voice_fallback_url: str = ""
    status_callback: str = ""


@dataclass(frozen=True)
class Handset:
    """A customer's telephone. `kind` is mobile, landline or no-sms."""

    number: str
    label: str
    kind: str = "mobile"


@dataclass(frozen=True)
class Config:
    """One account. A rate of 0 is none; Twilio's own are one call, and of a US number one text.

    `ring_buffer_s` is rung longer than asked: about 5 at Twilio. `api_base` begins the addresses
    of recordings.
    """

    account_sid: str
    auth_token: str
    api_key: str = ""
    api_secret: str = ""
    calls_per_second: float = 1.0
    texts_per_second: float = 0.0
    ring_buffer_s: float = 0.0
    api_base: str = "https://api.twilio.com"
    applications: tuple[Application, ...] = ()
    numbers: tuple[PhoneNumber, ...] = ()
    handsets: tuple[Handset, ...] = ()
    origins: tuple[str, ...] = ()

    @classmethod
    def load(cls, path: Path) -> Self:
        """Read a JSON file; raises ConfigError."""
        try:
            data = json.loads(path.read_text(encoding="utf-8"))
        except OSError as error:
            words = f"The configuration cannot be read: {error}"
            raise ConfigError(words) from error
        except ValueError as error:
            words = f"{path.name} is not JSON: {error}"
            raise ConfigError(words) from error
        return cls.from_json(data)

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """Build from parsed JSON; raises ConfigError."""
        known = dict(data)
        lists = {
            "applications": _items(known, "applications", Application),
            "numbers": _items(known, "numbers", PhoneNumber),
            "handsets": _items(known, "handsets", Handset),
            "origins": tuple(known.pop("origins", ())),
        }
        config: Self = _build(cls, {**known, **lists}, "configuration")
        return config

    def application(self, sid: str) -> Application | None:
        return next((app for app in self.applications if app.sid == sid), None)

    def number(self, number: str) -> PhoneNumber | None:
        return next((own for own in self.numbers if own.number == number), None)

    def handset(self, number: str) -> Handset | None:
        return next((handset for handset in self.handsets if handset.number == number), None)


def _items(data: dict[str, Any], name: str, kind: type[Any]) -> tuple[Any, ...]:
    listed = data.pop(name, [])
    if not isinstance(listed, list):
        words = f"{name} must be a list."
        raise ConfigError(words)
    return tuple(_build(kind, item, f"{name}[{n}]") for n, item in enumerate(listed))


def _build(kind: type[Any], values: Any, where: str) -> Any:
    if not isinstance(values, Mapping):
        words = f"{where} must be an object."
        raise ConfigError(words)
    known = {item.name: item for item in fields(kind)}
    strange = sorted(set(values) - set(known))
    missing = [n for n, item in known.items() if item.default is MISSING and not values.get(n)]
    if strange or missing:
        named = [f"unknown: {name}" for name in strange] + [f"missing: {name}" for name in missing]
        words = f"{where}: {', '.join(named)}"
        raise ConfigError(words)
    return kind(**values)
