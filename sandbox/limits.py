"""What Twilio's carrier does and this one does not yet: taken, checked, and without effect."""

_WORDS = "telephones hand over words: nothing is recognised"
_HUSH = "silence is kept"
_SAYS = "the telephone says who it is"
_NO_POST = "every text travels alike"

ATTRIBUTES = {
    ("Say", "voice"): "the one synthesiser of the machine speaks",
    ("Dial", "ringTone"): "every country hears the same tone",
    ("Dial", "trim"): _HUSH,
    ("Conference", "trim"): _HUSH,
    ("Record", "trim"): _HUSH,
    ("Recording", "trim"): _HUSH,
    ("Conference", "jitterBufferSize"): "loopback has no jitter",
    ("Number", "machineDetectionSpeechThreshold"): _SAYS,
    ("Number", "machineDetectionSpeechEndThreshold"): _SAYS,
    **{
        ("Gather", name): _WORDS
        for name in ("debug", "enhanced", "hints", "profanityFilter", "speechModel")
    },
}
"""Attributes of TwiML that are taken and checked, but change nothing."""

PARAMETERS = {
    "CallReason": "telephones show numbers",
    "EarlyMedia": "participants are heard from the answer on",
    "JitterBufferSize": "loopback has no jitter",
    "MachineDetectionSpeechThreshold": _SAYS,
    "MachineDetectionSpeechEndThreshold": _SAYS,
    "Trim": _HUSH,
    "ConferenceTrim": _HUSH,
    "PublicApplicationConnectEnabled": "there is one account",
    **dict.fromkeys(
        (
            *("Attempt", "ForceDelivery", "MaxPrice", "ProvideFeedback", "SendAsMms"),
            *("AddressRetention", "ContentRetention", "RiskCheck", "TrafficType"),
            "ValidityPeriod",
        ),
        _NO_POST,
    ),
}
"""Parameters of requests that are taken, but change nothing."""

ELSEWHERE = {
    "`price`": "null, as before Twilio has billed",
    "`Calls/{}/Events`, `Notifications` and the like": "named in subresource_uris, not served",
    "answers in XML or CSV": "only `.json`",
}
