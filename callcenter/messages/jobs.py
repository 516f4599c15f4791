"""The queue's way in: sending texts, at most once each."""

import logging
from datetime import timedelta

from callcenter.carrier.port import TextOrder
from callcenter.errors import CarrierError
from callcenter.messages import models
from callcenter.messages import service as messages
from callcenter.messages.models import Message
from callcenter.services import Services, Transaction

_LOG = logging.getLogger(__name__)
_TOO_MANY = 20429
_UNCONFIRMED_S = 60


def send(services: Services, message_id: int) -> None:
    """Hand the text over. A time-out may have sent it: then it is never sent again."""
    with services.transaction() as tx:
        message = messages.claim(tx, message_id)
        order = _order(tx, message) if message else None
    if order is None:
        return
    try:
        sid = services.carrier.text(order)
    except CarrierError as error:
        _not_sent(services, message_id, error)
        return
    with services.transaction() as tx:
        message = tx.session.get_one(Message, message_id)
        message.sid = sid
        tx.session.flush()
        messages.report(tx, message, "hand_over")


def sweep(services: Services) -> None:
    """Send what no job sent; name what may or may not have left."""
    with services.transaction() as tx:
        waiting = models.due(tx.session, tx.now - timedelta(seconds=2))
        for message in models.unconfirmed(tx.session, tx.now - timedelta(seconds=_UNCONFIRMED_S)):
            messages.report(tx, message, "fail", "unconfirmed")
    for message_id in waiting:
        send(services, message_id)


def _order(tx: Transaction, message: Message) -> TextOrder:
    return TextOrder(
        to=tx.vault.open(message.number_sealed),
        from_=message.sender,
        body=tx.vault.open(message.body_sealed),
        report_url=f"{tx.settings.public_url}/messages/{message.attempt}",
    )


def _not_sent(services: Services, message_id: int, error: CarrierError) -> None:
    _LOG.warning("carrier did not take the text", extra={"ref": message_id, "code": error.code})
    with services.transaction() as tx:
        message = tx.session.get_one(Message, message_id)
        messages.refused(tx, message, str(error.code))
        if error.code == _TOO_MANY:
            message.due_at = tx.now + timedelta(seconds=5)
            messages.report(tx, message, "retry")
        elif error.permanent:
            messages.report(tx, message, "fail", f"refused {error.code}")
