"""Numbers, applications and tokens of the account (Twilio: the resource of each)."""

import re
from collections.abc import Callable
from functools import partial

from sandbox.calls.directory import App, Number
from sandbox.calls.exchange import Exchange
from sandbox.calls.numbering import normal
from sandbox.config import Config
from sandbox.rest.answers import RestAnswer, invalid, not_found
from sandbox.rest.form import Ask, Form
from sandbox.rest.paging import page
from sandbox.rest.shapes import Json
from sandbox.rest.shapes import account as shapes

_URLS = {
    "VoiceUrl": "voice_url",
    "VoiceFallbackUrl": "voice_fallback_url",
    "SmsUrl": "sms_url",
    "SmsFallbackUrl": "sms_fallback_url",
    "StatusCallback": "status_callback",
    "SmsStatusCallback": "sms_status_callback",
    "MessageStatusCallback": "message_status_callback",
}
_METHODS = {
    "VoiceMethod": "voice_method",
    "VoiceFallbackMethod": "voice_fallback_method",
    "SmsMethod": "sms_method",
    "SmsFallbackMethod": "sms_fallback_method",
    "StatusCallbackMethod": "status_callback_method",
}
_MAGIC_NUMBERS = {
    "+15005550000": (21422, "The phone number is not available"),
    "+15005550001": (21421, "The phone number is invalid"),
}
_MAGIC_AREAS = {"533": (21452, "No phone numbers found in this area code")}


class Applications:
    def __init__(self, exchange: Exchange) -> None:
        self._exchange = exchange

    def create(self, ask: Ask) -> RestAnswer:
        now = self._exchange.core.now()
        app = App(created=now)
        self._change(ask.form, app)
        self._exchange.directory.apps[app.sid] = app
        return RestAnswer(201, shapes.application(self._exchange.config, app))

    def fetch(self, _ask: Ask, sid: str) -> RestAnswer:
        return RestAnswer(200, shapes.application(self._exchange.config, self._known(sid)))

    def update(self, ask: Ask, sid: str) -> RestAnswer:
        self._change(ask.form, self._known(sid))
        return self.fetch(ask, sid)

    def delete(self, _ask: Ask, sid: str) -> RestAnswer:
        del self._exchange.directory.apps[self._known(sid).sid]
        return RestAnswer(204)

    def find(self, ask: Ask) -> RestAnswer:
        name = ask.query.text("FriendlyName")
        known = self._exchange.directory.apps.values()
        found = [app for app in known if name in {"", app.friendly_name}]
        return page("applications", found, ask, partial(shapes.application, self._exchange.config))

    def _change(self, form: Form, app: App) -> None:
        _apply(form, app, self._exchange.core.now())
        public = form.flag("PublicApplicationConnectEnabled")
        app.public_connect = app.public_connect if public is None else public

    def _known(self, sid: str) -> App:
        app = self._exchange.directory.apps.get(sid)
        if app is None:
            raise not_found("/Applications", sid)
        return app


class Numbers:
    def __init__(self, exchange: Exchange) -> None:
        self._exchange = exchange

    def create(self, ask: Ask) -> RestAnswer:
        return RestAnswer(201, shapes.number(self._exchange.config, self._bought(ask, "local")))

    def create_typed(self, kind: str) -> Callable[[Ask], RestAnswer]:
        def create(ask: Ask) -> RestAnswer:
            number = self._bought(ask, kind)
            return RestAnswer(201, shapes.typed_number(self._exchange.config, number))

        return create

    def fetch(self, _ask: Ask, sid: str) -> RestAnswer:
        return RestAnswer(200, shapes.number(self._exchange.config, self._known(sid)))

    def update(self, ask: Ask, sid: str) -> RestAnswer:
        self._change(ask.form, self._known(sid))
        return self.fetch(ask, sid)

    def delete(self, _ask: Ask, sid: str) -> RestAnswer:
        """Give a number back: its calls and texts fail from now on."""
        del self._exchange.directory.numbers[self._known(sid).sid]
        return RestAnswer(204)

    def find(self, ask: Ask) -> RestAnswer:
        return self._page(ask, "", shapes.number)

    def find_typed(self, kind: str) -> Callable[[Ask], RestAnswer]:
        return lambda ask: self._page(ask, kind, shapes.typed_number)

    def _page(self, ask: Ask, kind: str, show: Callable[[Config, Number], Json]) -> RestAnswer:
        name, part = ask.query.text("FriendlyName"), _digits(ask.query.text("PhoneNumber"))
        origin = ask.query.one_of("Origin", "twilio hosted")
        ask.query.flag("Beta")
        found = [
            number
            for number in self._exchange.directory.numbers.values()
            if name in {"", number.friendly_name}
            and part.search(number.number)
            and kind in {"", number.kind}
            and origin in {"", "twilio"}
        ]
        return page("incoming_phone_numbers", found, ask, partial(show, self._exchange.config))

    def _bought(self, ask: Ask, kind: str) -> Number:
        said = self._wanted(ask.form)
        number = Number(number=said, kind=kind, created=self._exchange.core.now())
        self._change(ask.form, number)
        self._exchange.directory.add(number)
        return number

    def _wanted(self, form: Form) -> str:
        said, area = form.text("PhoneNumber"), form.text("AreaCode")
        if said in _MAGIC_NUMBERS:
            raise invalid(*_MAGIC_NUMBERS[said])
        if area in _MAGIC_AREAS:
            raise invalid(*_MAGIC_AREAS[area])
        if not said and not area:
            raise invalid(21421, "PhoneNumber or AreaCode is required")
        if not said and not (area.isascii() and area.isdigit() and len(area) == 3):
            raise invalid(21451, "Invalid area code")
        number = normal(said) if said else self._free(area)
        if not number:
            raise invalid(21421, "The phone number is invalid")
        if self._exchange.directory.number(number):
            raise invalid(21422, "The phone number is not available")
        return number

    def _free(self, area: str) -> str:
        """Return the first number of an area that the account does not have."""
        tried = (f"+1{area}555{n:04}" for n in range(100, 10_000))
        return next(n for n in tried if not self._exchange.directory.number(n))

    def _change(self, form: Form, number: Number) -> None:
        _apply(form, number, self._exchange.core.now())
        for name, field in (
            ("VoiceApplicationSid", "voice_application_sid"),
            ("SmsApplicationSid", "sms_application_sid"),
        ):
            sid = form.text(name)
            if sid and sid not in self._exchange.directory.apps:
                raise invalid(21218, f"Invalid {name}")
            if name in form:
                setattr(number, field, sid)
        number.receive_mode = form.one_of("VoiceReceiveMode", "voice") or number.receive_mode

    def _known(self, sid: str) -> Number:
        number = self._exchange.directory.numbers.get(sid)
        if number is None:
            raise not_found("/IncomingPhoneNumbers", sid)
        return number


class Tokens:
    def __init__(self, exchange: Exchange) -> None:
        self._exchange = exchange

    def create(self, ask: Ask) -> RestAnswer:
        ttl = ask.form.whole("Ttl", 86400, (1, 86400))
        config, now = self._exchange.config, self._exchange.core.now()
        return RestAnswer(201, shapes.token(config, ttl, now))


def _apply(form: Form, one: Number | App, now: float) -> None:
    """Take over the addresses, methods and name of a form; nothing changes on an error."""
    changed: dict[str, object] = {}
    changed |= {field: form.url(name) for name, field in _URLS.items() if name in form}
    changed |= {field: form.method(name) for name, field in _METHODS.items() if name in form}
    if "FriendlyName" in form:
        changed["friendly_name"] = _friendly(form)
    lookup = form.flag("VoiceCallerIdLookup")
    if lookup is not None:
        changed["caller_id_lookup"] = lookup
    form.one_of("ApiVersion", "2010-04-01")
    for field, value in changed.items():
        setattr(one, field, value)
    one.updated = now


def _digits(said: str) -> re.Pattern[str]:
    """Return what finds a part of a number, `*` being any digit."""
    return re.compile("".join(r"\d" if sign == "*" else re.escape(sign) for sign in said))


def _friendly(form: Form) -> str:
    name = form.text("FriendlyName")
    if len(name) > 64:
        raise invalid(20002, "FriendlyName must have 64 characters at most")
    return name
