"""Use-cases of a consultation: ask, agree, join, complete, part; and what the clock ends."""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy.exc import IntegrityError

from callcenter.contacts import colleagues, conversation
from callcenter.contacts.lifecycle import LEG, TALKS
from callcenter.contacts.models import Contact
from callcenter.errors import Conflict, Invalid, NotFound
from callcenter.events import AssociateChanged, ContactChanged, ContactConnected
from callcenter.infra.rivals import goes_again
from callcenter.infra.states import Move, born, move, must_move
from callcenter.services import Services, Transaction
from callcenter.staff.models import Associate, by_slug
from callcenter.stores.models import category_by_slug, store_by_slug
from routing.consults import models
from routing.consults.lifecycle import CONSULT
from routing.consults.models import Consult
from routing.presence import service as presence

_BUSY = "They are not free now."


@dataclass(frozen=True)
class Wish:
    """Who is to be asked: a person, or whoever is free of a subject or a store."""

    associate: str = ""
    store: str = ""
    category: str = ""


@goes_again
def ask(services: Services, public_id: str, asker_id: int, wish: Wish) -> Consult:
    """Ring a colleague; from now on the customer hears music. Raises Invalid, Conflict."""
    with services.transaction() as tx:
        contact = conversation.talking(tx, public_id, asker_id)
        person = _chosen(tx, contact, wish)
        until = tx.now + timedelta(seconds=tx.settings.offer_rings_s)
        consult = _begin(tx, contact, state="asking", colleague_id=person.id, expires_at=until)
        if not presence.offer(tx, person.id):
            raise Conflict(_BUSY)
    return consult


@goes_again
def ask_number(services: Services, public_id: str, asker_id: int, typed: str) -> Consult:
    """Ring a number that policy allows; the customer hears music. Raises Invalid, Conflict."""
    with services.transaction() as tx:
        contact = conversation.talking(tx, public_id, asker_id)
        line = conversation.ring_guest(tx, contact, asker_id, typed)
        return _begin(tx, contact, state="talking", line_id=line.id)


@goes_again
def agree(services: Services, consult_id: str, colleague_id: int) -> Contact:
    """Come and help: the colleague's softphone is expected beside the conversation."""
    with services.transaction() as tx:
        consult = _with(tx, consult_id, colleague_id)
        _must(tx, consult, "agree")
        if not presence.accept(tx, colleague_id):
            raise Conflict("Your status has changed.")
        consult.line_id = colleagues.bring_in(tx, consult.contact, colleague_id).id
    return consult.contact


@goes_again
def refuse(services: Services, consult_id: str, colleague_id: int) -> None:
    with services.transaction() as tx:
        consult = _with(tx, consult_id, colleague_id)
        if _go(tx, consult, "refuse"):
            presence.release(tx, colleague_id)


@goes_again
def join(services: Services, consult_id: str, asker_id: int) -> None:
    """Let the customer hear both."""
    with services.transaction() as tx:
        consult = _of(tx, consult_id, asker_id)
        if consult.line is None or not consult.line.joined:
            raise Conflict("They are not on the line yet. One moment, please.")
        _must(tx, consult, "join")
        colleagues.hold(tx, consult.contact, held=False)


@goes_again
def complete(services: Services, consult_id: str, asker_id: int) -> None:
    """Leave the customer to the other; the asker goes to their wrap-up."""
    with services.transaction() as tx:
        consult = _of(tx, consult_id, asker_id)
        line, contact = consult.line, consult.contact
        if line is None:
            raise Conflict("They are not on the line yet. One moment, please.")
        _must(tx, consult, "complete")
        if consult.colleague:
            colleagues.pass_to(tx, contact, line, f"to {consult.colleague.name}")
        else:
            colleagues.hand_out(tx, contact, line)


@goes_again
def part(services: Services, consult_id: str, either_id: int) -> None:
    """Go back to the customer alone; said by the asker, or by the colleague who leaves."""
    with services.transaction() as tx:
        consult = models.by_public_id(tx.session, consult_id)
        if consult is None or either_id not in {consult.asker_id, consult.colleague_id}:
            raise NotFound("We do not know this consultation.")
        over(tx, consult)


def connected(services: Services, fact: ContactConnected) -> None:
    """Let the customer hear who came or came back, but not what is asked behind their back."""
    with services.reading() as tx:
        consult = models.of_contact(tx.session, fact.contact_id)
        private = consult is not None and consult.state != "joined" and _serves(consult)
    if not private:
        conversation.resume(services, fact)


@goes_again
def sweep(services: Services) -> None:
    """End what nobody answers, and what lost its conversation or its line."""
    with services.transaction() as tx:
        for consult in models.live(tx.session):
            if consult.state == "asking" and consult.expires_at and consult.expires_at <= tx.now:
                _unanswered(tx, consult)
            elif _bereft(consult):
                over(tx, consult)


def over(tx: Transaction, consult: Consult) -> None:
    """End the consultation in whatever state: the colleague is free, the customer hears again."""
    event = "withdraw" if consult.state == "asking" else "part"
    if not _go(tx, consult, event):
        return
    if consult.line:
        colleagues.let_out(tx, consult.line)
    _heard_again(tx, consult)
    if consult.colleague_id:
        presence.release(tx, consult.colleague_id)


def _unanswered(tx: Transaction, consult: Consult) -> None:
    if _go(tx, consult, "time_out") and consult.colleague_id:
        _heard_again(tx, consult)
        presence.miss(tx, consult.colleague_id)


def _heard_again(tx: Transaction, consult: Consult) -> None:
    """Let the customer hear the asker; one who was given to somebody else keeps their music."""
    if _serves(consult):
        colleagues.hold(tx, consult.contact, held=False)


def _serves(consult: Consult) -> bool:
    """Whether the asker still has the customer."""
    contact = consult.contact
    return contact.state in TALKS and contact.associate_id == consult.asker_id


def _bereft(consult: Consult) -> bool:
    line = consult.line
    gone = line is not None and line.state not in LEG.live
    return gone or not _serves(consult)


def _chosen(tx: Transaction, contact: Contact, wish: Wish) -> Associate:
    if wish.associate:
        person = by_slug(tx.session, wish.associate)
        if person is None or person.id == contact.associate_id:
            raise Invalid("Please choose somebody else.", "associate")
        return person
    category, store = category_by_slug(tx.session, wish.category), None
    if wish.store:
        store = store_by_slug(tx.session, wish.store)
    if category is None and store is None:
        raise Invalid("Please choose a person, a subject or a store.", "associate")
    found = models.free(tx.session, contact, category, store)
    if found is None:
        raise Conflict("Nobody who could help is free now.")
    return found


def _begin(tx: Transaction, contact: Contact, **values: object) -> Consult:
    consult = Consult(
        contact_id=contact.id, asker_id=contact.associate_id, created_at=tx.now, **values
    )
    try:
        born(tx.session, CONSULT, consult, Move("", tx.now, "", contact.id))
    except IntegrityError as twice:
        raise Conflict("You, or they, are asking already.") from twice
    tx.session.refresh(consult)
    colleagues.hold(tx, contact, held=True)
    _changed(tx, consult)
    return consult


def _of(tx: Transaction, consult_id: str, asker_id: int) -> Consult:
    consult = models.by_public_id(tx.session, consult_id)
    if consult is None or consult.asker_id != asker_id:
        raise NotFound("We do not know this consultation.")
    conversation.talking(tx, consult.contact.public_id, asker_id)
    return consult


def _with(tx: Transaction, consult_id: str, colleague_id: int) -> Consult:
    consult = models.by_public_id(tx.session, consult_id)
    if consult is None or consult.colleague_id != colleague_id:
        raise NotFound("We do not know this consultation.")
    return consult


def _must(tx: Transaction, consult: Consult, event: str) -> None:
    must_move(tx.session, CONSULT, consult, Move(event, tx.now, "", consult.contact_id))
    _changed(tx, consult)


def _go(tx: Transaction, consult: Consult, event: str) -> bool:
    moved = move(tx.session, CONSULT, consult, Move(event, tx.now, "", consult.contact_id))
    if moved:
        _changed(tx, consult)
    return moved


def _changed(tx: Transaction, consult: Consult) -> None:
    tx.emit(ContactChanged(consult.contact_id))
    if consult.colleague_id:
        tx.emit(AssociateChanged(consult.colleague_id))
