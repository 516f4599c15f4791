"""Virtual telephones as lines of the exchange: any number of them, without sound."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from random import Random

from sandbox.calls.exchange import Exchange
from sandbox.calls.ports import Lines, Ring
from sandbox.chaos.passing import Passing
from sandbox.phones.habits import Arrivals, Crowd, Habit, choose, draw

_AFTER_ANSWER_S = 1.0


@dataclass
class Engaged:
    """One telephone in a call; `habit` is what it does there."""

    address: str
    habit: Habit


class CrowdLines(Passing):
    """Stands before the telephones: what no crowd holds is theirs."""

    inner: Lines
    exchange: Exchange

    def __init__(self, inner: Lines) -> None:
        super().__init__(inner)
        self._crowds: tuple[Crowd, ...] = ()
        self._dice = Random(0)  # noqa: S311  # dice, not secrets
        self._calls: dict[str, Engaged] = {}
        self._engaged: set[str] = set()

    @property
    def engaged(self) -> int:
        """How many virtual telephones ring or talk."""
        return len(self._calls)

    def play(self, crowds: tuple[Crowd, ...], arrivals: tuple[Arrivals, ...], seed: int) -> None:
        """Take the telephones and callers of a scenario in place of those before."""
        self._crowds, self._dice = crowds, Random(f"{seed}/crowd")  # noqa: S311
        for group in arrivals:
            for n in range(group.count):
                wait = n * 60 / group.per_minute
                self.exchange.core.later(wait, partial(self._arrive, group, n))

    def ring(self, ring: Ring) -> str:
        crowd = next((one for one in self._crowds if one.holds(ring.to)), None)
        if crowd is None:
            return self.inner.ring(ring)
        habit = choose(crowd.habits, self._dice)
        if ring.to in self._engaged or habit.does == "busy":
            return "busy"
        if habit.does == "unreachable":
            return "unreachable"
        self._engage(ring.call_sid, ring.to, habit)
        deed = {"answer": self._answer, "decline": self._decline}.get(habit.does)
        if deed:
            wait = draw(habit.after_s, self._dice)
            self.exchange.core.later(wait, partial(deed, ring.call_sid))
        return "ringing"

    def accepted(self, call_sid: str) -> None:
        """Let a caller of ours press its keys, and go when its time is over."""
        engaged = self._calls.get(call_sid)
        if engaged:
            self._stay(call_sid, engaged.habit)
        else:
            self.inner.accepted(call_sid)

    def ended(self, call_sid: str, reason: str) -> None:
        engaged = self._calls.pop(call_sid, None)
        if engaged:
            self._engaged.discard(engaged.address)
        else:
            self.inner.ended(call_sid, reason)

    def text(self, to: str, from_: str, body: str, message_sid: str) -> str:
        if any(crowd.holds(to) for crowd in self._crowds):
            return "delivered"
        return self.inner.text(to, from_, body, message_sid)

    def _engage(self, call_sid: str, address: str, habit: Habit) -> None:
        self._calls[call_sid] = Engaged(address, habit)
        self._engaged.add(address)

    def _answer(self, call_sid: str) -> None:
        engaged = self._calls.get(call_sid)
        if engaged:
            self.exchange.answered(call_sid)
            self._stay(call_sid, engaged.habit)

    def _decline(self, call_sid: str) -> None:
        if call_sid in self._calls:
            self.exchange.rejected(call_sid)

    def _stay(self, call_sid: str, habit: Habit) -> None:
        later = self.exchange.core.later
        if habit.press:
            later(_AFTER_ANSWER_S, self._if_there(call_sid, self._presses(call_sid, habit.press)))
        if habit.talk_s[1] > 0:
            talk = draw(habit.talk_s, self._dice)
            later(talk, self._if_there(call_sid, partial(self.exchange.hung_up, call_sid)))

    def _presses(self, call_sid: str, keys: str) -> Callable[[], None]:
        return partial(self.exchange.digits, call_sid, keys)

    def _if_there(self, call_sid: str, action: Callable[[], None]) -> Callable[[], None]:
        return lambda: action() if call_sid in self._calls else None

    def _arrive(self, group: Arrivals, n: int) -> None:
        caller = group.caller(n)
        if caller in self._engaged:
            return
        call_sid = self.exchange.dial(caller, group.to)
        habit = Habit("answer", talk_s=group.talk_s, press=group.press)
        self._engage(call_sid, caller, habit)
