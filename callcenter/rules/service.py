"""Use-cases of the rules: which hold at a store, and setting them."""

from collections.abc import Mapping
from typing import Any

from callcenter.errors import Conflict, NotFound
from callcenter.events import RulesChanged
from callcenter.rules import models
from callcenter.rules.models import HOUSE, RulingChange
from callcenter.rules.reading import Fault, check, read
from callcenter.rules.values import OTHER_STORE, StoreRules, merge
from callcenter.services import Services, Transaction
from callcenter.settings import Settings
from callcenter.staff.chiefs import supervisor
from callcenter.staff.models import Associate
from callcenter.stores.models import Store, every_store, store_by_slug


def defaults(settings: Settings) -> StoreRules:
    """Return what holds where nobody has set anything."""
    return StoreRules(
        hold_s=settings.preferred_hold_s,
        web_wait_s=settings.give_up_s,
        phone_wait_s=settings.caller_wait_s,
        offer_rings_s=settings.offer_rings_s,
        wrap_up_s=settings.wrap_up_s,
    )


def of(tx: Transaction, store_id: int | None) -> StoreRules:
    """Return the rules that hold at the store; the house's where it is none."""
    return _laid(tx, models.rulings(tx.session, HOUSE, store_id or HOUSE), store_id)


def every(tx: Transaction) -> tuple[StoreRules, dict[int, StoreRules]]:
    """Return the house's rules, and those of every store that has set its own."""
    known = models.rulings(tx.session)
    own = {scope: _laid(tx, known, scope) for scope in known if scope != HOUSE}
    return _laid(tx, known, None), own


def save(
    services: Services, by: int, slug: str, typed: Mapping[str, str], seen: int
) -> list[Fault]:
    """Set the rules of the store (`house`: of all) from what was typed; returns what is wrong.

    `seen`: the version the person had before them. Raises Conflict, NotAllowed, NotFound.
    """
    own, faults = read(typed)
    with services.transaction() as tx:
        may_set(tx, by)
        scope = scope_of(tx, slug)
        faults = faults or _faults(tx, scope, own)
        if faults:
            return faults
        if not models.replaced(tx.session, scope, seen, own):
            raise Conflict("Somebody has changed these rules meanwhile. Please look at them again.")
        change = RulingChange(scope=scope, version=seen + 1, own=own, associate_id=by, at=tx.now)
        tx.session.add(change)
        tx.emit(RulesChanged(scope or None))
    return []


def may_set(tx: Transaction, by: int) -> Associate:
    return supervisor(tx.session, by, "set the rules")


def scope_of(tx: Transaction, slug: str) -> int:
    if slug == "house":
        return HOUSE
    store = store_by_slug(tx.session, slug)
    if store is None:
        raise NotFound("We do not know this store.")
    return store.id


def _laid(tx: Transaction, known: Mapping[int, models.Ruling], store_id: int | None) -> StoreRules:
    found = defaults(tx.settings)
    for scope in (HOUSE, store_id or HOUSE):
        if scope in known:
            found = merge(found, known[scope].own)
    return found


def _faults(tx: Transaction, scope: int, own: dict[str, Any]) -> list[Fault]:
    """Judge the rules as they would hold: at the store, or at each store the house is over."""
    known = {one: row.own for one, row in models.rulings(tx.session).items()} | {scope: own}
    house = merge(defaults(tx.settings), known.get(HOUSE, {}))
    stores = {store.id: store for store in every_store(tx.session)}
    if scope != HOUSE:
        rules = merge(house, own)
        return check(rules) + _unfit(rules, stores[scope], stores)
    found = check(house)
    for store_id, store in stores.items() if not found else ():
        rules = merge(house, known.get(store_id, {}))
        if rules.other_store == store.slug == house.other_store:
            continue  # it takes in what others pass on, and passes on nothing
        found += [
            Fault(fault.field, f"At {store.name}: {fault.words}")
            for fault in check(rules) + _unfit(rules, store, stores)
        ]
    return found


def _unfit(rules: StoreRules, store: Store, stores: Mapping[int, Store]) -> list[Fault]:
    """Find why that store cannot pass its customers on to the one named."""
    if rules.at_last != OTHER_STORE:
        return []
    other = next((one for one in stores.values() if one.slug == rules.other_store), None)
    if other is None:
        return [Fault("other_store", "We do not know this store.")]
    if other.id == store.id:
        return [Fault("other_store", "A store cannot pass customers on to itself.")]
    if not set(other.spoken) & set(store.spoken):
        return [Fault("other_store", f"{other.name} speaks none of the languages spoken here.")]
    return []
