"""The steps that a new offer leaves in both lives that moved, copied inside the database."""

from typing import Any, cast

from sqlalchemy import (
    ColumnElement,
    Insert,
    String,
    Table,
    insert,
    literal,
    null,
    select,
    union_all,
)
from sqlalchemy import cast as sql_cast

from callcenter.infra.states import Transition
from routing.offers.lifecycle import OFFER
from routing.presence.lifecycle import PRESENCE

BORN = OFFER.first[0]
OFFERED = PRESENCE.table["available", "offer"]
_NAMES = ("noun", "subject_id", "contact_id", "was", "state", "reason", "at")


def steps(offers: Any, *which: ColumnElement[bool]) -> Insert:
    """Note both steps for each of the new offers (their table, or what was returned of it)."""
    born: tuple[Any, ...] = (
        literal(OFFER.noun),
        offers.c.id,
        offers.c.contact_id,
        null(),
        literal(BORN),
        literal("to ") + sql_cast(offers.c.associate_id, String),
    )
    moved: tuple[Any, ...] = (
        literal(PRESENCE.noun),
        offers.c.associate_id,
        null(),
        literal("available"),
        literal(OFFERED),
        literal(""),
    )
    rows = union_all(
        select(*born, offers.c.created_at).where(*which),
        select(*moved, offers.c.created_at).where(*which),
    )
    return insert(cast(Table, Transition.__table__)).from_select(_NAMES, rows)
