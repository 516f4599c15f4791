"""An account made ready: what its application and numbers should say, and what they do say.

Twilio, "Application resource" and "IncomingPhoneNumber resource". Nothing is bought or deleted.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial

from twilio.rest import Client

from callcenter.carrier.asking import asked
from callcenter.settings import Settings

APPLICATION = "Virtual Shopper softphone"


@dataclass(frozen=True)
class Change:
    """One thing of the account: `differs` maps a property to (is, should be); empty is well."""

    kind: str
    name: str
    sid: str
    differs: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    trouble: str = ""


def survey(client: Client, settings: Settings, numbers: Iterable[str]) -> list[Change]:
    """Compare the account with what the product needs; changes nothing. Raises CarrierError."""
    listed = asked(lambda: client.incoming_phone_numbers.list(limit=1000))
    found = {str(one.phone_number): one for one in listed}
    application = asked(lambda: _application(client, settings))
    return [application, *(_number(found.get(number), number, settings) for number in numbers)]


def mend(client: Client, changes: Iterable[Change]) -> list[str]:
    """Make the changes; twice does no harm. Returns a line for each thing that was changed.

    Raises CarrierError.
    """
    wanted = [change for change in changes if change.differs]
    return [asked(partial(_mended, client, change)) for change in wanted]


def _application(client: Client, settings: Settings) -> Change:
    wanted = _of_application(settings)
    listed = client.applications.list(friendly_name=APPLICATION, limit=1)
    known = settings.twilio_twiml_app_sid
    sid = known or (str(listed[0].sid) if listed else "")
    if not sid:
        return Change("application", APPLICATION, "", {k: ("", v) for k, v in wanted.items()})
    differs = _differing(client.applications(sid).fetch(), wanted)
    return Change("application", APPLICATION, sid, differs)


def _number(found: object | None, number: str, settings: Settings) -> Change:
    if found is None:
        return Change("number", number, "", trouble="This number is not in the account.")
    sid = str(getattr(found, "sid", ""))
    return Change("number", number, sid, _differing(found, _of_number(settings)))


def _differing(found: object, wanted: Mapping[str, str]) -> dict[str, tuple[str, str]]:
    said = {name: str(getattr(found, name, None) or "") for name in wanted}
    return {name: (said[name], value) for name, value in wanted.items() if said[name] != value}


def _mended(client: Client, change: Change) -> str:
    values = {name: should for name, (_is, should) in change.differs.items()}
    if change.kind == "number":
        client.incoming_phone_numbers(change.sid).update(**values)
        return f"number {change.name}: {', '.join(sorted(values))}"
    if change.sid:
        client.applications(change.sid).update(**values)
        return f"application {change.sid}: {', '.join(sorted(values))}"
    made = client.applications.create(friendly_name=APPLICATION, **values)
    return f"application {made.sid} made: set TWILIO_TWIML_APP_SID={made.sid}"


def _of_application(settings: Settings) -> dict[str, str]:
    base = settings.public_url.rstrip("/")
    return {
        "voice_url": f"{base}/voice/client",
        "voice_method": "POST",
        "status_callback": f"{base}/voice/lines",
        "status_callback_method": "POST",
    }


def _of_number(settings: Settings) -> dict[str, str]:
    base = settings.public_url.rstrip("/")
    return {
        "voice_url": f"{base}/voice/incoming",
        "voice_method": "POST",
        "voice_fallback_url": settings.twilio_fallback_url or f"{base}/voice/fallback.xml",
        "voice_fallback_method": "GET" if settings.twilio_fallback_url else "POST",
        "status_callback": f"{base}/voice/lines",
        "status_callback_method": "POST",
        "sms_url": f"{base}/messages/incoming",
        "sms_method": "POST",
    }
