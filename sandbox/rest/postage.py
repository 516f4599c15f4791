"""What a sender asks for besides: how long a text may wait, what it may cost, what is kept."""

from sandbox.calls.records import Postage
from sandbox.rest.answers import invalid
from sandbox.rest.form import UNKNOWN, Form

_LONGEST_S = 36_000
_BAD_VALIDITY = 21626
_DEFAULT = Postage()


def postage_of(form: Form) -> Postage:
    """Read ValidityPeriod, MaxPrice, ContentRetention and AddressRetention.

    Twilio, "Message resource": "The length of time in seconds that the Message can remain in
    Twilio's outgoing message queue. If a queued Message exceeds the ValidityPeriod, the Message is
    not sent."
    """
    form.whole("Attempt", 1, (1, 999_999_999))
    form.flag("ForceDelivery")
    form.one_of("RiskCheck", "enable disable")
    form.one_of("TrafficType", "free")
    return Postage(
        form.whole("ValidityPeriod", _DEFAULT.valid_s, (1, _LONGEST_S), _BAD_VALIDITY),
        _price(form),
        form.one_of("ContentRetention", "retain discard") == "discard",
        form.one_of("AddressRetention", "retain obfuscate") == "obfuscate",
    )


def _price(form: Form) -> float | None:
    said = form.text("MaxPrice")
    whole, _, part = said.partition(".")
    if said and not (whole.isascii() and (whole + part).isdigit() and len(part) <= 4):
        raise invalid(UNKNOWN, "MaxPrice must be a number with up to four decimal places")
    return float(said) if said else None
