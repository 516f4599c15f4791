"""Conferences: who is in, when they start, when they end (Twilio, "TwiML: Conference")."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

from sandbox.calls import params
from sandbox.calls.core import Core
from sandbox.calls.ports import Take
from sandbox.calls.records import Call, Callback, Conference, Participant, Place, Taping
from sandbox.calls.shelf import Shelf
from sandbox.calls.tapes import Tapes
from sandbox.twiml.document import Document

LEFT = "participant_hung_up"
MOVED = "participant_updated_via_api"
KICKED = "participant_updated_via_api"
ADD_FAILED = "participant_add_failed"
MODERATOR_ENDED = "moderator_ended_conference"
ENDED_BY_API = "conference_ended_via_api"
_ROOMS_KEPT = 50_000
SUBSCRIPTIONS = {
    "conference-start": "start",
    "conference-end": "end",
    "participant-join": "join",
    "participant-leave": "leave",
    "participant-mute": "mute",
    "participant-unmute": "mute",
    "participant-hold": "hold",
    "participant-unhold": "hold",
    "participant-modify": "modify",
    "participant-speech-start": "speaker",
    "participant-speech-stop": "speaker",
    "announcement-end": "announcement",
    "announcement-fail": "announcement",
}


class Stay(Protocol):
    """A leg's side of its participation."""

    def wait(self, place: Place | None = None) -> None:
        """Play the waiting room, or another one: the conference has not started."""

    def admit(self) -> None:
        """Stop the waiting room: from now on the leg hears and is heard."""

    def held(self, place: Place | None) -> None:
        """Play what a held participant hears, again and again."""

    def announce(self, document: Document, here: Place, done: Callable[[], None]) -> None:
        """Play an announcement once, over what is heard."""

    def over(self) -> None:
        """Go on with the document: the conference ended, or the leg was removed."""


@dataclass
class Entry:
    """How a leg wants to take part."""

    name: str
    starts: bool = True
    ends: bool = False
    muted: bool = False
    label: str = ""
    beep: str = "true"
    most: int = 250
    coaches: str = ""
    region: str = "us1"
    taping: Taping | None = None
    report: Callback = field(default_factory=Callback)


class Hall:
    def __init__(self, core: Core, tapes: Tapes) -> None:
        self._core = core
        self._tapes = tapes
        self.stays: dict[str, Stay] = {}
        self.conferences: Shelf[Conference] = Shelf(
            _ROOMS_KEPT, lambda room: room.status == "completed", name=lambda room: room.name
        )
        self._expected: dict[str, str] = {}
        self._awaited: dict[str, dict[str, Participant]] = {}
        self._tapings: dict[str, Taping] = {}
        self._live: dict[str, Conference] = {}
        self._of: dict[str, Conference] = {}
        self._empty: set[str] = set()
        core.departures.append(self._departed)

    def live(self, name: str) -> Conference | None:
        """Return the conference of that name that is waiting or running."""
        return self._live.get(name)

    def expect(self, name: str, member: Participant) -> Conference:
        """Await a leg that is being rung; the conference exists from now on, if only empty."""
        room = self.live(name)
        if room is None:
            room = self._open(name)
            self._empty.add(room.sid)
        self._expected[member.call_sid] = name
        self._awaited.setdefault(name, {})[member.call_sid] = member
        return room

    def labels(self, name: str) -> set[str]:
        """Return the labels of those who are in the conference, and of those being rung."""
        room = self.live(name)
        there = [*room.participants.values(), *self.awaited(name)] if room else []
        return {member.label for member in there if member.label}

    def awaited(self, name: str) -> list[Participant]:
        """Return those who are being rung into the conference of that name."""
        return list(self._awaited.get(name, {}).values())

    def early(self, call_sid: str) -> Conference | None:
        """Return the conference in which a leg that is rung may be heard already."""
        name = self._expected.get(call_sid, "")
        member = self._awaited.get(name, {}).get(call_sid)
        return self.live(name) if member and member.early else None

    def of(self, call_sid: str) -> Conference | None:
        """Return the conference a leg is in."""
        return self._of.get(call_sid)

    def enter(self, call_sid: str, entry: Entry, stay: Stay) -> bool:
        """Let a leg in; False when the conference is full.

        Callbacks and recording are those of the first participant, as Twilio documents.
        """
        room = self.live(entry.name) or self._open(entry.name)
        if not room.participants and room.status == "init":
            self._furnish(room, entry)
        if len(room.participants) >= min(max(entry.most, 2), 250):
            return False
        self._arrive(call_sid)
        member = self._member(call_sid, entry)
        room.participants[call_sid] = member
        self._of[call_sid], self.stays[call_sid] = room, stay
        self.tell(room, "participant-join", member)
        if room.status == "in-progress":
            self._admit(room, member, beep=entry.beep in {"true", "onEnter"})
        elif len(room.participants) > 1 and any(p.starts for p in room.participants.values()):
            self._start(room, call_sid)
        else:
            stay.wait()
        return True

    def leave(self, call_sid: str, reason: str, *, kicked: bool = False) -> None:
        """Take a leg out; its own document is not told (the leg itself went)."""
        room = self.of(call_sid)
        if room is None:
            return
        member = self._remove(room, call_sid, reason)
        how = "kicked" if kicked else "left"
        if member.ends:
            why = f"participant-with-end-conference-on-exit-{how}"
            self._end(room, (MODERATOR_ENDED, why), member)
        elif not room.participants:
            self._end(room, (reason, f"last-participant-{how}"), member)

    def kick(self, call_sid: str) -> None:
        """Take a leg out by API: its call goes on after the Dial."""
        stay = self.stays.get(call_sid)
        self.leave(call_sid, KICKED, kicked=True)
        if stay:
            stay.over()

    def end(self, room: Conference) -> None:
        """End the conference by API."""
        self._end(room, (ENDED_BY_API, "conference-ended-via-api"), None)

    def place(self, room: Conference, member: Participant) -> None:
        """Put a participant's sound where its state says: in the room, waiting, or held."""
        if room.status == "in-progress" and not member.hold:
            self.stays[member.call_sid].admit()
            self._core.audio.join(member.call_sid, room.sid)
            self._core.audio.coach(member.call_sid, member.coaches)
            self._core.audio.mute(member.call_sid, member.muted)
        elif not member.hold:
            self.stays[member.call_sid].wait()

    def tell(
        self, room: Conference, event: str, member: Participant | None = None, **extra: str
    ) -> None:
        """Count an event, and report it when it was subscribed to."""
        room.sequence += 1
        call_sid = member.call_sid if member else ""
        self._core.note("conference", conference_sid=room.sid, event=event, call_sid=call_sid)
        if not room.report.url or SUBSCRIPTIONS[event] not in room.report.events:
            return
        about = (params.participant(member) if member else {}) | extra
        account = self._core.config.account_sid
        told = params.conference(account, room, event, self._core.now(), about)
        self._core.report(room.report, told)

    def _member(self, call_sid: str, entry: Entry) -> Participant:
        now = self._core.now()
        return Participant(
            call_sid,
            now,
            entry.label,
            entry.muted,
            coaching=bool(entry.coaches),
            starts=entry.starts,
            ends=entry.ends,
            updated=now,
            coaches=entry.coaches,
            beeps_out=entry.beep in {"true", "onExit"},
        )

    def _open(self, name: str) -> Conference:
        room = Conference(name, self._core.now(), Callback())
        room.updated = room.created
        self.conferences[room.sid] = self._live[room.name] = room
        self._core.note("conference", conference_sid=room.sid, event="created")
        return room

    def _furnish(self, room: Conference, entry: Entry) -> None:
        """Take over reports, region and recording: the first participant says them."""
        self._empty.discard(room.sid)
        room.report, room.region = entry.report, entry.region
        if entry.taping:
            self._tapings[room.sid] = entry.taping

    def _start(self, room: Conference, by: str) -> None:
        room.status = "in-progress"
        room.updated = self._core.now()
        self.tell(room, "conference-start")
        for member in list(room.participants.values()):
            self._admit(room, member, beep=False)
        taping = self._tapings.pop(room.sid, None)
        if taping:
            self._tapes.start(by, taping, Take(room=room.sid), room.sid)

    def _admit(self, room: Conference, member: Participant, *, beep: bool) -> None:
        self.place(room, member)
        if beep:
            self._beep(room)

    def _beep(self, room: Conference) -> None:
        for other in room.participants.values():
            if not other.hold:
                self._core.audio.tone(other.call_sid, "beep")

    def _remove(self, room: Conference, call_sid: str, reason: str) -> Participant:
        member = room.participants.pop(call_sid)
        del self.stays[call_sid], self._of[call_sid]
        self._core.audio.leave(call_sid)
        self._core.audio.coach(call_sid, "")
        call = self._core.calls[call_sid]
        if member.beeps_out and room.status == "in-progress":
            self._beep(room)
        why = {"ParticipantCallStatus": call.status.value, "ReasonParticipantLeft": reason}
        self.tell(room, "participant-leave", member, **why)
        return member

    def _end(self, room: Conference, why: tuple[str, str], by: Participant | None) -> None:
        if room.status == "completed":
            return
        reason, word = why
        room.status, room.reason = "completed", word
        self._live.pop(room.name, None)
        room.ended_by = by.call_sid if by else None
        room.updated = self._core.now()
        self._tapes.stop_room(room.sid)
        stays = {sid: self.stays[sid] for sid in room.participants}
        for sid in stays:
            self._remove(room, sid, reason)
        ending = {"ReasonConferenceEnded": word, "Reason": word.replace("-", " ").capitalize()}
        if by:
            ending["CallSidEndingConference"] = by.call_sid
        if by and by.label:
            ending["ParticipantLabelEndingConference"] = by.label
        self.tell(room, "conference-end", None, **ending)
        for stay in stays.values():
            stay.over()

    def _departed(self, call: Call) -> None:
        """Report a participant that was rung and never came."""
        name, member = self._arrive(call.sid)
        room = self.live(name) if member else None
        if room and member:
            why = {"ParticipantCallStatus": call.status.value, "ReasonParticipantLeft": ADD_FAILED}
            self.tell(room, "participant-leave", member, **why)
        if room and room.sid in self._empty and name not in self._awaited:
            self._empty.discard(room.sid)
            del self.conferences[room.sid], self._live[name]

    def _arrive(self, call_sid: str) -> tuple[str, Participant | None]:
        """Await a leg no longer; returns where it was expected, and as whom."""
        name = self._expected.pop(call_sid, "")
        awaited = self._awaited.get(name, {})
        member = awaited.pop(call_sid, None)
        if member and not awaited:
            del self._awaited[name]
        return name, member
