"""Consultations as rows: a second one of a contact, or with a colleague, cannot be stored."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, select, text
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from callcenter.contacts.models import Contact, Leg
from callcenter.infra.database import Base, spelled
from callcenter.kernel.ids import public_id
from callcenter.staff.models import Associate, Skill, Tongue
from callcenter.stores.models import Category, Store
from routing.consults.lifecycle import CONSULT
from routing.presence.models import Presence

_LIVE = f"state IN ({', '.join(repr(state) for state in sorted(CONSULT.live))})"


class Consult(Base):
    """Who asks whom about which contact; `line_id` is the colleague's or guest's line."""

    __tablename__ = "consult"
    __table_args__ = tuple(
        Index(
            f"uq_consult_live_{name}",
            f"{name}_id",
            unique=True,
            sqlite_where=text(_LIVE),
            postgresql_where=text(_LIVE),
        )
        for name in ("contact", "colleague")
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(unique=True, default=public_id)
    contact_id: Mapped[int] = mapped_column(ForeignKey("contact.id"), index=True)
    asker_id: Mapped[int] = mapped_column(ForeignKey("associate.id"))
    colleague_id: Mapped[int | None] = mapped_column(ForeignKey("associate.id"))
    line_id: Mapped[int | None] = mapped_column(ForeignKey("leg.id"))
    state: Mapped[str]
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime | None]

    contact: Mapped[Contact] = relationship(lazy="joined")
    asker: Mapped[Associate] = relationship(lazy="joined", foreign_keys=[asker_id])
    colleague: Mapped[Associate | None] = relationship(lazy="joined", foreign_keys=[colleague_id])
    line: Mapped[Leg | None] = relationship(lazy="joined")


IS_LIVE = Consult.state.in_(spelled(sorted(CONSULT.live)))


def by_public_id(session: Session, public: str) -> Consult | None:
    return session.scalar(select(Consult).where(Consult.public_id == public))


def live(session: Session) -> list[Consult]:
    return list(session.scalars(select(Consult).where(IS_LIVE)))


def of_contact(session: Session, contact_id: int) -> Consult | None:
    """Find it by number first: mostly there is none, and it refers to half of the house."""
    found = session.scalar(select(Consult.id).where(Consult.contact_id == contact_id, IS_LIVE))
    return session.get(Consult, found) if found else None


def free(
    session: Session, contact: Contact, category: Category | None, store: Store | None
) -> Associate | None:
    """Return who could be asked: free longest, able to go on with this customer."""
    statement = (
        select(Associate)
        .join(Presence, Presence.id == Associate.id)
        .where(
            Presence.state == "available",
            Associate.id != contact.associate_id,
            Associate.id.in_(
                select(Tongue.associate_id).where(Tongue.language == contact.language)
            ),
        )
    )
    if category:
        able = select(Skill.associate_id).where(Skill.category_id == category.id)
        statement = statement.where(Associate.id.in_(able))
    if store:
        statement = statement.where(Associate.store_id == store.id)
    return session.scalar(statement.order_by(Presence.since, Associate.id).limit(1))
