"""Dial Conference: a leg's stay in a conference (Twilio, "TwiML Voice: Conference")."""

from collections.abc import Callable, Mapping
from typing import Final

from typing_extensions import override

from sandbox.calls.choices import WAITING_ROOM
from sandbox.calls.hall import LEFT, MOVED, Entry
from sandbox.calls.records import Place
from sandbox.calls.stage import Branch, Deaf, Stage, callback_of, method_of, taping_of
from sandbox.calls.verbs.waiting import WaitingRoom
from sandbox.twiml.document import Document, Verb

_BAD_SID: Final = 13236
_BAD_NAME: Final = 13237
_LABEL_IN_USE: Final = 16025
_COACHED_HELD: Final = 16027
_NOBODY_TO_COACH: Final = 16028
_FULL: Final = 16020
_RECORDED = frozenset({"record-from-start", "true"})
_LONGEST_NAME = 128


class Conferring(Deaf):
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
        self._room: WaitingRoom | None = None
        self._said: Branch | None = None
        self._inside = False

    def start(self) -> None:
        code, name = self._named()
        if code:
            self._stage.core.alert(code, "Dial: this conference cannot be joined so.", self._sid)
            self._over({"DialCallStatus": "failed"})
            return
        self._inside = True
        if self._stage.hall.enter(self._sid, self._entry(name), self):
            size = self._noun.attributes.get("jitterBufferSize", "")
            self._stage.core.audio.steady(self._sid, size.lower())
        else:
            self._inside = False
            self._stage.core.alert(_FULL, "Dial: the conference is full.", self._sid)
            self._over({"DialCallStatus": "failed"})

    @override
    def digit(self, digit: str) -> None:
        if digit == "*" and self._star_ends:
            self._stage.hall.leave(self._sid, LEFT)
            self.over()

    @override
    def stop(self) -> None:
        self._hush()
        self._stage.core.audio.steady(self._sid, "")
        if self._inside:
            self._inside = False
            moved = self._stage.call.alive
            self._stage.hall.leave(self._sid, MOVED if moved else LEFT)

    def result(self) -> Mapping[str, str]:
        return {"DialCallStatus": "answered"}

    def wait(self, place: Place | None = None) -> None:
        url = self._noun.attributes.get("waitUrl")
        if place is None and url:
            method = method_of(self._noun, "waitMethod")
            place = Place(self._stage.resolve(url), method)
        if place or url != "":
            self.held(place)

    def held(self, place: Place | None) -> None:
        """Play the place's document again and again, or music."""
        self._hush()
        self._room = WaitingRoom(self._stage, place, WAITING_ROOM)
        self._room.start()

    def admit(self) -> None:
        self._hush()

    def announce(self, document: Document, here: Place, done: Callable[[], None]) -> None:
        self._said = self._stage.branch(self._stage.call, done, WAITING_ROOM)
        self._said.run(document, here)

    def over(self) -> None:
        self._hush()
        self._stage.core.audio.steady(self._sid, "")
        self._inside = False
        self._over(self.result())

    @property
    def _sid(self) -> str:
        return self._stage.call.sid

    def _hush(self) -> None:
        for playing in (self._room, self._said):
            if playing:
                playing.stop()
        self._room = self._said = None
        self._stage.core.audio.quiet(self._sid)

    def _named(self) -> tuple[int, str]:
        """Return an error or the conference's name; a noun may also give a SID."""
        text = self._noun.text
        if not 1 <= len(text) <= _LONGEST_NAME:
            return _BAD_NAME, ""
        if text.startswith("CF") and len(text) == 34:
            room = self._stage.hall.conferences.get(text)
            if room is None or room.status == "completed":
                return _BAD_SID, ""
            text = room.name
        return self._uncoachable(text), text

    def _uncoachable(self, name: str) -> int:
        """Return the error of a coach whose participant is not there, or is on hold."""
        other = self._noun.attributes.get("coach", "")
        room = self._stage.hall.live(name)
        member = room.participants.get(other) if room else None
        if not other:
            return 0
        if member is None:
            return _NOBODY_TO_COACH
        return _COACHED_HELD if member.hold else 0

    def _label(self, name: str) -> str:
        """Return the label, or none where another participant has it already."""
        label = self._noun.attributes.get("participantLabel", "")
        room = self._stage.hall.live(name)
        if room and label in {one.label for one in room.participants.values() if one.label}:
            words = "Dial: the participant label is already in use."
            self._stage.core.alert(_LABEL_IN_USE, words, self._sid)
            return ""
        return label

    def _entry(self, name: str) -> Entry:
        noun, said = self._noun, self._noun.attributes
        records = said.get("record", "") in _RECORDED
        return Entry(
            name=name,
            starts=noun.flag("startConferenceOnEnter", default=True),
            ends=noun.flag("endConferenceOnExit", default=False),
            muted=noun.flag("muted", default=False),
            label=self._label(name),
            beep=said.get("beep", "true"),
            most=noun.whole("maxParticipants", 250),
            coaches=said.get("coach", ""),
            region=said.get("region", "us1"),
            taping=taping_of(self._stage, noun, "Conference") if records else None,
            report=callback_of(self._stage, noun, frozenset({"start", "end"})),
        )
