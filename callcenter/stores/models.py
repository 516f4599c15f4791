"""Stores and categories as rows."""

from sqlalchemy import JSON, ForeignKey, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from callcenter.infra.database import Base
from callcenter.stores.hours import Hours, on_day


class Store(Base):
    """`partition` groups stores whose customers and associates are matched together."""

    __tablename__ = "store"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    city: Mapped[str]
    country: Mapped[str]
    timezone: Mapped[str]
    languages: Mapped[str]
    hours: Mapped[str]
    phone_number: Mapped[str] = mapped_column(unique=True)
    menu_digit: Mapped[str] = mapped_column(unique=True)
    partition: Mapped[int] = mapped_column(default=0, server_default="0")
    region: Mapped[str] = mapped_column(default="", server_default="")
    latitude: Mapped[float | None]
    longitude: Mapped[float | None]

    @property
    def spoken(self) -> list[str]:
        """Language codes (ISO 639-1), the store's first language first."""
        return self.languages.split(",")


class Category(Base):
    """A node of the category tree: who knows the parent can help with the child."""

    __tablename__ = "category"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    translations: Mapped[dict[str, str]] = mapped_column(JSON, default=dict, server_default="{}")
    menu_digit: Mapped[str] = mapped_column(unique=True)
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("category.id"))

    @property
    def names(self) -> dict[str, str]:
        """The category's name per language (ISO 639-1); English is always there."""
        return {**self.translations, "en": self.name}


class StoreDay(Base):
    """One date on which a store keeps other hours: `off`, or `10:00-14:00`."""

    __tablename__ = "store_day"

    store_id: Mapped[int] = mapped_column(ForeignKey("store.id"), primary_key=True)
    day: Mapped[str] = mapped_column(primary_key=True)
    hours: Mapped[str]
    note: Mapped[str] = mapped_column(default="")


def days_of(session: Session, store_id: int) -> list[StoreDay]:
    statement = select(StoreDay).where(StoreDay.store_id == store_id).order_by(StoreDay.day)
    return list(session.scalars(statement))


def hours_of(session: Session, store: Store) -> Hours:
    """Return the store's hours with its exceptional days."""
    rules = [store.hours, *(on_day(day.day, day.hours) for day in days_of(session, store.id))]
    return Hours("; ".join(rules), store.timezone, store.country)


def every_store(session: Session) -> list[Store]:
    return list(session.scalars(select(Store).order_by(Store.menu_digit)))


def store_lines(session: Session) -> list[tuple[str, str]]:
    """Return country and telephone number of every store."""
    found = session.execute(select(Store.country, Store.phone_number)).all()
    return [(country, number) for country, number in found]


def every_category(session: Session) -> list[Category]:
    return list(session.scalars(select(Category).order_by(Category.menu_digit)))


def store_by_slug(session: Session, slug: str) -> Store | None:
    return session.scalar(select(Store).where(Store.slug == slug))


def category_by_slug(session: Session, slug: str) -> Category | None:
    return session.scalar(select(Category).where(Category.slug == slug))


def store_by_number(session: Session, number: str) -> Store | None:
    return session.scalar(select(Store).where(Store.phone_number == number))
