"""Reports of machines: what became of a text, and texts that customers send."""

from flask import Blueprint, Response, current_app, request

from callcenter.carrier.vocabulary import MESSAGE_EVENTS
from callcenter.infra.database import first_time
from callcenter.messages import models
from callcenter.messages import service as messages
from callcenter.stores.models import store_by_number
from callcenter.web import services

bp = Blueprint("messages", __name__)


@bp.post("/<attempt>")
def status(attempt: str) -> Response:
    """Status callback of one text (Twilio, "Track the message status")."""
    word = request.form.get("MessageStatus", "")
    with services().transaction() as tx:
        message = models.by_attempt(tx.session, attempt)
        event = MESSAGE_EVENTS.get(word)
        sid = request.form.get("MessageSid", "")
        if message and event and first_time(tx.session, sid, word, 0, tx.now):
            if message.sid is None:
                message.sid = sid
                tx.session.flush()
            code = request.form.get("ErrorCode", "")
            messages.refused(tx, message, code)
            messages.report(tx, message, event, code)
    return Response(status=204)


@bp.post("/incoming")
def incoming() -> Response:
    """Take a customer's text to a store's number; only stop and start mean something yet."""
    number = request.form.get("From", "")
    with services().transaction() as tx:
        word = messages.heard(tx, number, request.form.get("Body", ""))
        known = store_by_number(tx.session, request.form.get("To", "")) is not None
    current_app.logger.info("text received", extra={"keyword": word, "known": known})
    return Response(status=204)
