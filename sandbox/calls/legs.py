"""The life of one leg, from queued to a terminal status (Twilio, "Call resource: status")."""

from collections.abc import Callable

from sandbox.calls import machines, params
from sandbox.calls.core import Core, Owner
from sandbox.calls.ports import Ring, Timer
from sandbox.calls.records import Call, Status

_TOO_LONG, _NOBODY_TOLD = 32015, 21262


class Legs:
    def __init__(self, core: Core) -> None:
        self._core = core
        self._timers: dict[str, Timer] = {}
        self._line_free_at = 0.0

    def admit(self, call: Call, owner: Owner) -> None:
        """Take a leg into the books under its owner."""
        call.updated = call.created
        self._core.calls[call.sid] = call
        self._core.owners[call.sid] = owner

    def place(self, call: Call, owner: Owner) -> None:
        """Ring the far end. Calls by API leave at the account's rate, the rest wait queued.

        Twilio, "Call resource": one call per second unless the account says otherwise; legs of
        Dial do not count.
        """
        self.admit(call, owner)
        wait = 0.0
        if call.direction == "outbound-api" and self._core.config.calls_per_second > 0:
            leaves = max(self._core.now(), self._line_free_at)
            self._line_free_at = leaves + 1 / self._core.config.calls_per_second
            wait = leaves - self._core.now()
        self._core.note("call", call_sid=call.sid, event="queued", status="queued")
        self._set_timer(call, wait, lambda: self._initiate(call))

    def answered(self, call: Call) -> None:
        """Let the leg talk: the far end picked up, or we picked up for a caller."""
        if call.status is not Status.RINGING:
            return
        self._move(call, Status.IN_PROGRESS)
        call.answered = self._core.now()
        self._set_timer(call, call.limit_s, lambda: self._too_long(call))
        if call.direction == "inbound":
            self._core.lines.accepted(call.sid)
        self._core.tell(call, "answered")
        for hear in self._core.arrivals:
            hear(call)
        self._begin(call)

    def limit(self, call: Call, seconds: int) -> None:
        """Let the leg last so long from its answer."""
        call.limit_s = seconds
        if call.talking and call.answered is not None:
            left = call.answered + seconds - self._core.now()
            self._set_timer(call, left, lambda: self._too_long(call))

    def end(self, call: Call, status: Status) -> None:
        """End the leg; a leg that talked is completed, whatever ended it."""
        if not call.alive:
            return
        self._move(call, Status.COMPLETED if call.talking else status)
        call.ended = self._core.now()
        self._drop_timer(call)
        self._core.audio.leave(call.sid)
        self._core.lines.ended(call.sid, call.status.value)
        owner = self._core.owners.pop(call.sid)
        for hear in list(self._core.departures):
            hear(call)
        self._core.tell(call, "completed")
        owner.ended()

    def _too_long(self, call: Call) -> None:
        words = "Call is terminated due to exceeding maximum call duration."
        self._core.alert(_TOO_LONG, words, call.sid)
        self.end(call, Status.COMPLETED)

    def _initiate(self, call: Call) -> None:
        call.placed = self._core.now()
        self._core.tell(call, "initiated")
        shown = call.shown or call.from_
        ring = Ring(call.sid, shown, call.to, call.parameters, call.reason)
        outcome = self._core.lines.ring(ring)
        if outcome == "busy":
            self.end(call, Status.BUSY)
        elif outcome != "ringing":
            self.end(call, Status.FAILED)
        elif call.status is Status.QUEUED:
            self._move(call, Status.RINGING)
            seconds = call.ring_s + self._core.config.ring_buffer_s
            self._set_timer(call, seconds, lambda: self.end(call, Status.NO_ANSWER))
            self._core.tell(call, "ringing")
            for hear in self._core.rings:
                hear(call)

    def _begin(self, call: Call) -> None:
        """Hand the leg to its owner, after the keys and the detection it was ordered with."""
        owner = self._core.owners[call.sid]
        wait = self._core.audio.keys(call.sid, call.digits) if call.digits else 0.0
        if call.detection.mode:
            detected = self._detect(call)
            wait = max(wait, detected if call.detection.waits else 0.0)
        if wait:
            self._core.later(wait, lambda: self._hand(call, owner))
        else:
            owner.answered()

    def _hand(self, call: Call, owner: Owner) -> None:
        if call.talking and self._core.owners.get(call.sid) is owner:
            owner.answered()

    def _detect(self, call: Call) -> float:
        """Find out who picked up; returns the seconds it takes."""
        if not call.detection.waits and not call.detection.report.url:
            words = "Machine detection was enabled, but no callback was provided."
            self._core.alert(_NOBODY_TOLD, words, call.sid)
        word, seconds = machines.detect(call.detection, machines.far_end(call.far_end))
        self._core.later(seconds, lambda: self._detected(call, word, seconds))
        return seconds

    def _detected(self, call: Call, word: str, seconds: float) -> None:
        if not call.talking:
            return
        call.answered_by = word
        self._core.note("machine", call_sid=call.sid, answered_by=word)
        if call.detection.report.url:
            told = params.machine(self._core.config.account_sid, call, seconds)
            self._core.report(call.detection.report, told, call.sid)

    def _move(self, call: Call, status: Status) -> None:
        call.status = status
        call.updated = self._core.now()

    def _set_timer(self, call: Call, delay_s: float, action: Callable[[], None]) -> None:
        self._drop_timer(call)
        self._timers[call.sid] = self._core.later(delay_s, action)

    def _drop_timer(self, call: Call) -> None:
        timer = self._timers.pop(call.sid, None)
        if timer:
            timer.cancel()
