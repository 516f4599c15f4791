"""Budgets: so many per key and window, counted inside the transaction that spends."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import UniqueConstraint, delete, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from callcenter.errors import TooMany
from callcenter.infra.database import Base, inserted, rows


class Spending(Base):
    """How much of one budget one key has used in one window."""

    __tablename__ = "spending"
    __table_args__ = (UniqueConstraint("budget", "key", "window"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    budget: Mapped[str]
    key: Mapped[str]
    window: Mapped[datetime]
    used: Mapped[int]


@dataclass(frozen=True)
class Budget:
    """`limit` uses per `seconds`; `refusal` is the sentence for the person."""

    name: str
    limit: int
    seconds: int
    refusal: str


def spend(session: Session, budget: Budget, key: str, now: datetime) -> None:
    """Use one, atomically: at limit - 1, exactly one of many wins. Raises TooMany."""
    window = datetime.fromtimestamp(now.timestamp() // budget.seconds * budget.seconds, UTC)
    name = f"{budget.name}/{budget.seconds}"
    inserted(session, Spending, {"budget": name, "key": key, "window": window, "used": 0})
    statement = (
        update(Spending)
        .where(
            Spending.budget == name,
            Spending.key == key,
            Spending.window == window,
            Spending.used < budget.limit,
        )
        .values(used=Spending.used + 1)
        .execution_options(synchronize_session=False)
    )
    if rows(session.execute(statement)) != 1:
        raise TooMany(budget.refusal)


def forget(session: Session, now: datetime) -> int:
    """Drop windows older than two days; returns how many."""
    return rows(session.execute(delete(Spending).where(Spending.window < now - timedelta(days=2))))
