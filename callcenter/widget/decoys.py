"""What a page sees whose number we do not ring: the same as everybody else, and nobody comes."""

from datetime import datetime, timedelta
from typing import Any

from callcenter.contacts import guards
from callcenter.contacts import service as contacts
from callcenter.contacts.guards import Asker
from callcenter.contacts.service import Wish
from callcenter.contacts.snapshots import version
from callcenter.contacts.words import sentences
from callcenter.errors import Conflict
from callcenter.kernel import phone
from callcenter.kernel.ids import public_id
from callcenter.places.patience import elsewhere
from callcenter.rules import service as rules
from callcenter.rules.values import CALLBACK
from callcenter.services import Services, Transaction
from callcenter.settings import Settings
from callcenter.widget import models
from callcenter.widget.models import Decoy


def make(services: Services, wish: Wish, asker: Asker) -> str:
    """Return the public identifier under which the page finds its decoy."""
    with services.transaction() as tx:
        need = contacts.understand(tx, wish)
        decoy = Decoy(
            public_id=public_id(),
            state="queued",
            store_id=need.store.id,
            category_id=need.category.id,
            language=need.language,
            number_masked=phone.masked(guards.typed(tx, asker)),
            created_at=tx.now,
            ends_at=tx.now + timedelta(seconds=rules.of(tx, need.store.id).web_wait_s),
        )
        tx.session.add(decoy)
    return decoy.public_id


def find(tx: Transaction, public: str) -> Decoy | None:
    return tx.session.get(Decoy, public)


def cancel(services: Services, public: str) -> bool:
    """Cancel it as a customer would; false where there is no such decoy."""
    with services.transaction() as tx:
        decoy = find(tx, public)
        if decoy and decoy.state == "queued":
            decoy.state = "cancelled"
        return decoy is not None


def keep_place(services: Services, public: str) -> bool:
    """Keep its place as a customer's is kept; false where there is no such decoy. Conflict."""
    with services.transaction() as tx:
        decoy = find(tx, public)
        if decoy and decoy.state != "queued":
            raise Conflict("There is no place to keep any more.")
        if decoy and not decoy.keeps_place:
            decoy.keeps_place = True
            decoy.ends_at = tx.now + timedelta(seconds=contacts.PLACE_PATIENCE_S)
        return decoy is not None


def sweep(services: Services) -> None:
    """After the time their store allows: the page is told what others are told then."""
    with services.transaction() as tx:
        ended = models.tired(tx.session, tx.now)
        for decoy in ended:
            _over(tx, decoy)
        views = [(decoy.public_id, view(decoy, tx.now, tx.settings)) for decoy in ended]
        models.forget(tx.session, tx.now)
    for public, shown in views:
        services.push.send(f"contact:{public}", "contact", shown)


def _over(tx: Transaction, decoy: Decoy) -> None:
    rule = rules.of(tx, decoy.store_id)
    moved = decoy.from_store_id is not None
    other = None if decoy.keeps_place else elsewhere(tx, rule, decoy.language, moved=moved)
    if other:
        decoy.from_store_id, decoy.store_id = decoy.store_id, other.id
        decoy.ends_at = tx.now + timedelta(seconds=rules.of(tx, other.id).web_wait_s)
        tx.session.flush()
        tx.session.refresh(decoy, ["store"])
    elif rule.at_last == CALLBACK and not decoy.keeps_place:
        decoy.keeps_place = True
        decoy.ends_at = tx.now + timedelta(seconds=contacts.PLACE_PATIENCE_S)
    else:
        decoy.state = "deferred"


def view(decoy: Decoy, now: datetime, settings: Settings) -> dict[str, Any]:
    """Return ContactView (docs/api.md) of somebody who waits and is not reached."""
    shown = "kept" if decoy.state == "queued" and decoy.keeps_place else decoy.state
    headline, detail = sentences(shown, decoy.language, associate="", store=decoy.store.name)
    until = now if decoy.state == "queued" else min(now, decoy.ends_at)
    waited = max(0, int((until - decoy.created_at).total_seconds()))
    return {
        "id": decoy.public_id,
        "version": version(now),
        "way": "web",
        "state": decoy.state,
        "headline": headline,
        "detail": detail,
        "associate": None,
        "position": None,
        "wait_estimate_s": None,
        "wait_low_s": None,
        "wait_high_s": None,
        "waited_s": waited,
        "give_up_s": max(0, int((decoy.ends_at - decoy.created_at).total_seconds())),
        "alternatives_after_s": settings.alternatives_after_s,
        "keeps_place": decoy.keeps_place,
        "tour": None,
        "phone_masked": decoy.number_masked,
    }
