"""Dial Conference: a leg's stay in a conference (Twilio, "TwiML Voice: Conference")."""

from collections.abc import Callable, Mapping

from sandbox.calls.hall import LEFT, MOVED, Entry
from sandbox.calls.records import Callback, Place
from sandbox.calls.stage import WAITING_ROOM, Branch, Stage, method_of
from sandbox.twiml.document import Verb

_EMPTY_RESULT = {"DialCallStatus": "answered"}


class Conferring:
    def __init__(
        self,
        stage: Stage,
        noun: Verb,
        over: Callable[[Mapping[str, str]], None],
        dial: Verb,
    ) -> None:
        self._stage = stage
        self._noun = noun
        self._over = over
        self._star_ends = dial.flag("hangupOnStar", default=False)
        self._waiting: Branch | None = None
        self._inside = False

    def start(self) -> None:
        self._inside = True
        if not self._stage.hall.enter(self._stage.call.sid, self._entry(), self):
            self._inside = False
            self._over({"DialCallStatus": "failed"})

    def digit(self, digit: str) -> None:
        if digit == "*" and self._star_ends:
            self._stage.hall.leave(self._stage.call.sid, LEFT)
            self.over()

    def stop(self) -> None:
        self._hush()
        if self._inside:
            self._inside = False
            moved = self._stage.call.alive
            self._stage.hall.leave(self._stage.call.sid, MOVED if moved else LEFT)

    def wait(self) -> None:
        url = self._noun.attributes.get("waitUrl")
        if url == "":
            return
        if url is None:
            self._stage.core.audio.tone(self._stage.call.sid, "hold")
            return
        place = Place(self._stage.resolve(url), method_of(self._noun, "waitMethod"))
        self._turn(place)

    def admit(self) -> None:
        self._hush()

    def over(self) -> None:
        self._hush()
        self._inside = False
        self._over(_EMPTY_RESULT)

    def _turn(self, place: Place) -> None:
        """Run the waiting room once; it is asked again at its end."""
        self._waiting = self._stage.branch(
            self._stage.call, lambda: self._turn(place), WAITING_ROOM
        )
        self._waiting.fetch(place)

    def _hush(self) -> None:
        if self._waiting:
            self._waiting.stop()
            self._waiting = None
        self._stage.core.audio.quiet(self._stage.call.sid)

    def _entry(self) -> Entry:
        noun, said = self._noun, self._noun.attributes
        return Entry(
            name=noun.text,
            starts=noun.flag("startConferenceOnEnter", default=True),
            ends=noun.flag("endConferenceOnExit", default=False),
            muted=noun.flag("muted", default=False),
            label=said.get("participantLabel", ""),
            beep=said.get("beep", "true") in {"true", "onEnter"},
            most=noun.whole("maxParticipants", 250),
            report=callback_of(self._stage, noun, frozenset({"start", "end"})),
        )


def callback_of(stage: Stage, noun: Verb, default: frozenset[str]) -> Callback:
    """Read statusCallback, its method and its events from a noun."""
    url = noun.attributes.get("statusCallback", "")
    events = frozenset(noun.attributes.get("statusCallbackEvent", "").split()) or default
    resolved = stage.resolve(url) if url else ""
    return Callback(resolved, method_of(noun, "statusCallbackMethod"), events)
