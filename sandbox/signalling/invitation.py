"""What a ringing softphone is told of the call (Voice SDK, `call.parameters`)."""

from urllib.parse import quote, urlencode

from sandbox.calls.params import API_VERSION
from sandbox.calls.ports import Ring
from sandbox.config import Config


def invitation(config: Config, ring: Ring) -> dict[str, str]:
    """Return the parameters of an `invite`.

    The SDK splits `Params` at `&` and `=` by hand and decodes values only: everything in it is
    percent-encoded, spaces too.
    """
    told = {
        "CallSid": ring.call_sid,
        "AccountSid": config.account_sid,
        "ApiVersion": API_VERSION,
        "From": ring.from_,
        "To": ring.to,
    }
    if ring.parameters:
        told["Params"] = urlencode(dict(ring.parameters), quote_via=quote)
    if _is_vouched_for(config, ring.from_):
        told["StirStatus"] = "TN-Validation-Passed-A"
    return told


def _is_vouched_for(config: Config, number: str) -> bool:
    """Whether the caller's number is certain (SHAKEN/STIR exists in +1 only); from memory."""
    known = config.number(number) or config.handset(number)
    return number.startswith("+1") and known is not None
