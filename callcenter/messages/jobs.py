"""The queue's way in: sending texts, at most once each."""

import logging
from datetime import timedelta

from callcenter.carrier.port import Seen, TextOrder
from callcenter.carrier.vocabulary import MESSAGE_EVENTS
from callcenter.errors import CarrierError
from callcenter.events import MessagePlanned
from callcenter.infra import leases
from callcenter.infra.leases import LEASE
from callcenter.messages import models
from callcenter.messages import service as messages
from callcenter.messages.models import Message
from callcenter.services import Services, Transaction

_LOG = logging.getLogger(__name__)
_TOO_MANY = 20429
_TOO_MANY_WAIT_S = 5.0
_LOOK_S = 2.0
_UNCONFIRMED = timedelta(seconds=60)


def send(services: Services, message_id: int) -> float | None:
    """Hand the text over. A time-out may have sent it: then it is looked up, never sent again.

    Returns after how many seconds to come back while that is open.
    """
    with services.transaction() as tx:
        message = messages.claim(tx, message_id)
        order = _order(tx, message) if message else None
        claimed_at = tx.now
    if order is None:
        return _LOOK_S if in_doubt(services, message_id) else None
    if services.clock.now() - claimed_at > LEASE:
        return _LOOK_S
    try:
        sid = services.carrier.text(order)
    except CarrierError as error:
        return _not_sent(services, message_id, error)
    with services.transaction(hasty=True) as tx:  # lost, it is found at the carrier
        message = tx.session.get_one(Message, message_id)
        _adopt(tx, message, sid)
        messages.report(tx, message, "hand_over")
    return None


def sweep(services: Services) -> None:
    """Order what has fallen due and has no errand of its own: planned for later, or forgotten."""
    with services.transaction() as tx:
        for message_id in models.due(tx.session, tx.now):
            if not leases.is_open(tx.session, "send_text", message_id):
                tx.emit(MessagePlanned(message_id))


def in_doubt(services: Services, message_id: int) -> bool:
    """Look for a text that may have left. True while nothing is known; in the end it failed."""
    with services.transaction() as tx:
        message = tx.session.get_one(Message, message_id)
        if message.state != "sending" or message.sent_at is None:
            return False
        sent_at, order = message.sent_at, _order(tx, message)
        is_over = tx.now >= sent_at + _UNCONFIRMED
    try:
        seen = services.carrier.texts_to(order.to, sent_at)
    except CarrierError:
        if not is_over:
            raise
        seen = []
    with services.transaction() as tx:
        message = tx.session.get_one(Message, message_id)
        known = models.known_sids(tx.session, [one.sid for one in seen])
        same = (one for one in seen if one.sid not in known and one.body == order.body)
        _conclude(tx, message, next(same, None))
        return message.state == "sending"


def _conclude(tx: Transaction, message: Message, ours: Seen | None) -> None:
    if ours:
        _adopt(tx, message, ours.sid)
        messages.report(tx, message, MESSAGE_EVENTS.get(ours.status, "hand_over"))
    elif message.sent_at and tx.now >= message.sent_at + _UNCONFIRMED:
        messages.report(tx, message, "fail", "unconfirmed")


def _adopt(tx: Transaction, message: Message, sid: str) -> None:
    if message.sid is None:
        message.sid = sid
        tx.session.flush()


def _order(tx: Transaction, message: Message) -> TextOrder:
    return TextOrder(
        to=tx.vault.open(message.number_sealed),
        from_=message.sender,
        body=tx.vault.open(message.body_sealed),
        report_url=f"{tx.settings.public_url}/messages/{message.attempt}",
    )


def _not_sent(services: Services, message_id: int, error: CarrierError) -> float | None:
    _LOG.warning("carrier did not take the text", extra={"ref": message_id, "code": error.code})
    with services.transaction() as tx:
        message = tx.session.get_one(Message, message_id)
        messages.refused(tx, message, str(error.code))
        if error.code == _TOO_MANY:
            messages.report(tx, message, "retry")
            return _TOO_MANY_WAIT_S
        if not error.permanent:
            return _LOOK_S
        messages.report(tx, message, "fail", f"refused {error.code}")
    return None
