"""What the widget shows before anything is asked: stores, languages, categories, a product."""

from datetime import datetime
from typing import Any

from callcenter.catalog.models import Product
from callcenter.contacts.guards import CALL_WORDING, CONSENT_VERSION, SMS_WORDING, policy
from callcenter.contacts.words import LANGUAGES
from callcenter.kernel import localtime
from callcenter.kernel.phone import calling_code, country_name
from callcenter.services import Services, Transaction
from callcenter.stores.models import (
    Store,
    every_category,
    every_store,
    hours_of,
    store_by_slug,
)
from callcenter.widget import proof


def configuration(services: Services, store_slug: str, sku: str) -> dict[str, Any]:
    with services.reading() as tx:
        product = tx.session.get(Product, sku)
        preset = store_by_slug(tx.session, store_slug)
        return {
            "stores": [_store(tx, store) for store in every_store(tx.session)],
            "categories": [
                {"slug": category.slug, "name": category.name}
                for category in every_category(tx.session)
            ],
            "regions": _regions(tx),
            "consent": {
                "version": CONSENT_VERSION,
                "call_text": CALL_WORDING,
                "sms_text": SMS_WORDING,
            },
            "product": product.card() | {"category": product.category.slug} if product else None,
            "store": preset.slug if preset else None,
            "proof": proof.challenge(tx),
            "sandbox": tx.settings.has_loopback_carrier,
        }


def _store(tx: Transaction, store: Store) -> dict[str, Any]:
    hours = hours_of(tx.session, store)
    is_open = hours.open_at(tx.now)
    opening = None if is_open else hours.next_opening(tx.now)
    return {
        "slug": store.slug,
        "name": store.name,
        "city": store.city,
        "open": is_open,
        "hours_text": "Open now" if is_open else opening_text(opening),
        "timezone": store.timezone,
        "languages": [{"code": code, "name": LANGUAGES[code]} for code in store.spoken],
    }


def opening_text(opening: datetime | None) -> str:
    return f"Opens {localtime.label(opening, '')}" if opening else "Closed"


def _regions(tx: Transaction) -> list[dict[str, str]]:
    return [
        {"code": region, "name": country_name(region), "calling_code": calling_code(region)}
        for region in sorted(policy(tx).allowed)
    ]
