"""Start and Stop of a recording (Twilio, "TwiML Voice: Recording")."""

from collections.abc import Callable

from sandbox.calls.stage import Deaf, Stage, taping_of
from sandbox.twiml.document import Verb


class StartTaping(Deaf):
    """Begin to record the call, and go on at once; it ends with the call or by Stop."""

    def __init__(self, stage: Stage, verb: Verb, then: Callable[[], None]) -> None:
        self._stage = stage
        self._verb = verb
        self._then = then

    def start(self) -> None:
        for noun in self._verb.children:
            if not noun.refused:
                channels = 1 if noun.attributes.get("channels", "dual") == "mono" else 2
                taping = taping_of(self._stage, noun, "StartCallRecordingAPI", channels=channels)
                self._stage.tapes.tape_leg(self._stage.call, taping)
        self._then()


class StopTaping(Deaf):
    """End the recording of that name, or without a name the newest one."""

    def __init__(self, stage: Stage, verb: Verb, then: Callable[[], None]) -> None:
        self._stage = stage
        self._verb = verb
        self._then = then

    def start(self) -> None:
        for noun in self._verb.children:
            if not noun.refused:
                self._end(noun.attributes.get("name", ""))
        self._then()

    def _end(self, name: str) -> None:
        running = self._stage.tapes.ongoing(self._stage.call.sid)
        found = [one for one in running if name in {"", one.taping.name}]
        if found:
            self._stage.tapes.stop(found[0])
