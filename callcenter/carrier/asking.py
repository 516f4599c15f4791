"""One request to the carrier: whatever goes wrong comes out as one kind of error."""

import json
from collections.abc import Callable
from typing import Any

from requests.exceptions import RequestException
from twilio.base.exceptions import TwilioException, TwilioRestException

from callcenter.errors import CarrierError


def asked(request: Callable[[], Any]) -> Any:
    """Run one request; every failure comes out as CarrierError."""
    try:
        return request()
    except TwilioRestException as error:
        permanent = 400 <= error.status < 500 and error.status != 429
        raise CarrierError(error.msg, code=error.code or 0, permanent=permanent) from error
    except TwilioException as error:
        raise _unlisted(error) from error
    except RequestException as error:
        raise CarrierError("The carrier did not answer.") from error


def _unlisted(error: TwilioException) -> CarrierError:
    """Read the refusal of a list: the SDK raises it with the answer instead of its code."""
    answer = error.args[1] if len(error.args) > 1 else None
    try:
        said = json.loads(answer.content) if answer else {}
    except (AttributeError, ValueError):
        said = {}
    if answer is None or "code" not in said:
        return CarrierError("The carrier did not answer.")
    permanent = 400 <= answer.status_code < 500 and answer.status_code != 429
    return CarrierError(str(said.get("message", "")), code=int(said["code"]), permanent=permanent)
