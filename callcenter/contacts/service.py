"""Use-cases of a contact, from the first wish to the disposition."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from callcenter.catalog.models import Product
from callcenter.contacts import calls, guards, models
from callcenter.contacts.guards import Asker, Reachable
from callcenter.contacts.lifecycle import CONTACT
from callcenter.contacts.models import Contact, Leg
from callcenter.errors import Conflict, Invalid, NotFound
from callcenter.events import (
    AssociateFreed,
    ContactChanged,
    ContactConnected,
    ContactEnded,
    ContactQueued,
)
from callcenter.infra.states import Move, born, mark, move, must_move
from callcenter.rules import service as rules
from callcenter.services import Services, Transaction
from callcenter.stores.models import Category, Store, category_by_slug, store_by_slug

PLACE_PATIENCE_S = 7200
"""How long we hold the place of somebody who need not wait on the line."""
_MENU_S = 900
_CONNECTING_S = 180
_LONGEST_TALK_S = 4000
_MET = frozenset({"connected", "interrupted", "detached", "handed_out"})
DISPOSITIONS = {
    "sold": "Sold",
    "interested": "Interested, thinks about it",
    "answered": "Question answered",
    "not_for_us": "Not for us",
    "no_conversation": "No conversation",
}


@dataclass(frozen=True)
class Wish:
    """What a customer wants: slugs of store and category, ISO 639-1 language, product or none."""

    store: str
    category: str
    language: str
    sku: str | None


@dataclass(frozen=True)
class Need:
    """A wish found to make sense."""

    store: Store
    category: Category
    language: str
    product: Product | None


def understand(tx: Transaction, wish: Wish) -> Need:
    """Look up what the wish names. Raises Invalid with the field at fault."""
    store = store_by_slug(tx.session, wish.store)
    if store is None:
        raise Invalid("Please pick a store.", "store")
    category = category_by_slug(tx.session, wish.category)
    if category is None:
        raise Invalid("Please pick what it is about.", "category")
    if wish.language not in store.spoken:
        raise Invalid("This store does not speak that language.", "language")
    product = tx.session.get(Product, wish.sku) if wish.sku else None
    if wish.sku and product is None:
        raise Invalid("We do not know this product.", "sku")
    return Need(store, category, wish.language, product)


def request(services: Services, wish: Wish, asker: Asker) -> Contact:
    """*Call me now.* Raises Invalid, TooMany, Conflict."""
    with services.transaction() as tx:
        need = understand(tx, wish)
        customer = guards.admit(tx, asker)
        guards.refuse_second(tx, customer)
        contact = begin(tx, "web", customer, need)
        queue(tx, contact, patience_s=patience_s(tx, contact))
    return contact


def begin(tx: Transaction, way: str, customer: Reachable, need: Need) -> Contact:
    """Make a new contact that asked for us by the web or by appointment."""
    contact = Contact(
        way=way,
        state="requested",
        store=need.store,
        category=need.category,
        language=need.language,
        product=need.product,
        associate=None,
        number_sealed=customer.sealed,
        number_index=customer.index,
        number_masked=customer.masked,
        created_at=tx.now,
        deadline_at=_in(tx, tx.settings.give_up_s),
    )
    _born(tx, contact, f"asked at {need.store.name}")
    return contact


def arrive(services: Services, number: str, store: Store | None, call_sid: str) -> Contact | None:
    """*Inbound.* The caller's contact, made at the first report of the call.

    None where the same number already has a live contact, or a line that is not over yet.
    """
    with services.transaction() as tx:
        leg = models.leg_by_sid(tx.session, call_sid)
        if leg:
            return leg.contact
        customer = guards.reachable(tx, number)
        here = models.live_by_number(tx.session, customer.index)
        if here or models.live_line(tx.session, customer.index):
            return None
        contact = Contact(
            way="inbound",
            state="arriving",
            store=store,
            category=None,
            product=None,
            associate=None,
            language=store.spoken[0] if store else "en",
            number_sealed=customer.sealed,
            number_index=customer.index,
            number_masked=customer.masked,
            created_at=tx.now,
            deadline_at=_in(tx, _MENU_S),
        )
        _born(tx, contact, "dialled us")
        calls.note_caller(tx, contact, call_sid)
        must_move(tx.session, CONTACT, contact, _step(tx, contact, "greet"))
    return contact


def queue(tx: Transaction, contact: Contact, *, patience_s: int, **values: object) -> None:
    """Put the contact before the associates; it is matched from now on."""
    must_move(
        tx.session,
        CONTACT,
        contact,
        _step(tx, contact, "queue"),
        queued_at=tx.now,
        give_up_at=_in(tx, patience_s),
        deadline_at=_in(tx, patience_s),
        **values,
    )
    tx.emit(ContactQueued(contact.id))
    tx.emit(ContactChanged(contact.id))


def patience_s(tx: Transaction, contact: Contact) -> int:
    """How long this customer may wait from now on, by the rules of the store."""
    if contact.keeps_place:
        return PLACE_PATIENCE_S
    return rules.of(tx, contact.store_id).wait_s(contact.way)


def hold(tx: Transaction, contact: Contact) -> None:
    """Lock the contact until the commit: whoever changes it too comes before or after us."""
    models.lock(tx.session, contact)


def accept(tx: Transaction, contact: Contact, associate_id: int, line: Leg | None = None) -> None:
    """Give the contact to an associate: from now on the customer may be rung. Raises Conflict.

    `line` is the telephone on which they said so; without one their softphone will come.
    """
    step, deadline = _step(tx, contact, "accept"), _in(tx, _CONNECTING_S)
    values = {"associate_id": associate_id, "deadline_at": deadline}
    must_move(tx.session, CONTACT, contact, step, **values)
    if line:
        calls.adopt(tx, line)
    else:
        calls.expect_associate(tx, contact, associate_id)
    if not calls.plan_customer(tx, contact):
        calls.call_in(tx, contact)
    tx.emit(ContactChanged(contact.id))


def meet(tx: Transaction, contact: Contact) -> None:
    """Both lines are in the conference, perhaps again."""
    step = _step(tx, contact, "meet")
    first = contact.connected_at or tx.now
    values = {"connected_at": first, "deadline_at": _in(tx, _LONGEST_TALK_S)}
    if contact.associate_id and move(tx.session, CONTACT, contact, step, **values):
        tx.emit(ContactConnected(contact.id, contact.associate_id))
        tx.emit(ContactChanged(contact.id))


def lose_associate(tx: Transaction, contact: Contact, reason: str) -> None:
    """Put the contact back when its associate is gone before they met: it keeps its place."""
    until = _in(tx, patience_s(tx, contact))
    if give_back(tx, contact, "requeue", reason, give_up_at=until, deadline_at=until):
        tx.emit(ContactQueued(contact.id))


def give_back(tx: Transaction, contact: Contact, event: str, reason: str, **values: object) -> bool:
    """Take the contact from its associate, who is free again; stop ringing."""
    associate_id = contact.associate_id
    step = _step(tx, contact, event, reason)
    if not move(tx.session, CONTACT, contact, step, associate_id=None, **values):
        return False
    calls.drop_unanswered(tx, contact)
    if associate_id:
        tx.emit(AssociateFreed(associate_id, contact.id, met=False))
    tx.emit(ContactChanged(contact.id))
    return True


def end(tx: Transaction, contact: Contact, event: str, outcome: str) -> bool:
    """End the contact with a named outcome; false where it is not possible (any more)."""
    met = contact.state in _MET
    step = _step(tx, contact, event, outcome)
    if not move(tx.session, CONTACT, contact, step, ended_at=tx.now, outcome=outcome):
        return False
    calls.drop_all(tx, contact)
    if contact.associate_id:
        tx.emit(AssociateFreed(contact.associate_id, contact.id, met=met))
    tx.emit(ContactEnded(contact.id, contact.associate_id, contact.state))
    tx.emit(ContactChanged(contact.id))
    return True


def correct_outcome(tx: Transaction, contact: Contact, outcome: str) -> None:
    """Write down who really hung up, where a later report knows better."""
    if contact.outcome != outcome:
        contact.outcome = outcome
        remember(tx, contact, "outcome", outcome)
        tx.emit(ContactChanged(contact.id))


def cancel(services: Services, public_id: str) -> Contact:
    """Cancel for a customer who does not want the call any more."""
    with services.transaction() as tx:
        contact = find(tx, public_id)
        event = "finish" if contact.state in _MET else "cancel"
        if contact.state in CONTACT.live and not end(tx, contact, event, "customer_cancelled"):
            raise Conflict("This call cannot be cancelled any more.")
    return contact


def hang_up(services: Services, public_id: str, associate_id: int) -> Contact:
    """End the conversation, or the attempt at one, for the associate."""
    with services.transaction() as tx:
        contact = of_associate(tx, public_id, associate_id)
        if contact.state in _MET:
            end(tx, contact, "finish", "associate_ended")
        elif contact.state == "connecting":
            end(tx, contact, "cancel", "associate_ended")
    return contact


def dispose(tx: Transaction, contact: Contact, associate_id: int, code: str, note: str) -> None:
    """Write down what came of it; whose contact it is has the last word. Raises Invalid."""
    if code not in DISPOSITIONS:
        raise Invalid("Please choose an outcome.", "code")
    if contact.associate_id == associate_id or not contact.disposition:
        contact.disposition = code
    if note.strip() not in contact.note:
        contact.note = f"{contact.note}\n{note.strip()}".strip()[:2000]
    mark(tx.session, "contact", contact.id, "disposition", _step(tx, contact, "", code))


def find(tx: Transaction, public_id: str) -> Contact:
    contact = models.by_public_id(tx.session, public_id)
    if contact is None:
        raise NotFound("We do not know this contact.")
    return contact


def of_associate(tx: Transaction, public_id: str, associate_id: int) -> Contact:
    """Return the contact, if this associate serves or served it. Raises NotFound."""
    contact = find(tx, public_id)
    if contact.associate_id != associate_id:
        raise NotFound("We do not know this contact.")
    return contact


def remember(tx: Transaction, contact: Contact, moment: str, reason: str = "") -> None:
    """Put a moment on the contact's timeline."""
    mark(tx.session, "contact", contact.id, moment, _step(tx, contact, "", reason))


def _born(tx: Transaction, contact: Contact, reason: str) -> None:
    tx.session.add(contact)
    tx.session.flush()
    born(tx.session, CONTACT, contact, _step(tx, contact, "", reason))


def _in(tx: Transaction, seconds: int) -> datetime:
    """Every open contact has a deadline: `deadlines` ends what would stay open for ever."""
    return tx.now + timedelta(seconds=seconds)


def _step(tx: Transaction, contact: Contact, event: str, reason: str = "") -> Move:
    return Move(event, tx.now, reason, contact.id)
