"""The demo's world: three stores, a dozen people, thirty products."""

import json
from pathlib import Path
from typing import Any

from callcenter.catalog.models import Product
from callcenter.services import Services, Transaction
from callcenter.staff.models import Associate, Skill, Tongue
from callcenter.stores.models import Category, Store, category_by_slug, store_by_slug

_FOLDER = Path(__file__).resolve().parent
CATEGORIES: tuple[tuple[str, dict[str, str]], ...] = (
    ("phones", {"en": "Phones", "it": "telefoni", "de": "Telefone", "es": "teléfonos"}),
    ("cameras", {"en": "Cameras", "it": "fotocamere", "de": "Kameras", "es": "cámaras"}),
    ("audio", {"en": "Audio", "it": "audio", "de": "Audio", "es": "sonido"}),
    ("jewellery", {"en": "Jewellery", "it": "gioielli", "de": "Schmuck", "es": "joyas"}),
    ("kitchen", {"en": "Kitchen", "it": "cucina", "de": "Küche", "es": "cocina"}),
)
STORES: tuple[dict[str, str], ...] = (
    {
        "slug": "turin",
        "name": "Aurora Torino",
        "city": "Turin",
        "country": "IT",
        "timezone": "Europe/Rome",
        "languages": "it,en,es",
        "hours": "24/7",
        "phone_number": "+390111234567",
    },
    {
        "slug": "berlin",
        "name": "Aurora Berlin",
        "city": "Berlin",
        "country": "DE",
        "timezone": "Europe/Berlin",
        "languages": "de,en",
        "hours": "Mo-Sa 10:00-20:00; PH off",
        "phone_number": "+49301234567",
    },
    {
        "slug": "new-york",
        "name": "Aurora New York",
        "city": "New York",
        "country": "US",
        "timezone": "America/New_York",
        "languages": "en,es",
        "hours": "Mo-Su 09:00-21:00",
        "phone_number": "+12125550123",
    },
)
_PLACES = {"turin": (45.07, 7.69), "berlin": (52.52, 13.40), "new-york": (40.75, -73.99)}
PEOPLE: tuple[tuple[str, str, str, str, str, str], ...] = (
    ("ada", "Ada Rossi", "turin", "it,en", "jewellery:5,phones:3,cameras:3", "#7c3aed"),
    ("bruno", "Bruno Conti", "turin", "it,en", "kitchen:5,audio:4", "#0f766e"),
    ("chiara", "Chiara Ferri", "turin", "it,es", "cameras:5,phones:4", "#b45309"),
    ("dario", "Dario Greco", "turin", "it", "audio:5,phones:2,kitchen:3", "#1d4ed8"),
    ("ben", "Ben Krause", "berlin", "de,en", "phones:5,cameras:4,audio:3", "#be123c"),
    ("emma", "Emma Vogel", "berlin", "de", "kitchen:4,jewellery:3", "#4d7c0f"),
    ("felix", "Felix Brandt", "berlin", "de,en", "audio:5,phones:3", "#0369a1"),
    ("greta", "Greta Lang", "berlin", "de,en", "jewellery:4,kitchen:2", "#a21caf"),
    ("hugo", "Hugo Diaz", "new-york", "en,es", "phones:4,audio:4", "#c2410c"),
    ("iris", "Iris Chen", "new-york", "en", "jewellery:5,cameras:2", "#15803d"),
    ("jack", "Jack Moore", "new-york", "en", "kitchen:5,cameras:4", "#334155"),
    ("lucia", "Lucia Ortiz", "new-york", "en,es", "cameras:5,jewellery:3", "#9333ea"),
)
_SUPERVISOR = ("carla", "Carla Neri", "turin", "it,en", "", "#111827")
HANDSETS = (
    {"number": "+393123456789", "label": "Mr Diaz, Turin", "kind": "mobile"},
    {"number": "+4915123456789", "label": "Ms Weber, Berlin", "kind": "mobile"},
    {"number": "+12015550123", "label": "Mr Smith, New York", "kind": "mobile"},
    {"number": "+390117654321", "label": "Signora Bo, landline", "kind": "landline"},
)


def plant(services: Services) -> None:
    """Add what is missing; what an operator changed stays."""
    with services.transaction() as tx:
        _categories(tx)
        _stores(tx)
        for person in PEOPLE:
            _person(tx, person, "associate")
        _person(tx, _SUPERVISOR, "supervisor")
        _products(tx)


def sandbox_config(services: Services) -> dict[str, Any]:
    """Return the loopback carrier's account, numbers and telephones."""
    settings = services.settings
    base = settings.public_url
    return {
        "account_sid": settings.twilio_account_sid,
        "auth_token": settings.twilio_auth_token,
        "api_key": settings.twilio_api_key,
        "api_secret": settings.twilio_api_secret,
        "applications": [
            {
                "sid": settings.twilio_twiml_app_sid,
                "friendly_name": "Virtual Shopper softphone",
                "voice_url": f"{base}/voice/client",
                "status_callback": f"{base}/voice/lines",
            }
        ],
        "numbers": [
            {
                "number": store["phone_number"],
                "friendly_name": store["name"],
                "voice_url": f"{base}/voice/incoming",
                "voice_fallback_url": f"{base}/voice/fallback.xml",
                "sms_url": f"{base}/messages/incoming",
                "status_callback": f"{base}/voice/lines",
            }
            for store in STORES
        ],
        "handsets": list(HANDSETS),
        "origins": [base],
    }


def _categories(tx: Transaction) -> None:
    for digit, (slug, names) in enumerate(CATEGORIES, 1):
        known = category_by_slug(tx.session, slug)
        if known is None:
            known = Category(slug=slug, name=names["en"], menu_digit=str(digit))
            tx.session.add(known)
        if not known.translations:
            known.translations = names
    tx.session.flush()


def _stores(tx: Transaction) -> None:
    for digit, values in enumerate(STORES, 1):
        if store_by_slug(tx.session, values["slug"]) is None:
            latitude, longitude = _PLACES[values["slug"]]
            place = {"latitude": latitude, "longitude": longitude}
            tx.session.add(Store(menu_digit=str(digit), **values, **place))
    tx.session.flush()


def _person(tx: Transaction, values: tuple[str, str, str, str, str, str], role: str) -> None:
    slug, name, store_slug, languages, skills, colour = values
    store = store_by_slug(tx.session, store_slug)
    if store is None or _known(tx, slug):
        return
    person = Associate(slug=slug, name=name, role=role, colour=colour, store_id=store.id)
    tx.session.add(person)
    tx.session.flush()
    for language in languages.split(","):
        tx.session.add(Tongue(associate_id=person.id, language=language))
    for skill in filter(None, skills.split(",")):
        category_slug, _, level = skill.partition(":")
        category = category_by_slug(tx.session, category_slug)
        if category:
            row = Skill(associate_id=person.id, category_id=category.id, level=int(level))
            tx.session.add(row)


def _known(tx: Transaction, slug: str) -> bool:
    return tx.session.query(Associate.id).filter_by(slug=slug).first() is not None


def _products(tx: Transaction) -> None:
    for item in json.loads((_FOLDER / "catalog" / "products.json").read_text(encoding="utf-8")):
        category = category_by_slug(tx.session, item.pop("category"))
        if category and tx.session.get(Product, item["sku"]) is None:
            tx.session.add(Product(category_id=category.id, **item))
