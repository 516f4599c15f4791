"""What Twilio's carrier does and this one does not yet: taken, checked, and without effect."""

_WORDS = "telephones hand over words: nothing is recognised"
_SAYS = "the telephone says who it is"
_NO_POST = "every text travels alike"

ATTRIBUTES = {
    ("Dial", "ringTone"): "every country hears the same tone",
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
    "`trim` left out": "silence is kept; Twilio trims by default in some places",
    "`Calls/{}/UserDefinedMessages` and the like": "404; what softphones say is noted",
    "`price`": "null, as before Twilio has billed",
    "`Calls/{}/Events`, `Notifications` and the like": "named in subresource_uris, not served",
    "answers in XML or CSV": "only `.json`",
}
