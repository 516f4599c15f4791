"""Requests that only look like one: what a page sees whose number we do not ring."""

from datetime import datetime, timedelta

from sqlalchemy import ForeignKey, delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from callcenter.infra.database import Base
from callcenter.kernel.ids import public_id
from callcenter.stores.models import Store


class Decoy(Base):
    """No contact, no number: only what its page shows. It waits, and in the end nobody is free."""

    __tablename__ = "decoy"

    public_id: Mapped[str] = mapped_column(primary_key=True, default=public_id)
    state: Mapped[str]
    store_id: Mapped[int] = mapped_column(ForeignKey("store.id"))
    category_id: Mapped[int] = mapped_column(ForeignKey("category.id"))
    language: Mapped[str]
    number_masked: Mapped[str]
    created_at: Mapped[datetime]
    ends_at: Mapped[datetime] = mapped_column(index=True)
    keeps_place: Mapped[bool] = mapped_column(default=False)
    from_store_id: Mapped[int | None] = mapped_column(ForeignKey("store.id"))

    store: Mapped[Store] = relationship(lazy="joined", foreign_keys=[store_id])


def tired(session: Session, now: datetime) -> list[Decoy]:
    return list(session.scalars(select(Decoy).where(Decoy.state == "queued", Decoy.ends_at <= now)))


def forget(session: Session, now: datetime) -> None:
    session.execute(delete(Decoy).where(Decoy.ends_at < now - timedelta(days=1)))
