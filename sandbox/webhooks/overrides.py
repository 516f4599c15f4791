"""Connection overrides in an address's fragment (Twilio, "Webhooks: connection overrides")."""

from dataclasses import dataclass
from urllib.parse import parse_qsl

BAD_EDGE, BAD_POLICY = 11240, 11243
_EDGES = frozenset(
    {
        *("ashburn", "dublin", "frankfurt", "roaming", "sao-paulo"),
        *("singapore", "sydney", "tokyo", "umatilla"),
    }
)
_POLICIES = frozenset({"ct", "rt", "4xx", "5xx", "all"})


@dataclass(frozen=True)
class Overrides:
    """How to ask: times in seconds, retries beyond the first try, and what is tried again.

    `wrong` is the error of an address that names no edge, or no policy, that there is; nobody is
    asked then.
    """

    connect_s: float = 5.0
    read_s: float = 15.0
    total_s: float = 15.0
    retries: int = 1
    policies: frozenset[str] = frozenset({"ct"})
    wrong: int = 0

    def again(self, outcome: str) -> bool:
        """Whether an outcome (`ct`, `rt`, `4xx`, `5xx`) is worth another try."""
        return outcome in self.policies or ("all" in self.policies and bool(outcome))


def read(url: str) -> Overrides:
    """Read `#ct=..&rt=..&tt=..&rc=..&rp=..&e=..`; a number that is none is the default."""
    said = dict(parse_qsl(url.partition("#")[2]))
    default = Overrides()
    policies = frozenset(filter(None, said.get("rp", "").split(",")))
    edges = frozenset(filter(None, said.get("e", "").split(",")))
    return Overrides(
        _within(said.get("ct"), (100, 10_000), default.connect_s * 1000) / 1000,
        _within(said.get("rt"), (100, 15_000), default.read_s * 1000) / 1000,
        _within(said.get("tt"), (100, 15_000), default.total_s * 1000) / 1000,
        int(_within(said.get("rc"), (0, 5), default.retries)),
        policies or default.policies,
        _wrong(edges, policies),
    )


def _wrong(edges: frozenset[str], policies: frozenset[str]) -> int:
    if not all(edge.removesuffix("-ix") in _EDGES for edge in edges):
        return BAD_EDGE
    return 0 if policies <= _POLICIES else BAD_POLICY


def _within(said: str | None, bounds: tuple[int, int], default: float) -> float:
    if said is None or not (said.isascii() and said.isdigit()):
        return default
    found = int(said[:7])
    return float(found) if bounds[0] <= found <= bounds[1] else default
