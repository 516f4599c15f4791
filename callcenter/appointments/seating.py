"""Who keeps which promise: every promise holds one able associate, and is re-seated if need be.

Two categories that need the same associate share her: a promise of one is a seat less for the
other. Pure; the database's unique (associate, minute) is the last word.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from callcenter.staff.shifts import Span

NEW = 0
_DEEPEST = 4


@dataclass(frozen=True)
class Need:
    """What a promise asks of an associate. `preferred` is a wish, not a condition."""

    category_id: int
    language: str
    preferred: int | None = None


@dataclass(frozen=True)
class Person:
    associate_id: int
    languages: frozenset[str]
    levels: Mapping[int, int]

    def able(self, need: Need) -> bool:
        return need.language in self.languages and need.category_id in self.levels


@dataclass(frozen=True)
class Seated:
    """A promise (or a hold, which cannot be moved) that has its associate."""

    key: int
    need: Need
    span: Span
    associate_id: int
    movable: bool = True


OnDuty = Callable[[int, Span], bool]


@dataclass(frozen=True)
class Room:
    """Everybody of a store, their rosters, and what is promised already."""

    people: Sequence[Person]
    on_duty: OnDuty
    seated: Sequence[Seated]

    def seat(self, need: Need, span: Span) -> dict[int, int] | None:
        """Return who takes which promise (NEW, and any that must move); None if it is full."""
        return self._place(NEW, need, span, frozenset())

    def _place(
        self, key: int, need: Need, span: Span, asked: frozenset[int]
    ) -> dict[int, int] | None:
        able = [who for who in self._candidates(need, span) if who not in asked]
        for who in able:
            if not self._blocking(who, span):
                return {key: who}
        if len(asked) >= _DEEPEST:
            return None
        for who in able:
            moved = self._make_way(who, span, asked | {who})
            if moved is not None:
                return {**moved, key: who}
        return None

    def _make_way(self, who: int, span: Span, asked: frozenset[int]) -> dict[int, int] | None:
        """Try to give the one promise that blocks `who` to somebody else."""
        blocking = self._blocking(who, span)
        if len(blocking) != 1 or not blocking[0].movable:
            return None
        one = blocking[0]
        if one.need.preferred == who:
            return None
        others = replace(self, seated=[other for other in self.seated if other is not one])
        return others._place(one.key, one.need, one.span, asked)

    def _candidates(self, need: Need, span: Span) -> list[int]:
        """Preferred first, then who can do least else, so that the versatile stay free."""
        able = [
            who for who in self.people if who.able(need) and self.on_duty(who.associate_id, span)
        ]
        able.sort(
            key=lambda who: (
                who.associate_id != need.preferred,
                len(who.levels) * len(who.languages),
                who.associate_id,
            )
        )
        return [who.associate_id for who in able]

    def _blocking(self, who: int, span: Span) -> list[Seated]:
        return [one for one in self.seated if one.associate_id == who and one.span.overlaps(span)]
