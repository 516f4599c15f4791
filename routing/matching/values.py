"""What the matching looks at and what it answers: needs, candidates, matches."""

from collections.abc import Mapping
from dataclasses import dataclass, field

Cell = tuple[int, str]
"""A category and a language: whoever covers it can serve whoever needs it."""

OWN, NEAR, REGION, ANY = range(4)
RINGS = ("own", "near", "region", "any")
"""How far from the contact's own store, by the index above."""


@dataclass(frozen=True, slots=True)
class Requirement:
    """What a waiting contact needs. `waited_s` and `credit_s` decide the order, oldest first.

    Hard: category, language, `min_level`, `video`. Preferred, never worth a wait: the own store,
    then `nearby` (store -> rank from 1), then `region`; the `product_line`; `preferred_id`, an
    associate they know, for whom alone they may wait until `preferred_until_s` of their age.
    """

    contact_id: int
    store_id: int
    category_id: int
    language: str
    waited_s: float
    credit_s: float = 0.0
    nearby: Mapping[int, int] = field(default_factory=dict)
    region: frozenset[int] = frozenset()
    product_line: str = ""
    min_level: int = 1
    preferred_id: int | None = None
    preferred_until_s: float = 0.0
    video: bool = False

    @property
    def cell(self) -> Cell:
        return (self.category_id, self.language)

    def ring(self, store_id: int) -> int:
        """How far that store is from this contact's own: an index of `RINGS`."""
        if store_id == self.store_id:
            return OWN
        if store_id in self.nearby:
            return NEAR
        return REGION if store_id in self.region else ANY


@dataclass(frozen=True, slots=True)
class Candidate:
    """An available associate: levels 1-5 by category, ISO 639-1 languages, room for `capacity`."""

    associate_id: int
    store_id: int
    languages: frozenset[str]
    levels: Mapping[int, int]
    idle_s: float
    capacity: int = 1
    video: bool = True
    product_lines: frozenset[str] = frozenset()

    @property
    def cells(self) -> list[Cell]:
        return [(category, language) for category in self.levels for language in self.languages]


@dataclass(frozen=True, slots=True)
class Match:
    """Who meets whom, and why him: the ring he was found in and the parts of his cost."""

    contact_id: int
    associate_id: int
    cost: float
    ring: str = "any"
    parts: tuple[tuple[str, float], ...] = ()
    rings_s: float = 20.0
    """How long he may think about it."""


@dataclass(frozen=True, slots=True)
class Considered:
    """One associate as the policy saw him: `why_not` is empty for the one who was chosen."""

    associate_id: int
    ring: str
    cost: float | None
    parts: tuple[tuple[str, float], ...]
    why_not: str
