"""What a sender asks for besides: how long a text may wait, and what is kept of it."""

from sandbox.calls.records import Postage
from sandbox.rest.answers import invalid
from sandbox.rest.form import UNKNOWN, Form

_LONGEST_S = 36_000
_BAD_VALIDITY = 21624
_DEFAULT = Postage()


def postage_of(form: Form) -> Postage:
    """Read ValidityPeriod, ContentRetention and AddressRetention.

    Twilio, "Message resource": "The length of time in seconds that the Message can remain in
    Twilio's outgoing message queue. If a queued Message exceeds the ValidityPeriod, the Message is
    not sent."
    """
    form.whole("Attempt", 1, (1, 999_999_999))
    form.flag("ForceDelivery")
    form.one_of("RiskCheck", "enable disable")
    form.one_of("TrafficType", "free")
    _check_price(form)
    return Postage(
        form.whole("ValidityPeriod", _DEFAULT.valid_s, (1, _LONGEST_S), _BAD_VALIDITY),
        form.one_of("ContentRetention", "retain discard") == "discard",
        form.one_of("AddressRetention", "retain obfuscate") == "obfuscate",
    )


def _check_price(form: Form) -> None:
    """Refuse what is no price; Twilio, "MaxPrice": it has no effect any more since June 2024."""
    whole, _, part = form.text("MaxPrice").partition(".")
    if whole + part and not ((whole + part).isascii() and (whole + part).isdigit()):
        raise invalid(UNKNOWN, "MaxPrice must be a number")
