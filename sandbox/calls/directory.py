"""The account's numbers and applications: what the configuration gave, and the API changed."""

from dataclasses import dataclass, field

from sandbox.calls.records import Callback, Place, new_sid
from sandbox.config import Config


@dataclass
class Asks:
    """Where something asks what to do, and who is told: the fields numbers and apps share."""

    voice_url: str = ""
    voice_method: str = "POST"
    voice_fallback_url: str = ""
    voice_fallback_method: str = "POST"
    status_callback: str = ""
    status_callback_method: str = "POST"
    sms_url: str = ""
    sms_method: str = "POST"
    sms_fallback_url: str = ""
    sms_fallback_method: str = "POST"
    sms_status_callback: str = ""

    @property
    def voice(self) -> Place:
        fallback = (self.voice_fallback_url, self.voice_fallback_method)
        return Place(self.voice_url, self.voice_method, *fallback)

    @property
    def texts(self) -> Place:
        fallback = (self.sms_fallback_url, self.sms_fallback_method)
        return Place(self.sms_url, self.sms_method, *fallback)

    @property
    def report(self) -> Callback:
        return Callback(self.status_callback, self.status_callback_method)


@dataclass
class Number(Asks):
    number: str = ""
    friendly_name: str = ""
    voice_application_sid: str = ""
    sms_application_sid: str = ""
    caller_id_lookup: bool = False
    receive_mode: str = "voice"
    kind: str = "local"
    created: float = 0.0
    updated: float = 0.0
    sid: str = field(default_factory=lambda: new_sid("PN"))


@dataclass
class App(Asks):
    friendly_name: str = ""
    caller_id_lookup: bool = False
    message_status_callback: str = ""
    public_connect: bool = False
    created: float = 0.0
    updated: float = 0.0
    sid: str = field(default_factory=lambda: new_sid("AP"))


class Directory:
    def __init__(self, config: Config, now: float) -> None:
        self.numbers: dict[str, Number] = {}
        self.apps: dict[str, App] = {}
        for own in config.numbers:
            self.add(Number(**vars(own), created=now, updated=now))
        for app in config.applications:
            self.apps[app.sid] = App(**vars(app), created=now, updated=now)

    def add(self, number: Number) -> None:
        self.numbers[number.sid] = number

    def number(self, said: str) -> Number | None:
        """Return the account's number written so, E.164."""
        return next((own for own in self.numbers.values() if own.number == said), None)

    def voice_of(self, number: Number) -> Asks:
        """Return who answers its calls: its application if it names one, else itself."""
        return self.apps.get(number.voice_application_sid) or number

    def texts_of(self, number: Number) -> Asks:
        return self.apps.get(number.sms_application_sid) or number
