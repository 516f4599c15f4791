"""Budgets: so many per key in any stretch of time, counted inside the transaction that spends."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any, cast

from sqlalchemy import Table, UniqueConstraint, and_, bindparam, delete, func, or_, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, Session, mapped_column

from callcenter.errors import TooMany
from callcenter.infra.database import Base, rows

_PARTS = 12
_EPOCH = datetime.fromtimestamp(0, UTC)


class Spending(Base):
    """How much of one budget one key has used in one part of its window.

    The row at the epoch is the key's lock: who updates it first, spends first.
    """

    __tablename__ = "spending"
    __table_args__ = (UniqueConstraint("budget", "key", "window"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    budget: Mapped[str]
    key: Mapped[str]
    window: Mapped[datetime]
    used: Mapped[int]


_TABLE = cast(Table, Spending.__table__)


@dataclass(frozen=True)
class Budget:
    """`limit` uses in any `seconds`; `refusal` is the sentence for the person."""

    name: str
    limit: int
    seconds: int
    refusal: str

    @property
    def title(self) -> str:
        return f"{self.name}/{self.seconds}"

    def part(self, now: datetime) -> datetime:
        """Return the start of the twelfth of the window in which `now` lies."""
        length = self.seconds / _PARTS
        return datetime.fromtimestamp(now.timestamp() // length * length, UTC)

    def since(self, now: datetime) -> datetime:
        """Parts that begin after this still count: rather too strict than too lax."""
        return now - timedelta(seconds=self.seconds * (1 + 1 / _PARTS))


@dataclass(frozen=True)
class Use:
    """So much of one budget by one key."""

    budget: Budget
    key: str
    amount: int = 1


class Spent(TooMany):
    """This budget has not so much left."""

    def __init__(self, budget: Budget) -> None:
        super().__init__(budget.refusal)
        self.budget = budget


def spend(session: Session, budget: Budget, key: str, now: datetime, amount: int = 1) -> None:
    """Use some, atomically: at limit - 1, exactly one of many wins. Raises Spent."""
    spend_all(session, [Use(budget, key, amount)], now)


def spend_all(
    session: Session, uses: Sequence[Use], now: datetime, within: Sequence[Use] = ()
) -> None:
    """Use some of each, in three statements however many. Raises the first one's Spent.

    `within`: of these so much must be left too, and none of it is used.
    """
    if session.get_bind().dialect.name == "postgresql":  # SQLite has one writer at a time: us
        _add(session, [(use, _EPOCH) for use in uses])
    gone = _used_of_each(session, [*within, *uses], now)
    for use in (*within, *uses):
        if gone.get((use.budget.title, use.key), 0) + use.amount > use.budget.limit:
            raise Spent(use.budget)
    _add(session, [(use, use.budget.part(now)) for use in uses])


def charge(session: Session, budget: Budget, key: str, now: datetime, amount: int) -> None:
    """Count what has been used already, or give back (a negative amount); nothing is refused."""
    _add(session, [(Use(budget, key, amount), budget.part(now))])


def used(session: Session, budget: Budget, key: str, now: datetime) -> int:
    return _used_of_each(session, [Use(budget, key)], now).get((budget.title, key), 0)


def forget(session: Session, now: datetime) -> int:
    """Drop windows older than two days; returns how many."""
    return rows(session.execute(delete(Spending).where(Spending.window < now - timedelta(days=2))))


def _used_of_each(
    session: Session, uses: Sequence[Use], now: datetime
) -> dict[tuple[str, str], int]:
    values: dict[str, Any] = {}
    for place, use in enumerate(uses):
        since = max(use.budget.since(now), _EPOCH)
        values |= {f"b{place}": use.budget.title, f"k{place}": use.key, f"w{place}": since}
    found = session.connection().execute(_sums(len(uses)), values).all()
    return {(budget, key): int(sum_) for budget, key, sum_ in found}


def _add(session: Session, uses: Sequence[tuple[Use, datetime]]) -> None:
    """Add to each one's window, new or not; in one order, so that two of us never cross."""
    sums: dict[tuple[str, str, datetime], int] = {}
    for use, window in uses:
        where = (use.budget.title, use.key, window)
        sums[where] = sums.get(where, 0) + use.amount
    names = ("budget", "key", "window", "used")
    added = [dict(zip(names, (*where, sums[where]), strict=True)) for where in sorted(sums)]
    session.connection().execute(_UPSERTS[session.get_bind().dialect.name], added)


@cache
def _sums(count: int) -> Any:
    """Build the statement once for so many; they are one to eight."""
    columns = _TABLE.c
    which = [
        and_(
            columns.budget == bindparam(f"b{place}"),
            columns.key == bindparam(f"k{place}"),
            columns.window > bindparam(f"w{place}"),
        )
        for place in range(count)
    ]
    statement = select(columns.budget, columns.key, func.sum(columns.used)).where(or_(*which))
    return statement.group_by(columns.budget, columns.key)


def _upsert(insert: Any) -> Any:
    statement = insert(_TABLE)
    more = {"used": _TABLE.c.used + statement.excluded.used}
    return statement.on_conflict_do_update(index_elements=["budget", "key", "window"], set_=more)


_UPSERTS = {"sqlite": _upsert(sqlite.insert), "postgresql": _upsert(postgresql.insert)}
