"""Every parameter of every request: what is spoken, and what is refused by name and why.

Source: Twilio's OpenAPI description of the API 2010-04-01. A parameter in neither list is unknown
to the description too, and refused as error 20001.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Parameters:
    spoken: frozenset[str] = frozenset()
    refused: Mapping[str, str] = field(default_factory=dict)


def _takes(spoken: str = "", **refused: str) -> Parameters:
    return Parameters(frozenset(spoken.split()), refused)


_PAGING = "PageSize Page PageToken"
_SIP = {"SipAuthPassword": "there is no SIP", "SipAuthUsername": "there is no SIP"}
_TRUNKS = {"Byoc": "there are no trunks of others"}
_NOTIFY = {"ClientNotificationUrl": "it is not documented"}
_DETECT = (
    " MachineDetection MachineDetectionSilenceTimeout MachineDetectionSpeechEndThreshold"
    " MachineDetectionSpeechThreshold MachineDetectionTimeout"
)
_TAPED = (
    " Record RecordingChannels RecordingStatusCallback RecordingStatusCallbackEvent"
    " RecordingStatusCallbackMethod RecordingTrack Trim"
)
_REPORT = " StatusCallback StatusCallbackEvent StatusCallbackMethod"
_ASKS = (
    " SmsFallbackMethod SmsFallbackUrl SmsMethod SmsUrl StatusCallback StatusCallbackMethod"
    " VoiceCallerIdLookup VoiceFallbackMethod VoiceFallbackUrl VoiceMethod VoiceUrl"
)
_APP = _takes(
    "ApiVersion FriendlyName MessageStatusCallback PublicApplicationConnectEnabled"
    " SmsStatusCallback" + _ASKS
)
_PAPERS = dict.fromkeys(
    ("AddressSid", "BundleSid", "EmergencyAddressSid", "EmergencyStatus", "IdentitySid"),
    "there are no authorities",
)
_NUMBER = "ApiVersion FriendlyName SmsApplicationSid VoiceApplicationSid VoiceReceiveMode" + _ASKS
_NO_TRUNK = {"TrunkSid": "there is no SIP"}
_NUMBERS = _takes("Beta FriendlyName PhoneNumber Origin " + _PAGING)
_BUY = _takes(_NUMBER + " PhoneNumber", **_PAPERS, **_NO_TRUNK)
_TAPES = _takes("DateCreated DateCreated< DateCreated> " + _PAGING)
_ALERTS = _takes("Log MessageDate MessageDate< MessageDate> " + _PAGING)
_TAPE = _takes("PauseBehavior Status")
_QUEUE = _takes("FriendlyName MaxSize")

TABLE: dict[tuple[str, str], Parameters] = {
    ("GET", "Calls"): _takes(
        "To From ParentCallSid Status StartTime StartTime< StartTime> EndTime EndTime< EndTime> "
        + _PAGING
    ),
    ("POST", "Calls"): _takes(
        "ApplicationSid AsyncAmd AsyncAmdStatusCallback AsyncAmdStatusCallbackMethod CallReason"
        " CallToken CallerId FallbackMethod FallbackUrl From Method SendDigits TimeLimit Timeout"
        " To Twiml Url" + _DETECT + _TAPED + _REPORT,
        **_TRUNKS,
        **_NOTIFY,
        **_SIP,
    ),
    ("GET", "Calls/{}"): _takes(),
    ("POST", "Calls/{}"): _takes(
        "FallbackMethod FallbackUrl Method Status StatusCallback StatusCallbackMethod TimeLimit"
        " Twiml Url"
    ),
    ("DELETE", "Calls/{}"): _takes(),
    ("GET", "Calls/{}/Recordings"): _TAPES,
    ("POST", "Calls/{}/Recordings"): _takes(
        "RecordingChannels RecordingStatusCallback RecordingStatusCallbackEvent"
        " RecordingStatusCallbackMethod RecordingTrack Trim"
    ),
    ("GET", "Calls/{}/Recordings/{}"): _takes(),
    ("POST", "Calls/{}/Recordings/{}"): _TAPE,
    ("DELETE", "Calls/{}/Recordings/{}"): _takes(),
    ("GET", "Calls/{}/Events"): _takes(_PAGING),
    ("GET", "Calls/{}/Notifications"): _ALERTS,
    ("GET", "Calls/{}/Notifications/{}"): _takes(),
    ("GET", "Notifications"): _ALERTS,
    ("GET", "Notifications/{}"): _takes(),
    ("POST", "Calls/{}/UserDefinedMessages"): _takes("Content IdempotencyKey"),
    ("POST", "Calls/{}/UserDefinedMessageSubscriptions"): _takes("Callback IdempotencyKey Method"),
    ("DELETE", "Calls/{}/UserDefinedMessageSubscriptions/{}"): _takes(),
    ("GET", "Conferences"): _takes(
        "DateCreated DateCreated< DateCreated> DateUpdated DateUpdated< DateUpdated> FriendlyName"
        " Status " + _PAGING
    ),
    ("GET", "Conferences/{}"): _takes(),
    ("POST", "Conferences/{}"): _takes("AnnounceMethod AnnounceUrl Status"),
    ("GET", "Conferences/{}/Participants"): _takes("Muted Hold Coaching " + _PAGING),
    ("POST", "Conferences/{}/Participants"): _takes(
        "AmdStatusCallback AmdStatusCallbackMethod Beep CallReason CallSidToCoach CallToken"
        " CallerId Coaching ConferenceRecord ConferenceRecordingStatusCallback"
        " ConferenceRecordingStatusCallbackEvent ConferenceRecordingStatusCallbackMethod"
        " ConferenceStatusCallback ConferenceStatusCallbackEvent ConferenceStatusCallbackMethod"
        " ConferenceTrim EarlyMedia EndConferenceOnExit From JitterBufferSize Label"
        " MaxParticipants Muted Region StartConferenceOnEnter TimeLimit Timeout To WaitMethod"
        " WaitUrl" + _DETECT + _TAPED + _REPORT,
        CallerDisplayName="telephones show numbers",
        **_TRUNKS,
        **_NOTIFY,
        **_SIP,
    ),
    ("GET", "Conferences/{}/Participants/{}"): _takes(),
    ("POST", "Conferences/{}/Participants/{}"): _takes(
        "AnnounceMethod AnnounceUrl BeepOnExit CallSidToCoach Coaching EndConferenceOnExit Hold"
        " HoldMethod HoldUrl Muted WaitMethod WaitUrl"
    ),
    ("DELETE", "Conferences/{}/Participants/{}"): _takes(),
    ("GET", "Conferences/{}/Recordings"): _TAPES,
    ("GET", "Conferences/{}/Recordings/{}"): _takes(),
    ("POST", "Conferences/{}/Recordings/{}"): _TAPE,
    ("DELETE", "Conferences/{}/Recordings/{}"): _takes(),
    ("GET", "Messages"): _takes("To From DateSent DateSent< DateSent> " + _PAGING),
    ("POST", "Messages"): _takes(
        "ApplicationSid Attempt Body ForceDelivery From MediaUrl MessagingServiceSid"
        " ProvideFeedback ScheduleType SendAsMms SendAt SmartEncoded StatusCallback To"
        " ValidityPeriod MaxPrice AddressRetention ContentRetention RiskCheck TrafficType",
        ContentSid="there are no stored contents",
        ContentVariables="there are no stored contents",
        FallbackFrom="there is one way to send",
        PersistentAction="there is no WhatsApp",
        ShortenUrls="there are no short links",
    ),
    ("GET", "Messages/{}"): _takes(),
    ("POST", "Messages/{}"): _takes("Body Status"),
    ("DELETE", "Messages/{}"): _takes(),
    ("POST", "Messages/{}/Feedback"): _takes("Outcome"),
    ("GET", "Messages/{}/Media/{}"): _takes(),
    ("GET", "Messages/{}/Media"): _takes("DateCreated DateCreated< DateCreated> " + _PAGING),
    ("GET", "Recordings"): _takes(
        "DateCreated DateCreated< DateCreated> CallSid ConferenceSid IncludeSoftDeleted " + _PAGING
    ),
    ("GET", "Recordings/{}"): _takes("IncludeSoftDeleted"),
    ("DELETE", "Recordings/{}"): _takes(),
    ("POST", "Tokens"): _takes("Ttl"),
    ("GET", "Applications"): _takes("FriendlyName " + _PAGING),
    ("POST", "Applications"): _APP,
    ("GET", "Applications/{}"): _takes(),
    ("POST", "Applications/{}"): _APP,
    ("DELETE", "Applications/{}"): _takes(),
    ("GET", "IncomingPhoneNumbers"): _NUMBERS,
    ("POST", "IncomingPhoneNumbers"): _takes(
        _NUMBER + " PhoneNumber AreaCode", **_PAPERS, **_NO_TRUNK
    ),
    ("GET", "IncomingPhoneNumbers/Local"): _NUMBERS,
    ("POST", "IncomingPhoneNumbers/Local"): _BUY,
    ("GET", "IncomingPhoneNumbers/Mobile"): _NUMBERS,
    ("POST", "IncomingPhoneNumbers/Mobile"): _BUY,
    ("GET", "IncomingPhoneNumbers/TollFree"): _NUMBERS,
    ("POST", "IncomingPhoneNumbers/TollFree"): _BUY,
    ("GET", "IncomingPhoneNumbers/{}"): _takes(),
    ("POST", "IncomingPhoneNumbers/{}"): _takes(
        _NUMBER, AccountSid="there is one account", **_PAPERS, **_NO_TRUNK
    ),
    ("DELETE", "IncomingPhoneNumbers/{}"): _takes(),
    ("GET", "Queues"): _takes(_PAGING),
    ("POST", "Queues"): _QUEUE,
    ("GET", "Queues/{}"): _takes(),
    ("POST", "Queues/{}"): _QUEUE,
    ("DELETE", "Queues/{}"): _takes(),
    ("GET", "Queues/{}/Members"): _takes(_PAGING),
    ("GET", "Queues/{}/Members/{}"): _takes(),
    ("POST", "Queues/{}/Members/{}"): _takes("Method Url"),
}
