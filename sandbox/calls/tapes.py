"""Recordings: begun, paused, ended, ready a moment later (Twilio, "Recording resource")."""

from dataclasses import replace

from sandbox.calls import choices, params
from sandbox.calls.core import Core
from sandbox.calls.ports import Take
from sandbox.calls.records import Call, Recording, Taping
from sandbox.calls.shelf import Shelf

ONGOING = frozenset({"in-progress", "paused"})
_KEPT = 2000
"""Recordings hold their sound: the oldest go when there are more."""


class Tapes:
    def __init__(self, core: Core) -> None:
        self._core = core
        self.recordings = _shelf()
        self.deleted = _shelf()
        core.arrivals.append(self._arrived)
        core.departures.append(self._departed)
        core.epilogue = self.of_call

    def start(self, call_sid: str, taping: Taping, take: Take, room: str = "") -> Recording:
        """Begin to record a leg, or a room by order of a leg in it."""
        one = Recording(call_sid, taping, self._core.now(), room)
        one.updated = one.started
        self.recordings[one.sid] = one
        self._core.audio.record(one.sid, replace(take, trims=taping.trim))
        self._note(one, "started")
        self._tell(one, one.status)
        return one

    def tape_leg(self, call: Call, taping: Taping) -> Recording:
        """Record both directions of a leg, or one of them."""
        take = Take(leg=call.sid, channels=taping.channels, track=taping.track)
        return self.start(call.sid, taping, take)

    def pause(self, one: Recording, *, skips: bool) -> None:
        """Pause: the time is left out, or silence stands for it."""
        if one.status != "in-progress":
            return
        one.status, one.paused = "paused", self._core.now() if skips else None
        self._core.audio.pause(one.sid, "skip" if skips else "silence")
        self._note(one)

    def resume(self, one: Recording) -> None:
        if one.status == "paused":
            self._go_on(one)
            self._note(one, "resumed")

    def _go_on(self, one: Recording) -> None:
        if one.paused is not None:
            one.paused_s += self._core.now() - one.paused
        one.status, one.paused = "in-progress", None
        self._core.audio.pause(one.sid, "")

    def stop(self, one: Recording) -> None:
        """End a recording; it is `completed` and reported shortly afterwards."""
        if one.status not in ONGOING:
            return
        if one.status == "paused":
            self._go_on(one)
        kept_s = self._core.now() - one.started - one.paused_s
        one.duration_s = max(0, round(kept_s - self._core.audio.hushed_s(one.sid)))
        one.sound = self._core.audio.cut(one.sid)
        one.status = "processing"
        self._note(one, "stopped")
        self._core.later(choices.TAPE_READY_S, lambda: self._ready(one))

    def stop_room(self, room: str) -> None:
        for one in list(self.recordings.newest(room=room)):
            self.stop(one)

    def discard(self, one: Recording) -> None:
        """Drop a recording that heard nothing: it is `absent`."""
        self._core.audio.cut(one.sid)
        one.status = "absent"
        self._note(one)

    def delete(self, one: Recording) -> None:
        """Delete a recording: its sound goes, what was known of it stays a while."""
        if one.sid in self.recordings:
            del self.recordings[one.sid]
        if one.status in ONGOING:
            self._core.audio.cut(one.sid)
        one.status, one.sound = "deleted", b""
        self.deleted[one.sid] = one

    def ongoing(self, call_sid: str) -> list[Recording]:
        """Return the leg's own recordings that still run, the newest first."""
        found = [one for one in self.recordings.newest(call=call_sid) if not one.conference_sid]
        return [one for one in found if one.status in ONGOING]

    def url(self, one: Recording) -> str:
        account = self._core.config.account_sid
        base = self._core.config.api_base.rstrip("/")
        return f"{base}/{params.API_VERSION}/Accounts/{account}/Recordings/{one.sid}"

    def of_call(self, call: Call) -> dict[str, str]:
        """Return what the `completed` report of a call placed with Record says of it."""
        kept = self.recordings.newest(call=call.sid)
        one = next((r for r in kept if r.taping.source == "OutboundAPI"), None)
        if one is None or not call.duration_s:
            return {}
        seconds = one.duration_s or round(self._core.now() - one.started)
        named = {"RecordingUrl": self.url(one), "RecordingSid": one.sid}
        return named | {"RecordingDuration": str(seconds)}

    def _ready(self, one: Recording) -> None:
        if one.status == "processing":
            one.status = "completed"
            self._note(one)

    def _arrived(self, call: Call) -> None:
        if call.taping:
            self.tape_leg(call, call.taping)

    def _departed(self, call: Call) -> None:
        for one in self.ongoing(call.sid):
            self.stop(one)

    def _touch(self, one: Recording) -> None:
        one.updated = self._core.now()
        self._core.note("recording", recording_sid=one.sid, status=one.status)

    def _note(self, one: Recording, event: str = "") -> None:
        self._touch(one)
        self._tell(one, event or one.status)

    def _tell(self, one: Recording, event: str) -> None:
        """Report what happened to whoever subscribed to it; its status is as the API shows it."""
        report = one.taping.report
        if report.url and event in report.events:
            told = params.recording(self._core.config.account_sid, one, self.url(one))
            self._core.report(report, told, one.call_sid)


def _shelf() -> Shelf[Recording]:
    return Shelf(
        _KEPT,
        lambda one: one.status not in {*ONGOING, "processing"},
        call=lambda one: one.call_sid,
        room=lambda one: one.conference_sid,
    )
