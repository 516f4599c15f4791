"""The demo shop: product pages that carry the widget, as a retailer's own would."""

from flask import Blueprint, abort, redirect, render_template
from flask.typing import ResponseReturnValue

from callcenter.catalog import models
from callcenter.catalog.models import Product
from callcenter.stores.models import every_category, every_store
from callcenter.web import services

bp = Blueprint("shop", __name__)
DEMO_STORE = "turin"


@bp.get("/")
def home() -> ResponseReturnValue:
    return redirect("/shop", 302)


@bp.get("/shop")
def shelf() -> str:
    with services().reading() as tx:
        return render_template(
            "shop.html",
            products=models.every(tx.session),
            categories=every_category(tx.session),
            stores=every_store(tx.session),
            site={"store": DEMO_STORE},
            config={},
        )


@bp.get("/shop/<sku>")
def product(sku: str) -> str:
    with services().reading() as tx:
        found = tx.session.get(Product, sku)
        if found is None:
            abort(404, "We do not have this product.")
        others = [p for p in models.every(tx.session) if p.category_id == found.category_id]
        return render_template(
            "shop_product.html",
            product=found,
            others=[p for p in others if p.sku != sku][:4],
            site={"store": DEMO_STORE},
            config={},
        )
