"""What came of a run of the fuzzer."""

from collections import Counter
from dataclasses import dataclass, field

SLOW_S = 1.0


@dataclass
class Report:
    """What came of it: statuses, failures (5xx, exceptions), slow answers, by route."""

    sent: int = 0
    statuses: Counter[int] = field(default_factory=Counter)
    failures: list[str] = field(default_factory=list)
    slow: list[str] = field(default_factory=list)
    slowest_s: float = 0.0
    reached: Counter[str] = field(default_factory=Counter)

    def add(self, other: "Report") -> None:
        self.sent += other.sent
        self.slowest_s = max(self.slowest_s, other.slowest_s)
        self.failures += other.failures
        self.slow += other.slow
        self.statuses.update(other.statuses)
        self.reached.update(other.reached)
