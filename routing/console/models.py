"""What there is to show of somebody, by number: one look instead of one for each thing."""

from typing import Any, NamedTuple

from sqlalchemy import Select, bindparam, exists, select
from sqlalchemy.orm import Session

from callcenter.contacts import whispers
from callcenter.contacts.models import IS_SERVED, Contact
from callcenter.recordings.models import Recording
from callcenter.staff.models import Associate
from routing.consults.models import IS_LIVE, Consult
from routing.offers.models import IS_PENDING, Offer


class Found(NamedTuple):
    """Numbers of what a console shows; None, as mostly, where there is nothing.

    `question`: what a colleague is asked; `consult`, `recording` (the state of the newest) and
    `whispered` are those of the contact.
    """

    offer: int | None
    contact: int | None
    question: int | None
    consult: int | None
    recording: str | None
    whispered: bool


NOTHING = Found(None, None, None, None, None, whispered=False)


def found(session: Session, associate_id: int) -> Found:
    row = session.execute(_FOUND, {"who": associate_id}).first()
    return Found(*row) if row else NOTHING


def _found() -> Select[Any]:
    here = Contact.id
    offer = select(Offer.id).where(Offer.associate_id == Associate.id, IS_PENDING)
    question = select(Consult.id).where(Consult.colleague_id == Associate.id, IS_LIVE)
    consult = select(Consult.id).where(Consult.contact_id == here, IS_LIVE)
    tape = select(Recording.state).where(Recording.contact_id == here)
    newest = tape.order_by(Recording.id.desc()).limit(1)
    return (
        select(
            offer.scalar_subquery(),
            here,
            question.scalar_subquery(),
            consult.scalar_subquery(),
            newest.scalar_subquery(),
            exists().where(whispers.of(here)),
        )
        .select_from(Associate)
        .outerjoin(Contact, (Contact.associate_id == Associate.id) & IS_SERVED)
        .where(Associate.id == bindparam("who"))
    )


_FOUND = _found()
