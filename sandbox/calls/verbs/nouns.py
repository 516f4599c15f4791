"""Numbers and clients of a Dial as legs (Twilio, "TwiML Voice: Number", "Client")."""

from typing import Final

from sandbox.calls.numbering import normal
from sandbox.calls.records import Call, Callback, Detection
from sandbox.calls.stage import Stage, callback_of, method_of
from sandbox.twiml.document import Verb

_CALLER_ID_REFUSED: Final = 13214
_BAD_NUMBER: Final = 13223
_BAD_CLIENT: Final = 13215
MAGIC = {
    "+15005550001": (13224, "Dial: the number is invalid."),
    "+15005550002": (13224, "Dial: the number cannot be reached."),
    "+15005550003": (13227, "Dial: no permission for the number's country."),
    "+15005550004": (13225, "Dial: the number is blocked."),
}
"""Twilio, "Test credentials": what each number stands for, here as Dial says it."""


def leg_for(stage: Stage, dial: Verb, noun: Verb) -> Call:
    """Return the leg to ring; `timeout` and `timeLimit` are the Dial's."""
    is_client = noun.name == "Client"
    return Call(
        from_=caller_id(stage, dial),
        to=f"client:{identity(noun)}" if is_client else normal(noun.text),
        direction="outbound-dial",
        created=stage.core.now(),
        ring_s=min(dial.whole("timeout", 30), 600),
        limit_s=dial.whole("timeLimit", 14400),
        parent_sid=stage.call.sid,
        parameters=_parameters(noun) if is_client else {},
        report=callback_of(stage, noun, frozenset({"completed"})),
        digits=noun.attributes.get("sendDigits", ""),
        detection=_detection(stage, noun),
    )


def caller_id(stage: Stage, dial: Verb) -> str:
    """Return callerId, or who called; a number as people write it becomes E.164."""
    said = dial.attributes.get("callerId", "").strip()
    return normal(said) or said or stage.call.from_


def refused(stage: Stage, dial: Verb, noun: Verb) -> tuple[int, str] | None:
    """Return code and words when the carrier would not ring this noun."""
    if noun.name == "Client":
        return None if identity(noun) else (_BAD_CLIENT, "Dial: the client has no name.")
    number = normal(noun.text)
    if not number:
        return _BAD_NUMBER, "Dial: the phone number is not E.164."
    if number in MAGIC:
        return MAGIC[number]
    return _wrong_caller(stage, caller_id(stage, dial))


def identity(noun: Verb) -> str:
    named = next((child.text for child in noun.children if child.name == "Identity"), "")
    return named or noun.text


def _wrong_caller(stage: Stage, caller: str) -> tuple[int, str] | None:
    """Refuse a caller that is neither a number of the account nor who called us."""
    own = stage.core.directory.number(caller)
    theirs = caller in {stage.call.from_, stage.call.to}
    if (own or theirs) and not caller.startswith("client:"):
        return None
    return _CALLER_ID_REFUSED, "Dial: callerId must be a number of the account."


def _parameters(noun: Verb) -> dict[str, str]:
    said = [child.attributes for child in noun.children if child.name == "Parameter"]
    return {one["name"]: one.get("value", "") for one in said if "name" in one}


def _detection(stage: Stage, noun: Verb) -> Detection:
    url = noun.attributes.get("amdStatusCallback", "")
    report = Callback(stage.resolve(url), method_of(noun, "amdStatusCallbackMethod"))
    return Detection(
        noun.attributes.get("machineDetection", ""),
        noun.whole("machineDetectionTimeout", 30),
        noun.whole("machineDetectionSilenceTimeout", 5000) / 1000,
        waits=False,
        report=report if url else Callback(),
        speech_s=noun.whole("machineDetectionSpeechThreshold", 2400) / 1000,
        speech_end_s=noun.whole("machineDetectionSpeechEndThreshold", 1200) / 1000,
    )
