"""The dice: which faults strike what, in the order of a seed."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from random import Random

from sandbox.chaos.scenario import Fault, Scenario

Note = Callable[..., None]


@dataclass(frozen=True)
class Strike:
    """A fault that hits; `seconds` is drawn from its range."""

    what: str
    seconds: float


@dataclass
class Armed:
    """A fault with its own dice, so that one more fault does not change the others' luck."""

    fault: Fault
    dice: Random
    struck: int = 0

    def strikes(self, at: str, about: Mapping[str, str], elapsed_s: float) -> Strike | None:
        fault = self.fault
        if fault.at != at or (fault.times and self.struck >= fault.times):
            return None
        if not fault.from_s <= elapsed_s < fault.until_s:
            return None
        if not all(word in about.get(name, "") for name, word in fault.match.items()):
            return None
        hit, seconds = self.dice.random() < fault.share, self.dice.uniform(*fault.seconds)
        if not hit:
            return None
        self.struck += 1
        return Strike(fault.what, seconds)


class Faults:
    """Nothing goes wrong until a scenario is loaded."""

    def __init__(self, now: Callable[[], float], note: Note) -> None:
        self._now = now
        self._note = note
        self._armed: list[Armed] = []
        self._started = now()
        self.scenario = Scenario()

    def load(self, scenario: Scenario) -> None:
        """Arm a scenario's faults in place of those before; its clock starts now."""
        self.scenario, self._started = scenario, self._now()
        self._armed = [
            Armed(fault, Random(f"{scenario.seed}/{n}"))  # noqa: S311  # dice, not secrets
            for n, fault in enumerate(scenario.faults)
        ]

    def strike(self, at: str, **about: str) -> list[Strike]:
        """Return what goes wrong with this one thing; each strike is noted."""
        if not self._armed:
            return []
        elapsed = self._now() - self._started
        drawn = [armed.strikes(at, about, elapsed) for armed in self._armed]
        hits = [strike for strike in drawn if strike]
        told = " ".join(f"{name}={value}" for name, value in about.items())
        for hit in hits:
            seconds = f"{hit.seconds:.3f}"
            self._note("fault", place=at, what=hit.what, seconds=seconds, about=told)
        return hits

    def counts(self) -> list[dict[str, object]]:
        """Return every armed fault and how often it struck."""
        return [
            {
                "at": one.fault.at,
                "what": one.fault.what,
                "share": one.fault.share,
                "struck": one.struck,
            }
            for one in self._armed
        ]
