"""Budgets: so many per key in any stretch of time, counted inside the transaction that spends."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import UniqueConstraint, delete, func, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from callcenter.errors import TooMany
from callcenter.infra.database import Base, inserted, rows

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


def spend(session: Session, budget: Budget, key: str, now: datetime, amount: int = 1) -> None:
    """Use some, atomically: at limit - 1, exactly one of many wins. Raises TooMany."""
    _add(session, budget, key, _EPOCH, amount)
    if used(session, budget, key, now) + amount > budget.limit:
        raise TooMany(budget.refusal)
    _add(session, budget, key, budget.part(now), amount)


def charge(session: Session, budget: Budget, key: str, now: datetime, amount: int) -> None:
    """Count what has been used already, or give back (a negative amount); nothing is refused."""
    _add(session, budget, key, budget.part(now), amount)


def used(session: Session, budget: Budget, key: str, now: datetime) -> int:
    statement = select(func.sum(Spending.used)).where(
        Spending.budget == budget.title,
        Spending.key == key,
        Spending.window > max(budget.since(now), _EPOCH),
    )
    return int(session.scalar(statement) or 0)


def forget(session: Session, now: datetime) -> int:
    """Drop windows older than two days; returns how many."""
    return rows(session.execute(delete(Spending).where(Spending.window < now - timedelta(days=2))))


def _add(session: Session, budget: Budget, key: str, window: datetime, amount: int) -> None:
    row = {"budget": budget.title, "key": key, "window": window, "used": 0}
    inserted(session, Spending, row)
    statement = (
        update(Spending)
        .where(Spending.budget == budget.title, Spending.key == key, Spending.window == window)
        .values(used=Spending.used + amount)
        .execution_options(synchronize_session=False)
    )
    session.execute(statement)
