"""A store's rules as one value: who is asked when, how long customers wait, what comes then."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from typing import Any

SORRY, TEXT, CALLBACK, OTHER_STORE = "sorry", "text", "callback", "other_store"
ENDINGS = {
    SORRY: "say that nobody is free, and offer a time or to leave a message",
    TEXT: "say so, and text a link to pick a time",
    CALLBACK: "keep the place and call back when it is their turn",
    OTHER_STORE: "pass the customer on to another store",
}
"""What happens to a customer whose wait has been the longest the store allows."""
HOLD_MOST_S = 60


@dataclass(frozen=True, slots=True)
class StoreRules:
    """All in seconds. A ring's age is when that ring is asked too; None: it never is.

    The own store is asked at once. `near_km` None: the eight nearest stores are near.
    `unstaffed_wait_s` None: where nobody able is on shift they wait as long as others.
    """

    near_after_s: int | None = 0
    region_after_s: int | None = 0
    any_after_s: int | None = 0
    skip_unstaffed: bool = True
    near_km: int | None = None
    hold_s: int = 8
    web_wait_s: int = 90
    phone_wait_s: int = 600
    unstaffed_wait_s: int | None = None
    at_last: str = SORRY
    other_store: str = ""
    offer_rings_s: int = 20
    wrap_up_s: int = 60

    def wait_s(self, way: str) -> int:
        """Return how long a customer may wait who came by the telephone or any other way."""
        return self.phone_wait_s if way == "inbound" else self.web_wait_s

    @property
    def rings(self) -> list[tuple[str, int]]:
        """Return the rings beyond the own store that are ever asked, with their ages."""
        named = {
            "near": self.near_after_s,
            "region": self.region_after_s,
            "any": self.any_after_s,
        }
        return [(name, age) for name, age in named.items() if age is not None]


NAMES = tuple(one.name for one in fields(StoreRules))


def merge(below: StoreRules, own: Mapping[str, Any]) -> StoreRules:
    """Lay what a store has set over what the house has; unknown names are left out."""
    return replace(below, **{name: value for name, value in own.items() if name in NAMES})


def difference(was: StoreRules, now: StoreRules) -> dict[str, tuple[Any, Any]]:
    """Return the fields that changed, with both values."""
    before, after = asdict(was), asdict(now)
    return {name: (before[name], after[name]) for name in NAMES if before[name] != after[name]}
