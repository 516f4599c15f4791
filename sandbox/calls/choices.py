"""What Twilio's carrier does as remembered, not as documented: one place, easily corrected.

Whoever knows better changes a line here; the rest of the sandbox asks.
"""

from sandbox.calls.records import Status

APPLICATION_ERROR = "We are sorry, an application error has occurred. Goodbye."
"""What a caller hears when a document and its fallback fail."""

FOR_EVER = 1000
"""`loop="0"` plays until the call ends; a bound for those that never end."""

SILENT_VERBS = frozenset({"Reject", "Redirect", "Pause"})
"""Verbs that do not pick up an unanswered call: documented for Reject, the others as remembered."""

WAITING_ROOM = frozenset({"Play", "Say", "Pause", "Redirect"})
"""What a conference's waitUrl, holdUrl and announceUrl may use (13238 names them)."""

QUEUE_ROOM = frozenset({"Play", "Say", "Pause", "Redirect", "Hangup", "Leave", "Gather"})
"""What the waitUrl of Enqueue may use."""

WHISPER = frozenset({"Say", "Play", "Pause", "Gather", "Redirect", "Hangup"})
"""What the url of Number and Client may use, on the called side."""

CALLER_GONE = Status.CANCELED
"""How a ringing leg of Dial ends when the caller hangs up."""

COUNTS_UNSUBSCRIBED = True
"""Whether events nobody subscribed to count in SequenceNumber."""

QUEUE_TIMED_OUT = "no-answer"
"""DialCallStatus when Dial Queue waited in vain."""

TAPE_READY_S = 1.0
"""Between the end of a recording and its `completed`."""

AMD_HELLO_S, AMD_GREETING_S = 0.3, 8.0
"""How long a person, and a machine, greet who called."""

AMD_BEGINS_S, AMD_FAX_S = 1.6, 2.0
"""How long after the answer a machine begins to greet, and a fax is known."""

SPEECH_CONFIDENCE = 0.9
"""How sure of its words every speech result is."""

PARTIAL_STABILITY = "0.9"
"""How steady every partial result is."""

REPORTED_STATUSES = frozenset({"sent", "delivered", "undelivered", "failed", "canceled"})
"""Message statuses that are reported; queued and sending pass unreported."""

SMS_TRAVEL_S = 0.2
"""How long a text takes to be sent, and once more to be delivered."""

SCHEDULED_LEAST_S, SCHEDULED_MOST_S = 15 * 60, 35 * 86400
"""How far ahead a text may be scheduled."""

CALL_TOKEN = True
"""Whether calls from the telephone network carry CallToken."""

LISTED_CONFERENCES = ""
"""Which are listed where no Status asks; nothing is all. Twilio announced `in-progress` alone from
September 30th, 2026: who says what is wanted is right before and after."""

QUEUE_SIZE = 1000
"""Twilio, "TwiML Voice: Enqueue" now says 1000; it was 100."""

SPEECH_DONE_S = 1.0
"""The pause after which speech is over where speechTimeout is `auto`."""

WAIT_AGAIN_S = 1.0
"""A waitUrl is asked again at its end, but not faster than this."""
