"""Connection overrides in an address's fragment (Twilio, "Webhooks: connection overrides")."""

from dataclasses import dataclass
from urllib.parse import parse_qsl

_POLICIES = frozenset({"ct", "rt", "4xx", "5xx", "all"})


@dataclass(frozen=True)
class Overrides:
    """How to ask: times in seconds, retries beyond the first try, and what is tried again."""

    connect_s: float = 5.0
    read_s: float = 15.0
    total_s: float = 15.0
    retries: int = 1
    policies: frozenset[str] = frozenset({"ct"})

    def again(self, outcome: str) -> bool:
        """Whether an outcome (`ct`, `rt`, `4xx`, `5xx`) is worth another try."""
        return outcome in self.policies or ("all" in self.policies and bool(outcome))


def read(url: str) -> Overrides:
    """Read `#ct=..&rt=..&tt=..&rc=..&rp=..`; nonsense is the default."""
    said = dict(parse_qsl(url.partition("#")[2]))
    default = Overrides()
    policies = frozenset(said.get("rp", "").split(",")) & _POLICIES
    return Overrides(
        _within(said.get("ct"), (100, 10_000), default.connect_s * 1000) / 1000,
        _within(said.get("rt"), (100, 15_000), default.read_s * 1000) / 1000,
        _within(said.get("tt"), (100, 15_000), default.total_s * 1000) / 1000,
        int(_within(said.get("rc"), (0, 5), default.retries)),
        policies or default.policies,
    )


def _within(said: str | None, bounds: tuple[int, int], default: float) -> float:
    if said is None or not (said.isascii() and said.isdigit()):
        return default
    found = int(said[:7])
    return float(found) if bounds[0] <= found <= bounds[1] else default
