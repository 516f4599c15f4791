"""What was set for an associate, by whom and when, as rows."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, UniqueConstraint, delete, func, insert, select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from callcenter.catalog.models import Product
from callcenter.infra.database import Base, inserted
from callcenter.staff.models import Associate, Line, Skill, Tongue
from routing.people.profile import Profile


class ProfileChange(Base):
    """One saving: what the associate could do before and after it. One of each version."""

    __tablename__ = "profile_change"
    __table_args__ = (UniqueConstraint("subject_id", "version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    subject_id: Mapped[int] = mapped_column(ForeignKey("associate.id"))
    version: Mapped[int]
    was: Mapped[dict[str, Any]] = mapped_column(JSON)
    own: Mapped[dict[str, Any]] = mapped_column(JSON)
    associate_id: Mapped[int] = mapped_column(ForeignKey("associate.id"))
    at: Mapped[datetime]

    author: Mapped[Associate] = relationship(lazy="joined", foreign_keys=associate_id)


def version(session: Session, subject_id: int) -> int:
    newest = func.max(ProfileChange.version)
    return session.scalar(select(newest).where(ProfileChange.subject_id == subject_id)) or 0


def noted(session: Session, row: dict[str, Any]) -> bool:
    """Write the change down, if nobody wrote one of its version."""
    return inserted(session, ProfileChange, row)


def changes(session: Session, subject_id: int, most: int) -> list[ProfileChange]:
    """Return so many changes, the newest first."""
    statement = (
        select(ProfileChange)
        .where(ProfileChange.subject_id == subject_id)
        .order_by(ProfileChange.version.desc())
        .limit(most)
    )
    return list(session.scalars(statement))


def profile(session: Session, who: Associate) -> Profile:
    """Return what an associate can do as it is stored."""
    skills = select(Skill.category_id, Skill.level).where(Skill.associate_id == who.id)
    tongues = select(Tongue.language).where(Tongue.associate_id == who.id)
    lines = select(Line.line).where(Line.associate_id == who.id)
    return Profile(
        store_id=who.store_id,
        levels=dict(session.execute(skills).all()),
        languages=frozenset(session.scalars(tongues)),
        lines=frozenset(session.scalars(lines)),
        video=who.video,
        capacity=who.capacity,
    )


def store(session: Session, who: Associate, wanted: Profile) -> None:
    """Put the profile in place of the one there was."""
    for model in (Skill, Tongue, Line):
        session.execute(delete(model).where(model.associate_id == who.id))
    one = {"associate_id": who.id}
    levels = [{**one, "category_id": key, "level": level} for key, level in wanted.levels.items()]
    tongues = [{**one, "language": language} for language in sorted(wanted.languages)]
    lines = [{**one, "line": line} for line in sorted(wanted.lines)]
    for table, rows in ((Skill, levels), (Tongue, tongues), (Line, lines)):
        if rows:
            session.execute(insert(table), rows)
    who.store_id, who.video, who.capacity = wanted.store_id, wanted.video, wanted.capacity
    session.flush()
    session.expire(who)


def known_languages(session: Session) -> set[str]:
    """Return the languages anybody serves customers in."""
    return set(session.scalars(select(Tongue.language).distinct()))


def known_lines(session: Session) -> list[str]:
    """Return every product line of the catalogue, and those somebody was trained for before."""
    named = session.scalars(select(Product.line).where(Product.line != "").distinct())
    trained = session.scalars(select(Line.line).distinct())
    return sorted({*named, *trained})
