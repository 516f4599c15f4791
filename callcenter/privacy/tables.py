"""Which tables know a number: to be wiped, deleted or sealed anew; a new one is found by itself."""

from typing import Any

from sqlalchemy import LargeBinary

from callcenter.appointments.models import Appointment
from callcenter.contacts.models import Contact, Leg
from callcenter.contacts.standing import Suppression
from callcenter.infra.database import Base
from callcenter.messages.models import Message
from callcenter.missed.models import MissedCall

WIPED: tuple[Any, ...] = (Contact, Appointment, Message, Leg, MissedCall)
"""Their rows stay, without the number."""


def sealed() -> dict[type[Base], tuple[str, ...]]:
    """Return every model with the columns that hold something sealed, known by their names."""
    found = {
        mapper.class_: tuple(
            column.key
            for column in mapper.columns
            if isinstance(column.type, LargeBinary) and column.key.endswith("_sealed")
        )
        for mapper in Base.registry.mappers
    }
    return {model: names for model, names in found.items() if names}


def deleted() -> list[Any]:
    """Return the models whose rows go altogether; of a stop the index stays, so that it holds."""
    stay = {*WIPED, Suppression}
    known = [one for one in Base.registry.mappers if "number_index" in one.columns]
    return [one.class_ for one in known if one.class_ not in stay]
