"""What requests that ring or record have in common: parties, instructions, detection, taping."""

from urllib.parse import parse_qsl

from sandbox.calls.directory import Directory
from sandbox.calls.numbering import normal
from sandbox.calls.records import Callback, Detection, Place, Taping
from sandbox.rest.answers import invalid
from sandbox.rest.form import Form

_EVENTS = "initiated ringing answered completed"
_TAPE_EVENTS = "started in-progress paused resumed stopped completed failed absent"
_BAD_DETECTION = 21234
_LONGEST_TWIML = 4000
_LONGEST_REASON = 50
VALID_FROM = "+15005550006"
"""Twilio, "Test credentials": this number may always call and text."""
MAGIC_TO = {
    "+15005550001": (21211, "Invalid 'To' phone number"),
    "+15005550002": (21214, "'To' phone number cannot be reached"),
    "+15005550003": (21215, "Account not authorized to call"),
    "+15005550004": (21216, "Number is on the do-not-call list"),
}
MAGIC_FROM = {"+15005550001": (21212, "Invalid 'From' phone number")}


def callee(form: Form) -> str:
    """Return To: E.164 or a client; raises the error the API has for each wrong one."""
    said = form.text("To")
    if not said:
        raise invalid(21201, "No 'To' number is specified")
    if said in MAGIC_TO:
        raise invalid(*MAGIC_TO[said])
    if said.startswith("client:") and 0 < len(said) - len("client:") <= 256:
        return said.partition("?")[0]
    if said.startswith(("sip:", "sips:")):
        raise invalid(21211, "Invalid 'To': the sandbox speaks no SIP")
    number = normal(said)
    if not number:
        raise invalid(21211, f"Invalid 'To' phone number: {said[:40]}")
    return number


def custom(form: Form) -> dict[str, str]:
    """Return what a softphone is told besides: `client:ada?key=value`."""
    said = form.text("To")
    known = parse_qsl(said.partition("?")[2]) if said.startswith("client:") else []
    return dict(known)


def caller(form: Form, directory: Directory, to: str, *, allowed: str = "") -> str:
    """Return From: a number of the account, or for clients also a client."""
    said = form.text("From")
    if not said:
        raise invalid(21213, "'From' phone number is required")
    if said in MAGIC_FROM:
        raise invalid(*MAGIC_FROM[said])
    if said.startswith("client:") and to.startswith("client:"):
        return said
    number = normal(said)
    if not number:
        raise invalid(21212, f"Invalid 'From' phone number: {said[:40]}")
    if number not in {VALID_FROM, allowed} and not directory.number(number):
        raise invalid(21210, f"'From' phone number not verified: {number}")
    return number


def shown(form: Form, directory: Directory) -> str:
    """Return CallerId: what the telephone shows instead of From."""
    said = form.text("CallerId")
    if not said or said.startswith("client:"):
        return said
    number = normal(said)
    if not number or (number != VALID_FROM and not directory.number(number)):
        raise invalid(21210, f"'CallerId' is not verified: {said[:40]}")
    return number


def reason(form: Form) -> str:
    """Return CallReason, which the called telephone shows; it holds 50 characters at most."""
    said = form.text("CallReason")
    if len(said) > _LONGEST_REASON:
        raise invalid(20001, f"CallReason may hold {_LONGEST_REASON} characters")
    return said


def instructions(form: Form, *, needed: bool = True) -> tuple[Place | None, str]:
    """Return where to ask, or the document itself.

    Twilio, "Call resource": "If both twiml and url are provided then twiml parameter will be
    ignored."
    """
    twiml, url = form.text("Twiml"), form.url("Url")
    if len(twiml) > _LONGEST_TWIML:
        raise invalid(32018, "Twiml size exceeded maximum allowed value of 4000 characters")
    if needed and not twiml and not url:
        raise invalid(21205, "Url parameter is required.")
    fallback = (form.url("FallbackUrl"), form.method("FallbackMethod"))
    return (Place(url, form.method("Method"), *fallback), "") if url else (None, twiml)


def report_of(form: Form, prefix: str = "", known: str = _EVENTS) -> Callback:
    """Read StatusCallback, its method and events; the default is `completed` alone."""
    name = f"{prefix}StatusCallback"
    asked = form.some_of(f"{name}Event", known)
    events = asked or frozenset({"completed"})
    return Callback(form.callback(name), form.method(f"{name}Method"), events)


def detection_of(form: Form, report: Callback, *, waits: bool) -> Detection:
    """Read how to tell machines from people; raises 21234 for what cannot be."""
    mode = form.one_of("MachineDetection", "Enable DetectMessageEnd none None", _BAD_DETECTION)
    timeout = form.whole("MachineDetectionTimeout", 30, (3, 59), _BAD_DETECTION)
    speech_s = _seconds(form, "SpeechThreshold", 2400, (1000, 6000))
    end_s = _seconds(form, "SpeechEndThreshold", 1200, (500, 5000))
    silence_s = _seconds(form, "SilenceTimeout", 5000, (2000, 10000))
    known = "" if mode.lower() == "none" else mode
    return Detection(known, timeout, silence_s, waits, report, speech_s, end_s)


def _seconds(form: Form, name: str, default: int, bounds: tuple[int, int]) -> float:
    """Read one of machine detection's times, which are milliseconds."""
    return form.whole(f"MachineDetection{name}", default, bounds, _BAD_DETECTION) / 1000


def taping_of(form: Form, source: str, prefix: str = "") -> Taping:
    """Read how to record, and who is told of it."""
    channels = form.one_of(f"{prefix}RecordingChannels", "mono dual")
    if not channels and source == "StartCallRecordingAPI":
        channels = "mono"
    track = form.one_of(f"{prefix}RecordingTrack", "inbound outbound both") or "both"
    asked = form.one_of(f"{prefix}Trim", "trim-silence do-not-trim")
    trim = asked == "trim-silence" or (not asked and source == "OutboundAPI")
    report = report_of(form, f"{prefix}Recording", _TAPE_EVENTS)
    return Taping(source, 2 if channels == "dual" else 1, track, trim, report=report)
