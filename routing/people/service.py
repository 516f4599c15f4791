"""Use-cases of the people's page: who can do what, setting it, and who set it."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from callcenter.appointments import models as appointment_rows
from callcenter.errors import Conflict, NotFound
from callcenter.kernel import localtime
from callcenter.services import Services, Transaction
from callcenter.staff import models as staff
from callcenter.staff.chiefs import colleague, supervisor
from callcenter.staff.models import Associate
from callcenter.stores.models import Store, every_category, every_store
from routing import changes
from routing.people import models
from routing.people.profile import (
    Choices,
    Fault,
    Names,
    Profile,
    Typed,
    bared,
    difference,
    pack,
    read,
    told,
    tongue,
    unpack,
)
from routing.presence.models import Presence

_SHOWN = 20
_AHEAD = timedelta(days=366)
_BUSY = frozenset({"offered", "on_contact", "wrapping_up"})


def everybody(services: Services, by: int) -> dict[str, Any]:
    """Return the supervisor's store: each associate in a sentence. Raises NotAllowed."""
    with services.transaction() as tx:
        chief = _chief(tx, by)
        names = _names(tx)
        people = staff.serving(tx.session, chief.store_id)
        return {
            "store": chief.store.name,
            "people": [
                {
                    "slug": who.slug,
                    "name": who.name,
                    "words": told(models.profile(tx.session, who), names),
                }
                for who in people
            ],
        }


def view(
    services: Services,
    by: int,
    slug: str,
    typed: Typed | None = None,
    faults: Sequence[Fault] = (),
) -> dict[str, Any]:
    """Return one associate's page; `typed` is a draft that is not saved yet."""
    with services.transaction() as tx:
        chief = _chief(tx, by)
        who = _of_store(tx, chief, slug)
        names, saved = _names(tx), models.profile(tx.session, who)
        stores = every_store(tx.session)
        draft, wrong = (saved, []) if typed is None else read(typed, _choices(tx))
        wrong = list(faults) or wrong
        return {
            "slug": who.slug,
            "name": who.name,
            "store": chief.store.name,
            "here": chief.store.slug,
            "version": models.version(tx.session, who.id),
            "form": _form(tx, typed or _shown(saved, stores), names, stores),
            "faults": {one.field: one.words for one in wrong},
            "draft": typed is not None,
            "says": told(draft, names) if draft else "",
            "bared": _bared(tx, who, saved, draft, names) if draft else [],
            "changes": difference(saved, draft, names) if draft else [],
            "history": _history(tx, who, names, chief.store.timezone),
        }


def save(services: Services, by: int, slug: str, typed: Typed, seen: int) -> list[Fault]:
    """Set what the associate can do and where they work; returns what is wrong.

    Holds from the next matching pass on; what rings already, rings on. `seen`: the version the
    person had before them. Raises Conflict, NotAllowed, NotFound.
    """
    with services.transaction() as tx:
        who = _of_store(tx, _chief(tx, by), slug)
        wanted, faults = read(typed, _choices(tx))
        if wanted is None:
            return faults
        was = models.profile(tx.session, who)
        moves = was.store_id != wanted.store_id
        if moves and (fault := _stays(tx, who)):
            return [fault]
        _note(tx, who, (was, wanted), by, seen)
        partitions = {who.store.partition}
        models.store(tx.session, who, wanted)
        changes.skills_changed(tx, who.id, {*partitions, who.store.partition})
    return []


def _note(
    tx: Transaction, who: Associate, change: tuple[Profile, Profile], by: int, seen: int
) -> None:
    was, now = (pack(one) for one in change)
    row = {
        "subject_id": who.id,
        "version": seen + 1,
        "was": was,
        "own": now,
        "associate_id": by,
        "at": tx.now,
    }
    if models.version(tx.session, who.id) != seen or not models.noted(tx.session, row):
        message = f"Somebody has changed what {who.name} can do meanwhile. Please look again."
        raise Conflict(message)


def _stays(tx: Transaction, who: Associate) -> Fault | None:
    """Say why nobody can be moved to another store just now."""
    there = tx.session.get(Presence, who.id)
    if there is not None and there.state in _BUSY:
        return Fault("store", f"{who.name} is with a customer. Please move them afterwards.")
    held = appointment_rows.held(tx.session, who.store_id, tx.now, tx.now + _AHEAD)
    mine = sum(one.associate_id == who.id for one in held)
    if not mine:
        return None
    words = f"{who.name} has promised calls here ({mine}). Time off on the roster hands them over."
    return Fault("store", words)


def _bared(tx: Transaction, who: Associate, was: Profile, now: Profile, names: Names) -> list[str]:
    others = [one for one in staff.serving(tx.session, who.store_id) if one.id != who.id]
    return bared(was, now, [models.profile(tx.session, one) for one in others], names)


def _form(tx: Transaction, typed: Typed, names: Names, stores: Sequence[Store]) -> dict[str, Any]:
    spoken = {code for one in stores for code in one.spoken} | models.known_languages(tx.session)
    return {
        "store": typed.store,
        "stores": [(one.slug, one.name) for one in stores],
        "levels": [
            (key, name, typed.levels.get(key, "")) for key, name in names.categories.items()
        ],
        "languages": [(one, tongue(one), one in typed.languages) for one in sorted(spoken)],
        "more_languages": typed.more_languages,
        "lines": [(line, line in typed.lines) for line in models.known_lines(tx.session)],
        "video": typed.video,
        "capacity": typed.capacity,
    }


def _shown(profile: Profile, stores: Sequence[Store]) -> Typed:
    """Return what stands in the fields of the form; the way back of `read`."""
    return Typed(
        store=next((one.slug for one in stores if one.id == profile.store_id), ""),
        levels={key: str(level) for key, level in profile.levels.items()},
        languages=tuple(profile.languages),
        more_languages="",
        lines=tuple(profile.lines),
        video="yes" if profile.video else "no",
        capacity="1" if profile.capacity else "0",
    )


def _history(tx: Transaction, who: Associate, names: Names, zone: str) -> list[dict[str, Any]]:
    return [
        {
            "version": one.version,
            "who": one.author.name,
            "when": localtime.label(one.at, zone),
            "lines": difference(unpack(one.was), unpack(one.own), names)
            or ["Saved; nothing has changed."],
        }
        for one in models.changes(tx.session, who.id, _SHOWN)
    ]


def _names(tx: Transaction) -> Names:
    categories = {one.id: one.name for one in every_category(tx.session)}
    return Names(categories, {one.id: one.name for one in every_store(tx.session)})


def _choices(tx: Transaction) -> Choices:
    stores = {one.slug: one.id for one in every_store(tx.session)}
    categories = [one.id for one in every_category(tx.session)]
    return Choices(stores, categories, models.known_lines(tx.session))


def _of_store(tx: Transaction, chief: Associate, slug: str) -> Associate:
    who = colleague(tx.session, chief, slug)
    if who.role != "associate":
        raise NotFound("Supervisors are not sent any customers.")
    return who


def _chief(tx: Transaction, by: int) -> Associate:
    return supervisor(tx.session, by, "set what people can do")
