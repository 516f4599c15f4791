"""Hangup and Reject (Twilio, "TwiML Voice: Hangup", "Reject")."""

from collections.abc import Callable

from sandbox.calls.records import Status
from sandbox.calls.stage import Deaf, Stage
from sandbox.twiml.document import Verb


class Ending(Deaf):
    """End the call. Rejected unanswered it is busy on demand, else as if nobody were there."""

    def __init__(self, stage: Stage, verb: Verb, _then: Callable[[], None]) -> None:
        self._stage = stage
        self._verb = verb

    def start(self) -> None:
        if self._verb.name == "Hangup":
            self._stage.end(Status.COMPLETED)
        elif self._verb.attributes.get("reason") == "busy":
            self._stage.end(Status.BUSY)
        else:
            self._stage.end(Status.NO_ANSWER)
