"""Products as rows."""

from sqlalchemy import ForeignKey, select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from callcenter.infra.database import Base
from callcenter.stores.models import Category


class Product(Base):
    __tablename__ = "product"

    sku: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    blurb: Mapped[str]
    price_cents: Mapped[int]
    currency: Mapped[str]
    image: Mapped[str]
    line: Mapped[str] = mapped_column(default="", server_default="")
    category_id: Mapped[int] = mapped_column(ForeignKey("category.id"))
    category: Mapped[Category] = relationship(lazy="joined")

    @property
    def price_text(self) -> str:
        sign = {"EUR": "€", "USD": "$", "GBP": "£"}.get(self.currency, self.currency)
        return f"{sign} {self.price_cents / 100:,.2f}"

    @property
    def image_url(self) -> str:
        return f"/static/callcenter/products/{self.image}"

    def card(self) -> dict[str, str]:
        return {
            "sku": self.sku,
            "name": self.name,
            "price_text": self.price_text,
            "image_url": self.image_url,
        }


def every(session: Session) -> list[Product]:
    statement = select(Product).join(Category).order_by(Category.menu_digit, Product.sku)
    return list(session.scalars(statement))
