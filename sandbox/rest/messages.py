"""Messages: send, look up (Twilio, "Message resource")."""

from collections.abc import Mapping, Sequence

from sandbox.calls.exchange import Exchange
from sandbox.calls.post import segments
from sandbox.calls.records import Message
from sandbox.rest import views
from sandbox.rest.answers import Form, RestAnswer, invalid, names, not_found
from sandbox.rest.calls import E164
from sandbox.rest.paging import page

_CREATE = names("To From Body StatusCallback MessagingServiceSid")
_LONGEST = 1600
_MAGIC_TO = {
    "+15005550001": (21211, "Invalid 'To' Phone Number"),
    "+15005550002": (21612, "The 'To' phone number is not currently reachable via SMS"),
    "+15005550003": (21408, "Permission to send an SMS has not been enabled for the region"),
    "+15005550004": (21610, "Attempt to send to unsubscribed recipient"),
    "+15005550009": (21614, "'To' number is not a valid mobile number"),
}


class Messages:
    def __init__(self, exchange: Exchange) -> None:
        self._exchange = exchange

    def create(self, values: Mapping[str, Sequence[str]]) -> RestAnswer:
        form = Form(values, _CREATE)
        to, from_ = self._to(form), self._from(form)
        body = form.text("Body")
        if not body:
            raise invalid(21602, "Message body is required.")
        if len(body) > _LONGEST:
            raise invalid(21617, "The concatenated message body exceeds the 1600 character limit.")
        if self._exchange.post.opted_out(to, from_):
            raise invalid(21610, "Attempt to send to unsubscribed recipient")
        now = self._exchange.core.now()
        message = Message(from_, to, body, "outbound-api", now, segments(body))
        message.report_url = form.url("StatusCallback")
        message.service_sid = form.text("MessagingServiceSid") or None
        self._exchange.send(message)
        return RestAnswer(201, views.message(self._exchange.config, message))

    def fetch(self, sid: str) -> RestAnswer:
        message = self._exchange.messages.get(sid)
        if message is None:
            raise not_found("/Messages", sid)
        return RestAnswer(200, views.message(self._exchange.config, message))

    def delete(self, sid: str) -> RestAnswer:
        if sid not in self._exchange.messages:
            raise not_found("/Messages", sid)
        self._exchange.forget(sid)
        return RestAnswer(204, None)

    def find(self, query: Mapping[str, Sequence[str]], path: str) -> RestAnswer:
        to, from_ = (query.get(name, [""])[-1] for name in ("To", "From"))
        found = [
            views.message(self._exchange.config, message)
            for message in sorted(self._exchange.messages.values(), key=lambda m: -m.created)
            if to in {"", message.to} and from_ in {"", message.from_}
        ]
        return page("messages", found, query, path)

    def _to(self, form: Form) -> str:
        to = form.text("To")
        if not to:
            raise invalid(21604, "A 'To' phone number is required.")
        if to in _MAGIC_TO:
            raise invalid(*_MAGIC_TO[to])
        if not E164.fullmatch(to):
            raise invalid(21211, "Invalid 'To' Phone Number")
        return to

    def _from(self, form: Form) -> str:
        """Return the sending number; a messaging service chooses the account's first."""
        from_ = form.text("From")
        numbers = self._exchange.config.numbers
        if not from_ and form.text("MessagingServiceSid") and numbers:
            return numbers[0].number
        if not from_:
            raise invalid(21603, "A 'From' phone number is required.")
        if not self._exchange.config.number(from_):
            raise invalid(21606, "The 'From' phone number is not a message-capable number")
        return from_
