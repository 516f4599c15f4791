"""Messages: send, schedule, look up, redact (Twilio, "Message resource")."""

import re
from datetime import UTC, datetime
from functools import partial

from sandbox.calls import choices
from sandbox.calls.exchange import Exchange
from sandbox.calls.numbering import normal
from sandbox.calls.params import date
from sandbox.calls.records import Message, new_sid
from sandbox.calls.segments import smart
from sandbox.rest.answers import RestAnswer, invalid, not_found
from sandbox.rest.form import Ask, Form
from sandbox.rest.orders import VALID_FROM
from sandbox.rest.paging import page, within
from sandbox.rest.postage import postage_of
from sandbox.rest.shapes import Json, root
from sandbox.rest.shapes import calls as shapes

_LONGEST = 1600
_MOST_MEDIA = 10
_SERVICE = re.compile(r"MG[0-9a-fA-F]{32}")
_MAGIC_TO = {
    "+15005550001": (21211, "Invalid 'To' Phone Number"),
    "+15005550002": (21612, "The 'To' phone number is not currently reachable via SMS"),
    "+15005550003": (21408, "Permission to send an SMS has not been enabled for the region"),
    "+15005550004": (21610, "Attempt to send to unsubscribed recipient"),
    "+15005550009": (21614, "'To' number is not a valid mobile number"),
}
_MAGIC_FROM = {
    "+15005550001": (21212, "The 'From' number is not a valid phone number"),
    "+15005550007": (21606, "The 'From' phone number is not a message-capable number"),
    "+15005550008": (21611, "This 'From' number has exceeded its maximum queue size"),
}


class Messages:
    def __init__(self, exchange: Exchange) -> None:
        self._exchange = exchange

    def create(self, ask: Ask) -> RestAnswer:
        form = ask.form
        to, from_ = self._to(form), self._from(form)
        body, media = _content(form)
        if self._exchange.post.opted_out(to, from_):
            raise invalid(21610, "Attempt to send to unsubscribed recipient")
        message = self._exchange.post.write(from_, to, body, "outbound-api", media)
        message.report_url = self._report(form)
        message.service_sid = form.text("MessagingServiceSid") or None
        message.chosen = not form.text("From")
        message.send_at = self._send_at(form)
        message.postage = postage_of(form)
        if form.flag("SendAsMms"):
            message.sid, message.segments = new_sid("MM"), 1
        message.feedback = "unconfirmed" if form.flag("ProvideFeedback") else ""
        message.status = "accepted" if message.service_sid else "queued"
        self._exchange.send(message)
        return RestAnswer(201, shapes.message(self._exchange.config, message))

    def confirm(self, ask: Ask, sid: str) -> RestAnswer:
        """Note whether the recipient did what the text was for (Twilio, "Message Feedback")."""
        message = self._known(sid)
        message.feedback = ask.form.one_of("Outcome", "confirmed unconfirmed") or "unconfirmed"
        now = date(self._exchange.core.now())
        shown = {
            "account_sid": self._exchange.config.account_sid,
            "message_sid": sid,
            "outcome": message.feedback,
            "date_created": now,
            "date_updated": now,
            "uri": f"{root(self._exchange.config)}/Messages/{sid}/Feedback.json",
        }
        return RestAnswer(201, shown)

    def fetch(self, _ask: Ask, sid: str) -> RestAnswer:
        return RestAnswer(200, shapes.message(self._exchange.config, self._known(sid)))

    def update(self, ask: Ask, sid: str) -> RestAnswer:
        """Redact a message's body, or cancel one that is scheduled."""
        form, message = ask.form, self._known(sid)
        cancels = form.one_of("Status", "canceled")
        if cancels and not self._exchange.post.cancel(message):
            raise invalid(30409, "Message is not scheduled. Cannot cancel.")
        if "Body" in form and form.text("Body"):
            raise invalid(20001, "Body can only be emptied")
        if "Body" in form:
            message.body = ""
        return self.fetch(ask, sid)

    def delete(self, _ask: Ask, sid: str) -> RestAnswer:
        message = self._known(sid)
        if message.status in {"queued", "accepted", "sending", "scheduled"}:
            raise invalid(20009, "A message on its way cannot be deleted")
        del self._exchange.post.messages[sid]
        return RestAnswer(204)

    def find(self, ask: Ask) -> RestAnswer:
        known = self._exchange.post.messages.newest(
            to=ask.query.text("To"), from_=ask.query.text("From")
        )
        found = (one for one in known if within(ask.query, "DateSent", one.sent, whole_day=True))
        return page("messages", found, ask, partial(shapes.message, self._exchange.config))

    def media(self, ask: Ask, sid: str) -> RestAnswer:
        message = self._known(sid)
        kept = [
            n
            for n in range(len(message.media))
            if within(ask.query, "DateCreated", message.created)
        ]
        return page("media_list", kept, ask, partial(self._picture, message))

    def picture(self, _ask: Ask, sid: str, media: str) -> RestAnswer:
        message = self._known(sid)
        for n in range(len(message.media)):
            shown = self._picture(message, n)
            if shown["sid"] == media:
                return RestAnswer(200, shown)
        folder = f"/Messages/{sid}/Media"
        raise not_found(folder, media)

    def _picture(self, message: Message, n: int) -> Json:
        """Show one picture; its SID is made from the message's."""
        sid = f"ME{message.sid[2:-2]}{n:02x}"
        return {
            "sid": sid,
            "account_sid": self._exchange.config.account_sid,
            "parent_sid": message.sid,
            "content_type": "image/jpeg",
            "date_created": date(message.created),
            "date_updated": date(message.updated),
            "uri": f"{root(self._exchange.config)}/Messages/{message.sid}/Media/{sid}.json",
        }

    def _known(self, sid: str) -> Message:
        message = self._exchange.messages.get(sid)
        if message is None:
            raise not_found("/Messages", sid)
        return message

    def _to(self, form: Form) -> str:
        said = form.text("To")
        if not said:
            raise invalid(21604, "A 'To' phone number is required.")
        if said in _MAGIC_TO:
            raise invalid(*_MAGIC_TO[said])
        to = normal(said)
        if not to:
            raise invalid(21211, f"Invalid 'To' Phone Number: {said[:40]}")
        return to

    def _from(self, form: Form) -> str:
        """Return the sending number; a messaging service chooses the account's first."""
        said, service = form.text("From"), form.text("MessagingServiceSid")
        if service and not _SERVICE.fullmatch(service):
            raise invalid(21701, "The Messaging Service does not exist")
        numbers = list(self._exchange.directory.numbers.values())
        if not said and service and numbers:
            return numbers[0].number
        if not said:
            raise invalid(21603, "A 'From' phone number is required.")
        if said in _MAGIC_FROM:
            raise invalid(*_MAGIC_FROM[said])
        from_ = normal(said)
        if not from_:
            raise invalid(21212, f"The 'From' number {said[:40]} is not a valid phone number")
        if from_ != VALID_FROM and not self._exchange.directory.number(from_):
            raise invalid(21606, "The 'From' phone number is not a message-capable number")
        return from_

    def _report(self, form: Form) -> str:
        """Return who is told: the address given, or the application's."""
        url = form.callback("StatusCallback", 21609)
        application = self._exchange.directory.apps.get(form.text("ApplicationSid"))
        if "ApplicationSid" in form and application is None:
            raise invalid(21218, "Invalid ApplicationSid")
        return url or (application.message_status_callback if application else "")

    def _send_at(self, form: Form) -> float | None:
        scheduled = form.one_of("ScheduleType", "fixed", 35114)
        said = form.text("SendAt")
        if not scheduled and not said:
            return None
        if not form.text("MessagingServiceSid"):
            raise invalid(35118, "MessagingServiceSid is required to schedule a message")
        at = _moment(said)
        ahead = at - self._exchange.core.now()
        if not choices.SCHEDULED_LEAST_S <= ahead <= choices.SCHEDULED_MOST_S:
            raise invalid(35114, "SendAt must be between 15 minutes and 35 days ahead")
        return at


def _content(form: Form) -> tuple[str, tuple[str, ...]]:
    body, media = form.raw("Body"), form.many("MediaUrl")
    if form.flag("SmartEncoded"):
        body = smart(body)
    if not body.strip() and not media:
        raise invalid(21602, "Message body is required.")
    if len(body) > _LONGEST:
        raise invalid(21617, "The concatenated message body exceeds the 1600 character limit.")
    if len(media) > _MOST_MEDIA or not all(m.startswith(("http://", "https://")) for m in media):
        raise invalid(21620, "Invalid media URL(s)")
    return body, media


def _moment(said: str) -> float:
    try:
        found = datetime.fromisoformat(said)
    except ValueError as error:
        raise invalid(35114, "SendAt is not a date in ISO 8601") from error
    return found.replace(tzinfo=found.tzinfo or UTC).timestamp()
