"""What those who wait are told: their place, and how long it will take, as a range."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from weakref import WeakKeyDictionary

from sqlalchemy.orm import Session, sessionmaker

from callcenter.contacts.models import Contact
from callcenter.events import ContactChanged
from callcenter.rules import service as rules
from callcenter.services import Services, Transaction
from routing import history
from routing.estimate import WORK_S, Errors, Kind, Outlook, predict_s

_USUAL = Errors()
_LEARNS = timedelta(minutes=10)
_NEWS_FROM_S = 5
"""A change of the estimate smaller than this is no news to anybody."""

Words = tuple[int, int | None, int | None, int | None]
"""(place, low, likely, high); no seconds where nobody able is on shift."""


_learnt: "WeakKeyDictionary[sessionmaker[Session], dict[int, tuple[datetime, Errors]]]" = (
    WeakKeyDictionary()
)


def tell(services: Services, partition: int, outlooks: Mapping[int, Outlook]) -> None:
    """Write place and estimate where the waiting room and the customer's page read them."""
    if not outlooks:
        return
    errors = errors_of(services, partition)
    with services.transaction() as tx:
        for contact in _still_waiting(tx, outlooks):
            _write(tx, contact, outlooks[contact.id], errors)
            _wait_less_in_vain(tx, contact, outlooks[contact.id])


def words(outlook: Outlook, errors: Errors = _USUAL, kind: Kind = None) -> Words:
    predicted = None if outlook.in_vain else predict_s(outlook, WORK_S)
    if predicted is None:
        return (outlook.place, None, None, None)
    said = errors.range(predicted, kind)
    return (outlook.place, round(said.low_s), round(said.likely_s), round(said.high_s))


def errors_of(services: Services, partition: int) -> Errors:
    """Return what this process has learnt of the store group, from history a few minutes old."""
    known, now = _learnt.setdefault(services.sessions, {}), services.clock.now()
    at, errors = known.get(partition, (None, _USUAL))
    if at is None or now - at >= _LEARNS:
        with services.reading() as tx:
            errors = history.study(tx.session, partition, now)
        known[partition] = (now, errors)
    return errors


def _still_waiting(tx: Transaction, contact_ids: Iterable[int]) -> list[Contact]:
    found = [tx.session.get_one(Contact, contact_id) for contact_id in contact_ids]
    return [contact for contact in found if contact.state == "queued"]


def _write(tx: Transaction, contact: Contact, outlook: Outlook, errors: Errors) -> None:
    zone = contact.store.timezone if contact.store else "UTC"
    place, low, likely, high = words(
        outlook, errors, history.kind(contact.category_id, tx.now, zone)
    )
    if not _is_news(contact, place, likely):
        return
    if contact.wait_predicted_s is None:
        contact.wait_predicted_s = predict_s(outlook, WORK_S)
        contact.told_low_s, contact.told_high_s = low, high
    contact.position, contact.wait_estimate_s = place, likely
    contact.wait_low_s, contact.wait_high_s = low, high
    tx.emit(ContactChanged(contact.id))


def _wait_less_in_vain(tx: Transaction, contact: Contact, outlook: Outlook) -> None:
    """Bring the end of the wait forward while nobody able is on shift, and back when somebody is.

    `deadline_at` stays where the wait would have ended: it is what we come back to.
    """
    since, full = contact.queued_at, contact.deadline_at
    if since is None or full is None or contact.keeps_place or contact.way == "scheduled":
        return
    if not outlook.in_vain:
        if contact.give_up_at != full:
            contact.give_up_at = full
        return
    sooner = rules.of(tx, contact.store_id).unstaffed_wait_s
    if sooner is not None:
        contact.give_up_at = min(full, max(tx.now, since + timedelta(seconds=sooner)))


def _is_news(contact: Contact, place: int, likely: int | None) -> bool:
    if contact.position != place or (contact.wait_estimate_s is None) != (likely is None):
        return True
    return abs((contact.wait_estimate_s or 0) - (likely or 0)) >= _NEWS_FROM_S
