"""Use-cases of missed calls: find one, offer a callback once, take the offer."""

from collections.abc import Sequence
from datetime import timedelta

from callcenter.carrier.port import Dialled
from callcenter.contacts import guards, standing
from callcenter.contacts import service as contacts
from callcenter.contacts.guards import Reachable
from callcenter.contacts.models import Contact, known_sids, leg_by_sid, live_by_number
from callcenter.contacts.rejoining import language_of
from callcenter.contacts.service import Need
from callcenter.errors import Conflict, Invalid, NotFound
from callcenter.infra.states import Move, born, move
from callcenter.kernel import phone
from callcenter.kernel.tokens import digest, new_link_token
from callcenter.messages import service as messages
from callcenter.messages.models import Message
from callcenter.missed import models, words
from callcenter.missed.lifecycle import MISSED
from callcenter.missed.models import MissedCall
from callcenter.places import service as places
from callcenter.services import Services, Transaction
from callcenter.stores.models import category_by_slug, store_by_number

HOLDS = timedelta(hours=24)
"""So long the offer is good, and nobody is offered another."""


def strange(tx: Transaction, calls: Sequence[Dialled]) -> list[Dialled]:
    """Return the calls of which we know nothing: of a busy day, hardly any."""
    sids = [call.sid for call in calls]
    known = known_sids(tx.session, sids) | models.known_sids(tx.session, sids)
    return [call for call in calls if call.sid not in known]


def take_in(tx: Transaction, call: Dialled) -> None:
    """Note a finished call that never reached us; offer a callback where that is welcome."""
    if leg_by_sid(tx.session, call.sid) or models.by_sid(tx.session, call.sid):
        return
    store = store_by_number(tx.session, call.to)
    if store is None and call.to != tx.settings.twilio_phone_number:
        return
    refusal = _refusal(tx, guards.reachable(tx, call.from_), call)
    token = new_link_token()
    row = _noted(tx, call, refusal, None if refusal else digest(token))
    if not refusal:
        _text(tx, row, f"{tx.settings.public_url}/m/{token}")


def pass_over(tx: Transaction, call: Dialled, reason: str) -> None:
    """Note a call that was answered without becoming a contact: its caller missed nothing."""
    if models.by_sid(tx.session, call.sid) is None:
        _noted(tx, call, reason, None)


def _noted(tx: Transaction, call: Dialled, reason: str, link_digest: str | None) -> MissedCall:
    store, caller = store_by_number(tx.session, call.to), guards.reachable(tx, call.from_)
    row = MissedCall(
        call_sid=call.sid,
        state="passed_over" if reason else "offered",
        reason=reason,
        store_id=store.id if store else None,
        number_sealed=caller.sealed,
        number_index=caller.index,
        number_masked=caller.masked,
        link_digest=link_digest,
        called_at=call.at,
        found_at=tx.now,
    )
    born(tx.session, MISSED, row, Move("", tx.now, reason))
    tx.session.refresh(row)
    return row


def take(services: Services, token: str, category_slug: str) -> Contact:
    """Call back by the texted link: the customer keeps a place in the line. Twice is once.

    Raises NotFound, Conflict, Invalid, TooMany.
    """
    with services.transaction() as tx:
        row = by_token(tx, token)
        if row.contact_id:
            return tx.session.get_one(Contact, row.contact_id)
        category = category_by_slug(tx.session, category_slug)
        if category is None or row.store is None:
            raise Invalid("Please pick what it is about.", "category")
        customer = Reachable("", row.number_sealed, row.number_index, row.number_masked)
        if live_by_number(tx.session, customer.index):
            raise Conflict("We are already on our way to this number.")
        guards.admit_guest(tx, guards.reachable(tx, tx.vault.open(row.number_sealed)))
        if not move(tx.session, MISSED, row, Move("take", tx.now)):
            raise Conflict(words.page(language(tx, row))["over"])
        standing.prove(tx, customer.index, "page")
        need = Need(row.store, category, language(tx, row), None)
        contact = contacts.begin(tx, "web", customer, need)
        contacts.queue(tx, contact, patience_s=contacts.PLACE_PATIENCE_S)
        places.keep(tx, contact)
        row.contact_id = contact.id
    return contact


def lapse(tx: Transaction) -> None:
    """End offers that nobody took within a day."""
    for row in models.lapsed(tx.session, tx.now - HOLDS):
        move(tx.session, MISSED, row, Move("lapse", tx.now))


def by_token(tx: Transaction, token: str) -> MissedCall:
    """Find by link. Raises NotFound, the same for wrong and unknown."""
    found = models.by_link(tx.session, digest(token))
    if found is None:
        raise NotFound("This link does not lead to an offer.")
    return found


def _refusal(tx: Transaction, caller: Reachable, call: Dialled) -> str:
    """Return why this caller is not to be texted, or nothing; budgets are spent at sending."""
    try:
        guards.policy(tx).accept(caller.number, "")
    except phone.Refused:
        return "policy"
    if standing.is_suppressed(tx.session, caller.index):
        return "stopped"
    if not phone.is_mobile(caller.number):
        return "landline"
    if live_by_number(tx.session, caller.index) or models.dealt_since(
        tx.session, caller.index, call.at
    ):
        return "called_again"
    return "told" if models.offered_to(tx.session, caller.index, tx.now - HOLDS) else ""


def _text(tx: Transaction, row: MissedCall, link: str) -> None:
    store = row.store
    shop = store.name if store else "Virtual Shopper"
    message = Message(
        contact_id=None,
        kind="missed_call",
        number_sealed=row.number_sealed,
        number_index=row.number_index,
        sender=store.phone_number if store else tx.settings.twilio_phone_number,
        body_sealed=tx.vault.seal(words.render(language(tx, row), shop=shop, link=link)),
        about=f"missed_call:{row.id}",
        expires_at=tx.now + HOLDS,
    )
    messages.plan(tx, message)


def language(tx: Transaction, row: MissedCall) -> str:
    """Return the language this number was spoken to last, if the store speaks it."""
    spoken = row.store.spoken if row.store else ["en"]
    known = language_of(tx, row.number_index)
    return known if known in spoken else spoken[0]
