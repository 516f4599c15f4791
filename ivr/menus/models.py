"""Versions of menus and their lines, as rows."""

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, Index, UniqueConstraint, select, text
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from callcenter.infra.database import Base

HOUSE = 0
"""The scope of the menu for numbers that belong to no store."""


class MenuVersion(Base):
    """`scope` is a store's id, or HOUSE. One draft and one published version of each scope."""

    __tablename__ = "menu"
    __table_args__ = tuple(
        Index(
            f"uq_menu_{state}",
            "scope",
            unique=True,
            sqlite_where=text(f"state = '{state}'"),
            postgresql_where=text(f"state = '{state}'"),
        )
        for state in ("draft", "published")
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    scope: Mapped[int]
    state: Mapped[str]
    author_id: Mapped[int | None] = mapped_column(ForeignKey("associate.id"))
    created_at: Mapped[datetime]
    published_at: Mapped[datetime | None]

    lines: Mapped[list["MenuLine"]] = relationship(
        order_by="MenuLine.step, MenuLine.position, MenuLine.id", lazy="selectin"
    )


class MenuLine(Base):
    """One key of one page; `labels` per language, `leads` and `value` as in `ivr.menu`."""

    __tablename__ = "menu_line"
    __table_args__ = (UniqueConstraint("menu_id", "step", "digit"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    menu_id: Mapped[int] = mapped_column(ForeignKey("menu.id"), index=True)
    step: Mapped[str]
    position: Mapped[int]
    digit: Mapped[str]
    leads: Mapped[str]
    value: Mapped[str] = mapped_column(default="")
    labels: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)


class Trial(Base):
    """Whoever calls from this number hears a draft instead of the menu, for some minutes."""

    __tablename__ = "menu_trial"

    id: Mapped[int] = mapped_column(primary_key=True)
    number_index: Mapped[str] = mapped_column(unique=True)
    scope: Mapped[int]
    author_id: Mapped[int] = mapped_column(ForeignKey("associate.id"))
    until: Mapped[datetime]


def trial_of(session: Session, number_index: str, now: datetime) -> Trial | None:
    statement = select(Trial).where(Trial.number_index == number_index, Trial.until > now)
    return session.scalar(statement)


def in_state(session: Session, scope: int, state: str) -> MenuVersion | None:
    statement = select(MenuVersion).where(MenuVersion.scope == scope, MenuVersion.state == state)
    return session.scalar(statement)
