"""Associates and what they can do, as rows."""

from collections.abc import Collection
from datetime import datetime, time

from sqlalchemy import ForeignKey, select, true
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from callcenter.infra.database import Base
from callcenter.staff.shifts import Duty, Span, Weekly
from callcenter.stores.models import Category, Store


class Associate(Base):
    """`capacity`: contacts at a time, 0 for somebody who takes none. `video`: may show live."""

    __tablename__ = "associate"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    role: Mapped[str]
    colour: Mapped[str]
    store_id: Mapped[int] = mapped_column(ForeignKey("store.id"))
    capacity: Mapped[int] = mapped_column(default=1, server_default="1")
    video: Mapped[bool] = mapped_column(default=True, server_default=true())
    store: Mapped[Store] = relationship(lazy="joined")
    skills: Mapped[list["Skill"]] = relationship(order_by="Skill.category_id")
    tongues: Mapped[list["Tongue"]] = relationship(order_by="Tongue.language")

    @property
    def initials(self) -> str:
        return "".join(part[0] for part in self.name.split()[:2]).upper()

    @property
    def languages(self) -> list[str]:
        return [tongue.language for tongue in self.tongues]


class Skill(Base):
    """How well an associate knows a category: 1 knows the shelf, 5 teaches it."""

    __tablename__ = "associate_skill"

    associate_id: Mapped[int] = mapped_column(ForeignKey("associate.id"), primary_key=True)
    category_id: Mapped[int] = mapped_column(ForeignKey("category.id"), primary_key=True)
    level: Mapped[int]
    category: Mapped[Category] = relationship(lazy="joined")


class Tongue(Base):
    """A language an associate serves customers in (ISO 639-1)."""

    __tablename__ = "associate_language"

    associate_id: Mapped[int] = mapped_column(ForeignKey("associate.id"), primary_key=True)
    language: Mapped[str] = mapped_column(primary_key=True)


class Line(Base):
    """A product line an associate was trained for, beyond its category."""

    __tablename__ = "associate_line"

    associate_id: Mapped[int] = mapped_column(ForeignKey("associate.id"), primary_key=True)
    line: Mapped[str] = mapped_column(primary_key=True)


def every(session: Session) -> list[Associate]:
    return list(session.scalars(select(Associate).order_by(Associate.id)))


def by_slug(session: Session, slug: str) -> Associate | None:
    return session.scalar(select(Associate).where(Associate.slug == slug))


class Shift(Base):
    """A weekly shift, on the clock of the associate's store; `weekday` 0 is Monday."""

    __tablename__ = "shift"

    id: Mapped[int] = mapped_column(primary_key=True)
    associate_id: Mapped[int] = mapped_column(ForeignKey("associate.id"), index=True)
    weekday: Mapped[int]
    starts: Mapped[str]
    ends: Mapped[str]


class TimeOff(Base):
    """Away, whatever the shifts say."""

    __tablename__ = "time_off"

    id: Mapped[int] = mapped_column(primary_key=True)
    associate_id: Mapped[int] = mapped_column(ForeignKey("associate.id"), index=True)
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    reason: Mapped[str] = mapped_column(default="")


def serving(session: Session, store_id: int) -> list[Associate]:
    """Associates of a store, without its supervisors."""
    statement = (
        select(Associate)
        .where(Associate.store_id == store_id, Associate.role == "associate")
        .order_by(Associate.id)
    )
    return list(session.scalars(statement))


def shifts_of(session: Session, associate_ids: Collection[int]) -> list[Shift]:
    statement = (
        select(Shift)
        .where(Shift.associate_id.in_(associate_ids))
        .order_by(Shift.associate_id, Shift.weekday, Shift.starts)
    )
    return list(session.scalars(statement))


def time_off_of(session: Session, associate_ids: Collection[int], after: datetime) -> list[TimeOff]:
    statement = (
        select(TimeOff)
        .where(TimeOff.associate_id.in_(associate_ids), TimeOff.ends_at > after)
        .order_by(TimeOff.starts_at)
    )
    return list(session.scalars(statement))


def duties(session: Session, people: Collection[Associate], after: datetime) -> dict[int, Duty]:
    """Return each associate's roster from that moment on."""
    ids = [person.id for person in people]
    weekly: dict[int, list[Weekly]] = {}
    for row in shifts_of(session, ids):
        times = (time.fromisoformat(row.starts), time.fromisoformat(row.ends))
        weekly.setdefault(row.associate_id, []).append(Weekly(row.weekday, *times))
    away: dict[int, list[Span]] = {}
    for off in time_off_of(session, ids, after):
        away.setdefault(off.associate_id, []).append(Span(off.starts_at, off.ends_at))
    return {
        person.id: Duty(
            person.store.timezone,
            tuple(weekly.get(person.id, ())),
            tuple(away.get(person.id, ())),
        )
        for person in people
    }
