"""Rules as rows: what holds now, and every change that led there."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, UniqueConstraint, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from callcenter.infra.database import Base, inserted, rows
from callcenter.staff.models import Associate

HOUSE = 0
"""The scope of the whole house; any other is a store's id."""


class Ruling(Base):
    """What a store, or the house, has set; what it has not set comes from below."""

    __tablename__ = "ruling"

    scope: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    version: Mapped[int] = mapped_column(default=0)
    own: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)


class RulingChange(Base):
    """One saving: the rules it left behind, by whom and when."""

    __tablename__ = "ruling_change"
    __table_args__ = (UniqueConstraint("scope", "version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    scope: Mapped[int]
    version: Mapped[int]
    own: Mapped[dict[str, Any]] = mapped_column(JSON)
    associate_id: Mapped[int] = mapped_column(ForeignKey("associate.id"))
    at: Mapped[datetime]

    associate: Mapped[Associate] = relationship(lazy="joined")


def rulings(session: Session, *scopes: int) -> dict[int, Ruling]:
    """Return what is set, by scope; of every scope where none is named."""
    statement = select(Ruling)
    if scopes:
        statement = statement.where(Ruling.scope.in_(scopes))
    return {row.scope: row for row in session.scalars(statement)}


def replaced(session: Session, scope: int, seen: int, own: dict[str, Any]) -> bool:
    """Set them, if nobody did since version `seen`."""
    inserted(session, Ruling, {"scope": scope, "version": 0, "own": {}})
    statement = (
        update(Ruling)
        .where(Ruling.scope == scope, Ruling.version == seen)
        .values(version=seen + 1, own=own)
        .execution_options(synchronize_session=False)
    )
    return rows(session.execute(statement)) == 1


def changes(session: Session, scope: int, most: int) -> list[RulingChange]:
    """Return so many changes, the newest first."""
    statement = (
        select(RulingChange)
        .where(RulingChange.scope == scope)
        .order_by(RulingChange.version.desc())
        .limit(most)
    )
    return list(session.scalars(statement))
