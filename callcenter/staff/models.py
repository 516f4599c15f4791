"""Associates and what they can do, as rows."""

from sqlalchemy import ForeignKey, select, true
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from callcenter.infra.database import Base
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
    skills: Mapped[list["Skill"]] = relationship()
    tongues: Mapped[list["Tongue"]] = relationship()

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
