"""What the rules' page shows: the fields, what they mean for a customer, who changed them."""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

from callcenter.kernel import localtime
from callcenter.rules import models
from callcenter.rules import service as rules
from callcenter.rules.models import HOUSE, RulingChange
from callcenter.rules.reading import NUMBERS, Fault, check, read, show
from callcenter.rules.values import ENDINGS, NAMES, StoreRules, difference, merge
from callcenter.rules.words import FIELDS, changed, effect
from callcenter.services import Services, Transaction
from callcenter.stores.models import Store, every_store
from routing.geography import Place, distance_km

_SHOWN = 20
_YES_NO = (("yes", "yes"), ("no", "no"))


def view(
    services: Services,
    by: int,
    slug: str,
    typed: Mapping[str, str] | None = None,
    faults: Sequence[Fault] = (),
) -> dict[str, Any]:
    """Return the page of one store, or of the `house`; `typed` is a draft that is not saved yet."""
    with services.reading() as tx:
        reader = rules.may_set(tx, by)
        scope = rules.scope_of(tx, slug)
        stores = every_store(tx.session)
        own = models.rulings(tx.session, HOUSE, scope)
        below = _below(tx, own, scope)
        saved = own[scope].own if scope in own else {}
        draft, wrong = (saved, list(faults)) if typed is None else read(typed)
        holds = merge(below, draft)
        wrong = list(faults) or wrong or check(holds)
        return {
            "slug": slug,
            "name": _named(stores, scope),
            "version": own[scope].version if scope in own else 0,
            "stores": [{"slug": one.slug, "name": one.name} for one in stores],
            "fields": _fields(typed or show(saved), below, wrong, stores),
            "faults": [{"field": one.field, "words": one.words} for one in wrong],
            "draft": typed is not None,
            "effects": [] if wrong else _effects(tx, holds, scope, stores),
            "history": _history(tx, scope, below, reader.store.timezone),
        }


def _below(tx: Transaction, known: Mapping[int, models.Ruling], scope: int) -> StoreRules:
    """Return what holds where this scope sets nothing."""
    usual = rules.defaults(tx.settings)
    return merge(usual, known[HOUSE].own) if scope != HOUSE and HOUSE in known else usual


def _fields(
    typed: Mapping[str, str], below: StoreRules, faults: Sequence[Fault], stores: Sequence[Store]
) -> dict[str, dict[str, Any]]:
    usual = show({name: getattr(below, name) for name in NAMES})
    wrong = {fault.field: fault.words for fault in faults}
    choices: dict[str, Sequence[tuple[str, str]]] = {
        "skip_unstaffed": _YES_NO,
        "at_last": tuple(ENDINGS.items()),
        "other_store": [(one.slug, one.name) for one in stores],
    }
    return {
        name: {
            "label": FIELDS[name],
            "value": typed.get(name, ""),
            "usual": dict(choices.get(name, ())).get(usual[name], usual[name]) or "none",
            "unit": NUMBERS[name].unit if name in NUMBERS else "",
            "word": NUMBERS[name].word if name in NUMBERS else "",
            "choices": choices.get(name),
            "fault": wrong.get(name, ""),
        }
        for name in NAMES
    }


def _effects(
    tx: Transaction, holds: StoreRules, scope: int, stores: Sequence[Store]
) -> list[dict[str, Any]]:
    """Say what a customer of the store meets; for the house, of every store as it sets its own."""
    known = models.rulings(tx.session)
    shown = [one for one in stores if scope in (HOUSE, one.id)]
    found = []
    for store in shown:
        own = known[store.id].own if scope == HOUSE and store.id in known else {}
        one = merge(holds, own)
        other = next((each.name for each in stores if each.slug == one.other_store), "")
        words = effect(one, store.city, _near(store, stores, one.near_km), other)
        found.append({"store": store.name, "own": bool(own), "words": words})
    return found


def _near(store: Store, stores: Sequence[Store], near_km: int | None) -> list[str]:
    """Name the stores that lie within that distance; where it is open, none are named."""
    if near_km is None:
        return []
    here = _place(store)
    measured = [(distance_km(here, _place(one)), one.name) for one in stores if one is not store]
    close = sorted((km, name) for km, name in measured if km is not None and km <= near_km)
    return [f"{name} ({km:.0f} km)" for km, name in close] or ["no store of ours"]


def _place(store: Store) -> Place:
    return Place(store.id, store.region, store.latitude, store.longitude)


def _history(tx: Transaction, scope: int, below: StoreRules, zone: str) -> list[dict[str, Any]]:
    kept = models.changes(tx.session, scope, _SHOWN + 1)
    found = [_change(one, before, below, zone) for one, before in pairwise([*kept, None]) if one]
    return found[:_SHOWN]


def _change(
    one: RulingChange, before: RulingChange | None, below: StoreRules, zone: str
) -> dict[str, Any]:
    """Tell one saving by what it changed, over what the house has today."""
    was, now = merge(below, before.own if before else {}), merge(below, one.own)
    lines = [changed(name, values) for name, values in difference(was, now).items()]
    return {
        "version": one.version,
        "who": one.associate.name,
        "when": localtime.label(one.at, zone),
        "lines": lines or ["Saved; nothing that holds has changed."],
    }


def _named(stores: Sequence[Store], scope: int) -> str:
    return next((one.name for one in stores if one.id == scope), "The house")
