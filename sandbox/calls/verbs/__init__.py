"""What each verb of a document does to a call."""

from collections.abc import Callable

from sandbox.calls.stage import Activity, Stage
from sandbox.calls.verbs.dial import Dial
from sandbox.calls.verbs.ending import Ending
from sandbox.calls.verbs.enqueue import Enqueue, Leave
from sandbox.calls.verbs.gather import Gather
from sandbox.calls.verbs.record import Record
from sandbox.calls.verbs.sms import Sms
from sandbox.calls.verbs.sound import Redirect, Sound
from sandbox.calls.verbs.taping import StartTaping, StopTaping
from sandbox.twiml.document import Verb

VERBS: dict[str, Callable[[Stage, Verb, Callable[[], None]], Activity]] = {
    "Say": Sound,
    "Play": Sound,
    "Pause": Sound,
    "Gather": Gather,
    "Dial": Dial,
    "Enqueue": Enqueue,
    "Leave": Leave,
    "Record": Record,
    "Redirect": Redirect,
    "Hangup": Ending,
    "Reject": Ending,
    "Start": StartTaping,
    "Stop": StopTaping,
    "Sms": Sms,
}
EVERY_VERB = frozenset(VERBS)
