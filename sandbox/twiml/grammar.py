"""The words of TwiML: which this carrier speaks, and which it knows but refuses.

Source: Twilio, "TwiML for Programmable Voice" and the pages of each verb. A refused word is
one that the real carrier would obey and this one cannot: it fails loudly, never silently.
"""

from dataclasses import dataclass

_NOTHING: frozenset[str] = frozenset()


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


@dataclass(frozen=True)
class Rule:
    """What one verb may carry. `text` tells whether its body is words rather than verbs."""

    children: frozenset[str] = _NOTHING
    spoken: frozenset[str] = _NOTHING
    refused: frozenset[str] = _NOTHING
    text: bool = False


_RECORDING = (
    " record recordingConfigurationId recordingStatusCallback recordingStatusCallbackEvent"
    " recordingStatusCallbackMethod trim"
)
_MACHINES = (
    " amdStatusCallback amdStatusCallbackMethod byoc machineDetection"
    " machineDetectionSilenceTimeout machineDetectionSpeechEndThreshold"
    " machineDetectionSpeechThreshold machineDetectionTimeout sendDigits"
)
_CALLBACK = " statusCallback statusCallbackEvent statusCallbackMethod"

RULES = {
    "Response": Rule(
        children=_words("Say Play Pause Gather Dial Redirect Hangup Reject"),
    ),
    "Say": Rule(spoken=_words("language loop voice"), text=True),
    "Play": Rule(spoken=_words("loop"), refused=_words("digits"), text=True),
    "Pause": Rule(spoken=_words("length")),
    "Gather": Rule(
        children=_words("Say Play Pause"),
        spoken=_words(
            "action actionOnEmptyResult bargeIn finishOnKey input method numDigits timeout"
        ),
        refused=_words(
            "debug enhanced hints language maxSpeechTime partialResultCallback"
            " partialResultCallbackMethod profanityFilter speechModel speechTimeout"
        ),
    ),
    "Dial": Rule(
        children=_words("Number Client Conference"),
        spoken=_words("action answerOnBridge callerId hangupOnStar method timeLimit timeout"),
        refused=_words(
            "events passports recordingTrack referMethod referUrl ringTone sequential" + _RECORDING
        ),
        text=True,
    ),
    "Number": Rule(spoken=_words("method url" + _CALLBACK), refused=_words(_MACHINES), text=True),
    "Client": Rule(
        children=_words("Identity Parameter"),
        spoken=_words("method url" + _CALLBACK),
        text=True,
    ),
    "Conference": Rule(
        spoken=_words(
            "beep endConferenceOnExit maxParticipants muted participantLabel"
            " startConferenceOnEnter waitMethod waitUrl" + _CALLBACK
        ),
        refused=_words("coach eventCallbackUrl jitterBufferSize region" + _RECORDING),
        text=True,
    ),
    "Redirect": Rule(spoken=_words("method"), text=True),
    "Hangup": Rule(),
    "Reject": Rule(spoken=_words("reason")),
    "Identity": Rule(text=True),
    "Parameter": Rule(spoken=_words("name value")),
}

KNOWN_ELSEWHERE = _words(
    "Connect Echo Enqueue Leave Pay Prompt Queue Record Refer Sms Start Stop Application Sim Sip"
    " WhatsApp"
)
"""Verbs of the real carrier that this one refuses by name."""

SPEECH = _words("break emphasis lang p phoneme prosody s say-as sub w")
"""SSML inside Say: its words are spoken, its markup is not heard."""
