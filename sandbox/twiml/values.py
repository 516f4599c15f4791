"""Which values an attribute takes, and the warning of Twilio's debugger for any other.

Source: Twilio, "Error and warning dictionary": each attribute has a code of its own where the
dictionary has one; the others are 12200, "Schema validation warning". A wrong value is warned of
and the default holds.
"""

import re
from collections.abc import Callable, Mapping

from sandbox.twiml.grammar import AGAINST_GRAMMAR

Check = Callable[[str], bool]


def _flag(value: str) -> bool:
    return value.strip().lower() in {"true", "false"}


def _method(value: str) -> bool:
    return value.strip().upper() in {"GET", "POST"}


def _whole(least: int, most: int) -> Check:
    def check(value: str) -> bool:
        said = value.strip()
        return said.isascii() and said.isdigit() and least <= int(said[:9]) <= most

    return check


def _one(words: str) -> Check:
    allowed = frozenset(words.lower().split())
    return lambda value: value.strip().lower() in allowed


def _some(words: str) -> Check:
    allowed = frozenset(words.split())
    return lambda value: bool(value.split()) and frozenset(value.split()) <= allowed


def _like(pattern: str) -> Check:
    found = re.compile(pattern)
    return lambda value: found.fullmatch(value.strip()) is not None


def _seconds(value: str) -> bool:
    return value.strip() == "auto" or _whole(1, 3600)(value)


def _hints(value: str) -> bool:
    """Twilio, "Gather: hints": up to 500 entries of up to 100 characters, parted by commas."""
    entries = value.split(",")
    return len(entries) <= 500 and all(0 < len(one.strip()) <= 100 for one in entries)


_LOCALE = _like(r"(?i:[a-z]{2,3}(-[a-z]{4})?-([a-z]{2}|\d{3})|multi)")
_MODEL = _like(
    r"default|numbers_and_commands|phone_call|experimental_(conversations|utterances)"
    r"|googlev2_\w+|deepgram_[\w-]+"
)
_CALL_EVENTS = _some("initiated ringing answered completed")
_TAPE_EVENTS = _some("in-progress completed absent")
_ROOM_EVENTS = _some("start end join leave mute hold modify speaker announcement")
RING_TONES = (
    "at au bg br be ch cl cn cz de dk ee es fi fr gr hu il in it lt jp mx my nl no nz ph pl pt ru"
    " se sg th uk us us-old tw ve za"
)
"""Twilio, "TwiML Voice: Dial, ringTone"."""
_RECORD = _one(
    "do-not-record record-from-answer record-from-ringing record-from-answer-dual"
    " record-from-ringing-dual true false"
)
_READINGS = (
    "characters spell-out cardinal number ordinal digits fraction unit date time address"
    " expletive telephone"
)
_LONG = 4000
"""The largest `loop` and the like; 0 is for ever where a verb says so."""

CHECKS: dict[tuple[str, str], tuple[Check, int]] = {
    ("Say", "voice"): (_like(r"(?i:man|woman|alice|[a-z]+\.[\w-]+)"), 13511),
    ("prosody", "rate"): (_like(r"x-slow|slow|medium|fast|x-fast|default|\d+(\.\d+)?%?"), 13513),
    ("Say", "loop"): (_whole(0, _LONG), 13510),
    ("Play", "loop"): (_whole(0, _LONG), 13410),
    ("Play", "digits"): (_like(r"[0-9wW#*A-D]+"), 13430),
    ("Pause", "length"): (_whole(0, 86400), 13910),
    ("Gather", "finishOnKey"): (_like(r"[0-9#*]*"), 13310),
    ("Gather", "timeout"): (lambda value: _seconds(value) or _whole(0, 3600)(value), 13313),
    ("Gather", "numDigits"): (_whole(1, 1000), 13314),
    ("Gather", "speechTimeout"): (_seconds, 13327),
    ("Gather", "input"): (_some("dtmf speech"), AGAINST_GRAMMAR),
    ("Gather", "actionOnEmptyResult"): (_flag, 13338),
    ("Gather", "bargeIn"): (_flag, 13332),
    ("Gather", "profanityFilter"): (_flag, 13333),
    ("Gather", "enhanced"): (_flag, 13339),
    ("Gather", "debug"): (_flag, 13336),
    ("Gather", "maxSpeechTime"): (_whole(1, 600), 13328),
    ("Gather", "hints"): (_hints, 13330),
    ("Gather", "language"): (_LOCALE, 13331),
    ("Gather", "speechModel"): (_MODEL, 13334),
    ("Gather", "partialResultCallbackMethod"): (_method, AGAINST_GRAMMAR),
    ("Dial", "timeout"): (_whole(1, 600), 13212),
    ("Dial", "hangupOnStar"): (_flag, 13213),
    ("Dial", "timeLimit"): (_whole(1, 86400), 13216),
    ("Dial", "record"): (_RECORD, 13217),
    ("Dial", "answerOnBridge"): (_flag, 13219),
    ("Dial", "sequential"): (_flag, 13218),
    ("Dial", "recordingTrack"): (_one("inbound outbound both"), 13622),
    ("Dial", "ringTone"): (_one(RING_TONES), 13220),
    ("Number", "sendDigits"): (_like(r"[0-9wW#*]+"), 13222),
    ("Number", "machineDetection"): (_one("Enable DetectMessageEnd"), AGAINST_GRAMMAR),
    ("Number", "machineDetectionTimeout"): (_whole(3, 59), AGAINST_GRAMMAR),
    ("Number", "machineDetectionSpeechThreshold"): (_whole(1000, 6000), AGAINST_GRAMMAR),
    ("Number", "machineDetectionSpeechEndThreshold"): (_whole(500, 5000), AGAINST_GRAMMAR),
    ("Number", "machineDetectionSilenceTimeout"): (_whole(2000, 10000), AGAINST_GRAMMAR),
    ("Number", "amdStatusCallbackMethod"): (_method, AGAINST_GRAMMAR),
    ("Number", "statusCallbackEvent"): (_CALL_EVENTS, AGAINST_GRAMMAR),
    ("Client", "statusCallbackEvent"): (_CALL_EVENTS, AGAINST_GRAMMAR),
    ("Conference", "muted"): (_flag, 13230),
    ("Conference", "endConferenceOnExit"): (_flag, 13231),
    ("Conference", "startConferenceOnEnter"): (_flag, 13232),
    ("Conference", "waitMethod"): (_method, 13234),
    ("Conference", "beep"): (_one("true false onEnter onExit"), 13235),
    ("Conference", "trim"): (_one("trim-silence do-not-trim"), 13239),
    ("Conference", "coach"): (_like(r"CA[0-9a-f]{32}"), 13240),
    ("Conference", "maxParticipants"): (_whole(1, 250), AGAINST_GRAMMAR),
    ("Conference", "participantLabel"): (_like(r"(?!CA[0-9a-f]{32}$)[^/]{1,128}"), 16023),
    ("Conference", "record"): (_one("do-not-record record-from-start true false"), 13217),
    ("Conference", "jitterBufferSize"): (_one("small medium large off"), AGAINST_GRAMMAR),
    ("Conference", "region"): (_one("us1 us2 ie1 de1 sg1 br1 au1 jp1"), AGAINST_GRAMMAR),
    ("Conference", "statusCallbackEvent"): (_ROOM_EVENTS, AGAINST_GRAMMAR),
    ("Enqueue", "waitUrlMethod"): (_method, 14206),
    ("Enqueue", "maxQueueSize"): (_whole(1, 5000), AGAINST_GRAMMAR),
    ("Record", "timeout"): (_whole(0, 3600), 13611),
    ("Record", "maxLength"): (_whole(1, 14400), 13612),
    ("Record", "finishOnKey"): (_like(r"[0-9#*]*"), 13613),
    ("Record", "transcribe"): (_flag, 13614),
    ("Record", "playBeep"): (_flag, 13616),
    ("Recording", "channels"): (_one("mono dual"), AGAINST_GRAMMAR),
    ("Recording", "track"): (_one("inbound outbound both"), 13622),
    ("Reject", "reason"): (_one("rejected busy"), AGAINST_GRAMMAR),
    ("break", "strength"): (_one("none x-weak weak medium strong x-strong"), AGAINST_GRAMMAR),
    ("break", "time"): (_like(r"(\d(\.\d+)?|10)s|\d{1,4}ms|10000ms"), AGAINST_GRAMMAR),
    ("emphasis", "level"): (_one("none reduced moderate strong"), AGAINST_GRAMMAR),
    ("say-as", "interpret-as"): (_one(_READINGS), AGAINST_GRAMMAR),
}
_METHODS = {
    "Gather": 13312,
    "Dial": 13210,
    "Number": 13221,
    "Client": 13221,
    "Queue": 14210,
    "Enqueue": 14201,
    "Record": 13610,
    "Redirect": 13710,
    "Sms": 14104,
    "Message": 14104,
}
_ANYWHERE: dict[str, Check] = {
    "statusCallbackMethod": _method,
    "recordingStatusCallbackMethod": _method,
    "recordingStatusCallbackEvent": _TAPE_EVENTS,
    "trim": _one("trim-silence do-not-trim"),
}
_ANYWHERE_CODES = {"recordingStatusCallbackEvent": 13621, "trim": 13699}


def wrong(element: str, attribute: str, value: str) -> int:
    """Return the warning's code when the attribute does not take this value, else 0."""
    if attribute == "method" and element in _METHODS:
        return 0 if _method(value) else _METHODS[element]
    check, code = CHECKS.get((element, attribute), (None, AGAINST_GRAMMAR))
    if check is None:
        check = _ANYWHERE.get(attribute)
        code = _ANYWHERE_CODES.get(attribute, code)
    return 0 if check is None or check(value) else code


def clashes(element: str, said: Mapping[str, str]) -> list[tuple[str, int]]:
    """Return attributes that cannot stand beside others, with the warning's code.

    Twilio, "Warning 13335": speechTimeout `auto` cannot be used with a speechModel.
    """
    waits = element == "Gather" and said.get("speechTimeout", "").strip() == "auto"
    return [("speechTimeout", 13335)] if waits and "speechModel" in said else []
