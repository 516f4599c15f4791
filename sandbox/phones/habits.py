"""What virtual telephones do, as values: habits, crowds of numbers, arrivals of callers."""

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

DOES = frozenset({"answer", "ignore", "decline", "busy", "unreachable"})


@dataclass(frozen=True)
class Habit:
    """What one does when it rings. Times are ranges in seconds; `talk_s` of 0 talks on.

    `press` are keys pressed a second after the answer.
    """

    does: str
    share: float = 1.0
    after_s: tuple[float, float] = (1.0, 1.0)
    talk_s: tuple[float, float] = (0.0, 0.0)
    press: str = ""

    def __post_init__(self) -> None:
        if self.does not in DOES:
            words = f"a telephone cannot {self.does}"
            raise ValueError(words)


@dataclass(frozen=True)
class Crowd:
    """Telephones of one kind: a number or identity, or the beginning of many (`+39320*`)."""

    numbers: str
    habits: tuple[Habit, ...]

    def holds(self, address: str) -> bool:
        start, star, _ = self.numbers.partition("*")
        return address.startswith(start) if star else address == self.numbers


@dataclass(frozen=True)
class Arrivals:
    """Callers that come on their own: how many, how fast, and how long they stay."""

    from_: str
    to: str
    count: int
    per_minute: float = 60.0
    talk_s: tuple[float, float] = (30.0, 90.0)
    press: str = ""

    def caller(self, n: int) -> str:
        """Return the n-th caller's number."""
        return f"{self.from_.rstrip('*')}{n:06d}"


def choose(habits: Sequence[Habit], dice: Random) -> Habit:
    """Draw one habit by its share."""
    return dice.choices(habits, weights=[habit.share for habit in habits])[0]


def draw(span: tuple[float, float], dice: Random) -> float:
    return dice.uniform(*span)
