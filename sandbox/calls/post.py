"""Text messages: sending, delivery reports, incoming texts, opting out."""

from sandbox.calls import params
from sandbox.calls.core import Core
from sandbox.calls.ports import WebhookAnswer, WebhookRequest
from sandbox.calls.records import Callback, Message
from sandbox.twiml.document import DocumentError
from sandbox.twiml.reply import replies

_GSM = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡"
    "ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_GSM_DOUBLE = frozenset("^{}\\[~]|€\f")
_STOP = frozenset({"STOP", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT"})
_START = frozenset({"START", "YES", "UNSTOP"})
_STOPPED = "You have successfully been unsubscribed. Reply START to resubscribe."
_STARTED = "You have successfully been re-subscribed. Reply STOP to unsubscribe."
_TRAVEL_S = 0.2
_NOT_DELIVERED = {"landline": 30006, "unreachable": 30005, "undelivered": 30003}


def segments(body: str) -> int:
    """Count the parts: 160/153 GSM 7-bit letters, else 70/67 UTF-16 units (3GPP TS 23.038)."""
    if set(body) <= _GSM | _GSM_DOUBLE:
        length = sum(2 if letter in _GSM_DOUBLE else 1 for letter in body)
        return 1 if length <= 160 else -(-length // 153)
    length = len(body.encode("utf-16-be")) // 2
    return 1 if length <= 70 else -(-length // 67)


class Post:
    def __init__(self, core: Core) -> None:
        self._core = core
        self.messages: dict[str, Message] = {}
        self._opted_out: set[tuple[str, str]] = set()

    def opted_out(self, handset: str, number: str) -> bool:
        """Whether the handset told this number to stop (Twilio error 21610)."""
        return (handset, number) in self._opted_out

    def send(self, message: Message) -> None:
        """Take an outgoing message; it travels on its own."""
        self._keep(message)
        self._core.later(_TRAVEL_S, lambda: self._sent(message))

    def receive(self, from_: str, to: str, body: str) -> Message:
        """Take a text from a handset: the number's address is asked what to reply."""
        message = Message(from_, to, body, "inbound", self._core.now(), segments(body))
        message.status = "received"
        self._keep(message)
        self._obey(message)
        number = self._core.config.number(to)
        if number and number.sms_url:
            told = params.message_received(self._core.config.account_sid, message)
            request = WebhookRequest(number.sms_url, "POST", told, "message")
            self._core.ask(request, lambda answer: self._replied(message, answer))
        return message

    def _keep(self, message: Message) -> None:
        message.updated = message.created
        self.messages[message.sid] = message
        self._core.note(
            "message", message_sid=message.sid, status=message.status, direction=message.direction
        )

    def _sent(self, message: Message) -> None:
        message.sent = self._core.now()
        self._move(message, "sent")
        self._core.later(_TRAVEL_S, lambda: self._deliver(message))

    def _deliver(self, message: Message) -> None:
        outcome = self._core.lines.text(message.to, message.from_, message.body, message.sid)
        message.error_code = _NOT_DELIVERED.get(outcome)
        self._move(message, "undelivered" if message.error_code else "delivered")

    def _move(self, message: Message, status: str) -> None:
        message.status = status
        message.updated = self._core.now()
        self._core.note("message", message_sid=message.sid, status=status)
        if message.report_url:
            told = params.message_status(self._core.config.account_sid, message)
            self._core.report(Callback(message.report_url), told)

    def _obey(self, message: Message) -> None:
        """Unsubscribe or resubscribe, and confirm it, as the carrier does by default."""
        pair = (message.from_, message.to)
        word = message.body.strip().upper()
        if word in _STOP and pair not in self._opted_out:
            self._opted_out.add(pair)
            self._answer(message, _STOPPED)
        elif word in _START and pair in self._opted_out:
            self._opted_out.discard(pair)
            self._answer(message, _STARTED)

    def _replied(self, message: Message, answer: WebhookAnswer) -> None:
        if answer.error or not 200 <= answer.status < 300:
            self._core.alert(answer.error or 11200, f"sms_url answered {answer.status}")
            return
        try:
            found = replies(answer.body)
        except DocumentError as error:
            self._core.alert(error.code, str(error))
            return
        for text in found:
            if not self.opted_out(message.from_, message.to):
                self._answer(message, text)

    def _answer(self, message: Message, text: str) -> None:
        now = self._core.now()
        self.send(Message(message.to, message.from_, text, "outbound-reply", now, segments(text)))
