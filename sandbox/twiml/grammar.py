"""The words of TwiML: which this carrier speaks, and which it knows but refuses by name.

Source: Twilio, "TwiML for Programmable Voice", "TwiML for Programmable Messaging" and the pages of
each verb. A refused word is one that the real carrier would obey and this one cannot: it raises
the warning named here, never silence. A word in no table is warning 12200.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

AGAINST_GRAMMAR = 12200
NO_SIP = 13246


@dataclass(frozen=True)
class Rule:
    """What one element may carry. `text` tells whether its body is words rather than verbs.

    `refused` maps an attribute to the reason why it is not obeyed.
    """

    children: frozenset[str] = frozenset()
    spoken: frozenset[str] = frozenset()
    refused: Mapping[str, str] = field(default_factory=dict)
    text: bool = False


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


def _rule(
    spoken: str = "",
    children: str = "",
    refused: Mapping[str, str] | None = None,
    *,
    text: bool = False,
) -> Rule:
    return Rule(_words(children), _words(spoken), refused or {}, text)


_TAPE = (
    " record recordingStatusCallback recordingStatusCallbackEvent recordingStatusCallbackMethod"
    " trim"
)
_AMD = (
    " amdStatusCallback amdStatusCallbackMethod machineDetection machineDetectionSilenceTimeout"
    " machineDetectionSpeechEndThreshold machineDetectionSpeechThreshold machineDetectionTimeout"
)
_REPORT = " statusCallback statusCallbackEvent statusCallbackMethod"
_STORED = {"recordingConfigurationId": "there are no stored recording configurations"}
_NO_ROUTER = "there is no TaskRouter"
SPEECH = "break emphasis lang p phoneme prosody s say-as sub w"
_INLINE = "break emphasis lang phoneme prosody say-as sub w"

VOICE = {
    "Response": _rule(
        children="Say Play Pause Gather Dial Enqueue Leave Record Redirect Hangup Reject Start Stop"
        " Sms"
    ),
    "Say": _rule("language loop voice", SPEECH, text=True),
    "Play": _rule("digits loop", text=True),
    "Pause": _rule("length"),
    "Gather": _rule(
        "action actionOnEmptyResult bargeIn debug enhanced finishOnKey hints input language"
        " maxSpeechTime method numDigits partialResultCallback partialResultCallbackMethod"
        " profanityFilter speechModel speechTimeout timeout",
        "Say Play Pause",
    ),
    "Dial": _rule(
        "action answerOnBridge callerId hangupOnStar method recordingTrack ringTone sequential"
        " timeLimit timeout" + _TAPE,
        "Number Client Conference Queue",
        refused=_STORED
        | dict.fromkeys(("referMethod", "referUrl"), "there is no SIP REFER")
        | {"events": "not documented", "passports": "there is no STIR/SHAKEN"},
        text=True,
    ),
    "Number": _rule(
        "method sendDigits url" + _REPORT + _AMD,
        refused={"byoc": "there are no trunks of others"},
        text=True,
    ),
    "Client": _rule("method url" + _REPORT, "Identity Parameter", text=True),
    "Conference": _rule(
        "beep coach endConferenceOnExit jitterBufferSize maxParticipants muted participantLabel"
        " region startConferenceOnEnter waitMethod waitUrl" + _REPORT + _TAPE,
        refused=_STORED | {"eventCallbackUrl": "statusCallback took its place"},
        text=True,
    ),
    "Queue": _rule(
        "method url",
        refused=dict.fromkeys(("postWorkActivitySid", "reservationSid"), _NO_ROUTER),
        text=True,
    ),
    "Enqueue": _rule(
        "action maxQueueSize method waitUrl waitUrlMethod",
        refused={"workflowSid": _NO_ROUTER},
        text=True,
    ),
    "Leave": _rule(),
    "Record": _rule(
        "action finishOnKey maxLength method playBeep recordingStatusCallback"
        " recordingStatusCallbackEvent recordingStatusCallbackMethod timeout transcribe trim",
        refused=_STORED | {"transcribeCallback": "nobody writes down what is said"},
    ),
    "Start": _rule(
        children="Recording",
        refused=dict.fromkeys(("action", "method"), "they belong to media streams"),
    ),
    "Stop": _rule(children="Recording"),
    "Recording": _rule(
        "channels name recordingStatusCallback recordingStatusCallbackEvent"
        " recordingStatusCallbackMethod track trim",
        refused=_STORED,
    ),
    "Sms": _rule("action from method statusCallback to", text=True),
    "Redirect": _rule("method", text=True),
    "Hangup": _rule(),
    "Reject": _rule("reason"),
    "Identity": _rule(text=True),
    "Parameter": _rule("name value"),
    "break": _rule("strength time"),
    "emphasis": _rule("level", _INLINE, text=True),
    "lang": _rule("xml:lang", SPEECH, text=True),
    "p": _rule(children=_INLINE + " s", text=True),
    "phoneme": _rule("alphabet ph", text=True),
    "prosody": _rule("pitch rate volume", SPEECH, text=True),
    "s": _rule(children=_INLINE, text=True),
    "say-as": _rule("format interpret-as role", text=True),
    "sub": _rule("alias", text=True),
    "w": _rule("role", "break emphasis phoneme prosody say-as sub", text=True),
}

MESSAGING = {
    "Response": _rule(children="Message Redirect"),
    "Message": _rule("action from method statusCallback to", "Body Media", text=True),
    "Body": _rule(text=True),
    "Media": _rule(text=True),
    "Redirect": _rule("method", text=True),
}

REFUSED = {
    "Connect": (AGAINST_GRAMMAR, "media streams, relays and rooms are not calls"),
    "Echo": (AGAINST_GRAMMAR, "not documented"),
    "Pay": (AGAINST_GRAMMAR, "there are no payments"),
    "Prompt": (AGAINST_GRAMMAR, "there are no payments"),
    "Refer": (NO_SIP, "there is no SIP"),
    "Sip": (NO_SIP, "there is no SIP"),
    "Application": (AGAINST_GRAMMAR, "TwiML apps are not dialled"),
    "Sim": (AGAINST_GRAMMAR, "there are no SIM cards"),
    "WhatsApp": (AGAINST_GRAMMAR, "there is no WhatsApp"),
    "Siprec": (AGAINST_GRAMMAR, "there is no SIP"),
    "Stream": (AGAINST_GRAMMAR, "there are no media streams"),
    "Transcription": (AGAINST_GRAMMAR, "nobody writes down what is said"),
    "Task": (AGAINST_GRAMMAR, _NO_ROUTER),
    "Queue": (AGAINST_GRAMMAR, "outside Dial it is not documented"),
    "Parameter": (AGAINST_GRAMMAR, "only a Client takes parameters"),
}
"""Elements of the real carrier that this one refuses, where no rule allows them."""
