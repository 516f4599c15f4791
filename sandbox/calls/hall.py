"""Conferences: who is in, when they start, what is reported (Twilio, "TwiML: Conference")."""

from dataclasses import dataclass, field
from typing import Protocol

from sandbox.calls import params
from sandbox.calls.core import Core
from sandbox.calls.records import Callback, Conference, Participant

LEFT = "participant_hung_up"
MOVED = "participant_updated_via_api"
KICKED = "participant_updated_via_api"
MODERATOR_ENDED = "moderator_ended_conference"
ENDED_BY_API = "conference_ended_via_api"
_WHY_ENDED = {
    LEFT: "last-participant-left",
    MOVED: "last-participant-left",
    MODERATOR_ENDED: "participant-with-end-conference-on-exit-left",
    ENDED_BY_API: "conference-ended-via-api",
}
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
}


class Stay(Protocol):
    """A leg's side of its participation."""

    def wait(self) -> None:
        """Play the waiting room: the conference has not started."""

    def admit(self) -> None:
        """Stop the waiting room: from now on the leg hears and is heard."""

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
    beep: bool = True
    most: int = 250
    report: Callback = field(default_factory=Callback)


class Hall:
    def __init__(self, core: Core) -> None:
        self._core = core
        self._stays: dict[str, Stay] = {}
        self.conferences: dict[str, Conference] = {}

    def live(self, name: str) -> Conference | None:
        """Return the conference of that name that is waiting or running."""
        rooms = self.conferences.values()
        return next((r for r in rooms if r.name == name and r.status != "completed"), None)

    def of(self, call_sid: str) -> Conference | None:
        """Return the conference a leg is in."""
        rooms = self.conferences.values()
        return next((r for r in rooms if call_sid in r.participants), None)

    def enter(self, call_sid: str, entry: Entry, stay: Stay) -> bool:
        """Let a leg in; False when the conference is full.

        Callbacks are those of the first participant, as Twilio documents.
        """
        room = self.live(entry.name) or self._open(entry)
        if len(room.participants) >= min(max(entry.most, 2), 250):
            return False
        now = self._core.now()
        member = Participant(
            call_sid, now, entry.label, entry.muted, starts=entry.starts, ends=entry.ends
        )
        member.updated = now
        room.participants[call_sid] = member
        self._stays[call_sid] = stay
        self._tell(room, "participant-join", member)
        if room.status == "in-progress":
            self._admit(room, member, beep=entry.beep)
        elif len(room.participants) > 1 and any(p.starts for p in room.participants.values()):
            self._start(room)
        else:
            stay.wait()
        return True

    def leave(self, call_sid: str, reason: str) -> None:
        """Take a leg out; its own document is not told (the leg itself went)."""
        room = self.of(call_sid)
        if room is None:
            return
        member = self._remove(room, call_sid, reason)
        if member.ends:
            self._end(room, MODERATOR_ENDED, call_sid)
        elif not room.participants:
            self._end(room, reason, call_sid)

    def kick(self, call_sid: str) -> None:
        """Take a leg out by API: its call goes on after the Dial."""
        stay = self._stays.get(call_sid)
        self.leave(call_sid, KICKED)
        if stay:
            stay.over()

    def end(self, room: Conference) -> None:
        """End the conference by API."""
        self._end(room, ENDED_BY_API, None)

    def mute(self, room: Conference, member: Participant, *, muted: bool) -> None:
        if member.muted != muted:
            member.muted = muted
            self._core.audio.mute(member.call_sid, muted)
            self._tell(room, "participant-mute" if muted else "participant-unmute", member)

    def hold(self, room: Conference, member: Participant, *, hold: bool) -> None:
        """Hold a participant: it hears music and is not heard."""
        if member.hold == hold:
            return
        member.hold = hold
        if hold:
            self._core.audio.leave(member.call_sid)
            self._core.audio.tone(member.call_sid, "hold")
        elif room.status == "in-progress":
            self._core.audio.quiet(member.call_sid)
            self._core.audio.join(member.call_sid, room.sid)
        self._tell(room, "participant-hold" if hold else "participant-unhold", member)

    def _open(self, entry: Entry) -> Conference:
        room = Conference(entry.name, self._core.now(), entry.report)
        room.updated = room.created
        self.conferences[room.sid] = room
        self._core.note("conference", conference_sid=room.sid, event="created")
        return room

    def _start(self, room: Conference) -> None:
        room.status = "in-progress"
        room.updated = self._core.now()
        self._tell(room, "conference-start")
        for member in list(room.participants.values()):
            self._admit(room, member, beep=False)

    def _admit(self, room: Conference, member: Participant, *, beep: bool) -> None:
        self._stays[member.call_sid].admit()
        self._core.audio.join(member.call_sid, room.sid)
        self._core.audio.mute(member.call_sid, member.muted)
        if beep:
            for other in room.participants:
                self._core.audio.tone(other, "beep")

    def _remove(self, room: Conference, call_sid: str, reason: str) -> Participant:
        member = room.participants.pop(call_sid)
        del self._stays[call_sid]
        self._core.audio.leave(call_sid)
        call = self._core.calls[call_sid]
        self._tell(
            room,
            "participant-leave",
            member,
            ParticipantCallStatus=call.status.value,
            ReasonParticipantLeft=reason,
        )
        return member

    def _end(self, room: Conference, reason: str, by: str | None) -> None:
        if room.status == "completed":
            return
        started = room.status == "in-progress"
        room.status = "completed"
        room.ended_by, room.reason = by, _WHY_ENDED[reason]
        room.updated = self._core.now()
        stays = {sid: self._stays[sid] for sid in room.participants}
        for sid in stays:
            self._remove(room, sid, reason)
        if started or stays:
            ending = {"CallSidEndingConference": by} if by else {}
            self._tell(room, "conference-end", None, ReasonConferenceEnded=room.reason, **ending)
        for stay in stays.values():
            stay.over()

    def _tell(
        self, room: Conference, event: str, member: Participant | None = None, **extra: str
    ) -> None:
        room.sequence += 1
        call_sid = member.call_sid if member else ""
        self._core.note("conference", conference_sid=room.sid, event=event, call_sid=call_sid)
        if not room.report.url or SUBSCRIPTIONS[event] not in room.report.events:
            return
        about = (params.participant(member) if member else {}) | extra
        account = self._core.config.account_sid
        told = params.conference(account, room, event, self._core.now(), about)
        self._core.report(room.report, told)
