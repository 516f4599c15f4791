"""Text messages: sending, delivery reports, incoming texts, opting out."""

from sandbox.calls import choices, params
from sandbox.calls.core import Core
from sandbox.calls.records import Callback, Message, new_sid
from sandbox.calls.segments import segments
from sandbox.calls.shelf import Shelf

_STOP = frozenset({"STOP", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT", "REVOKE", "OPTOUT"})
_START = frozenset({"START", "YES", "UNSTOP"})
_HELP = frozenset({"HELP", "INFO"})
_STOPPED = "You have successfully been unsubscribed. Reply START to resubscribe."
_STARTED = "You have successfully been re-subscribed. Reply STOP to unsubscribe."
_HELPED = "Reply STOP to unsubscribe. Msg&Data Rates May Apply."
_KEPT = 100_000
_OVER = frozenset({"received", "delivered", "undelivered", "failed", "canceled"})
_NOT_DELIVERED = {
    "unreachable": 30003,
    "unknown": 30005,
    "landline": 30006,
    "filtered": 30007,
    "undelivered": 30008,
}
_TOO_OLD = 30036
_UNSUBSCRIBED = 21610


class Post:
    def __init__(self, core: Core) -> None:
        self._core = core
        self.messages: Shelf[Message] = Shelf(
            _KEPT,
            lambda message: message.status in _OVER,
            to=lambda message: message.to,
            from_=lambda message: message.from_,
        )
        self._opted_out: set[tuple[str, str]] = set()
        self._free_at: dict[str, float] = {}

    def opted_out(self, handset: str, number: str) -> bool:
        """Whether the handset told this number to stop (Twilio error 21610)."""
        return (handset, number) in self._opted_out

    def held_back(self, handset: str, number: str) -> bool:
        """Whether a document's text is not sent because of that; the debugger says so."""
        if self.opted_out(handset, number):
            self._core.alert(_UNSUBSCRIBED, "Attempt to send to unsubscribed recipient.")
        return self.opted_out(handset, number)

    def write(
        self, from_: str, to: str, body: str, direction: str, media: tuple[str, ...] = ()
    ) -> Message:
        """Return a message of now; with pictures its SID begins with MM."""
        message = Message(from_, to, body, direction, self._core.now(), segments(body))
        message.media = media
        if media:
            message.sid = new_sid("MM")
        return message

    def send(self, message: Message) -> None:
        """Take an outgoing message; it travels on its own, at its time."""
        self._keep(message)
        if message.send_at is None:
            self._queue(message)
        else:
            self._move(message, "scheduled")
            self._core.later(message.send_at - self._core.now(), lambda: self._due(message))

    def cancel(self, message: Message) -> bool:
        """Cancel a scheduled message; False when it already left."""
        if message.status != "scheduled":
            return False
        self._move(message, "canceled")
        return True

    def take(self, message: Message) -> None:
        """Take a text from a handset, and obey it when it is a word of opting out."""
        message.status = "received"
        self._keep(message)
        pair, word = (message.from_, message.to), message.body.strip().upper()
        if word in _STOP:
            message.opt_out = "STOP"
            if pair not in self._opted_out:
                self._opted_out.add(pair)
                self.answer(message, _STOPPED)
        elif word in _START and pair in self._opted_out:
            message.opt_out = "START"
            self._opted_out.discard(pair)
            self.answer(message, _STARTED)
        elif word in _HELP:
            message.opt_out = "HELP"
            self.answer(message, _HELPED)

    def answer(self, message: Message, text: str) -> Message:
        """Send a text back to who wrote."""
        reply = self.write(message.to, message.from_, text, "outbound-reply")
        self.send(reply)
        return reply

    def _keep(self, message: Message) -> None:
        message.updated = message.created
        self.messages[message.sid] = message
        self._core.note(
            "message", message_sid=message.sid, status=message.status, direction=message.direction
        )

    def _turn(self, number: str) -> float:
        """Return how long a text waits until its number may send again."""
        rate, now = self._core.config.texts_per_second, self._core.now()
        if rate <= 0:
            return 0.0
        leaves = max(now, self._free_at.get(number, 0.0))
        self._free_at[number] = leaves + 1 / rate
        return leaves - now

    def _queue(self, message: Message) -> None:
        """Let a message leave at its turn, if that comes in time."""
        turn, valid_s = self._turn(message.from_), message.postage.valid_s
        if turn > valid_s:
            self._core.later(valid_s, lambda: self._fail(message, _TOO_OLD))
        else:
            self._core.later(turn + choices.SMS_TRAVEL_S, lambda: self._sent(message))

    def _fail(self, message: Message, code: int) -> None:
        message.error_code = code
        self._move(message, "failed")

    def _due(self, message: Message) -> None:
        if message.status == "scheduled":
            self._sent(message)

    def _sent(self, message: Message) -> None:
        message.sent = self._core.now()
        self._move(message, "sent")
        late_s = self._core.lines.late_s(message.sid, message.to, message.from_)
        self._core.later(choices.SMS_TRAVEL_S + late_s, lambda: self._deliver(message))

    def _deliver(self, message: Message) -> None:
        words = "\n".join(filter(None, (message.body, *message.media)))
        outcome = self._core.lines.text(message.to, message.from_, words, message.sid)
        message.error_code = _NOT_DELIVERED.get(outcome)
        self._move(message, "undelivered" if message.error_code else "delivered")

    def _move(self, message: Message, status: str) -> None:
        message.status = status
        message.updated = self._core.now()
        self._core.note("message", message_sid=message.sid, status=status)
        if message.report_url and status in choices.REPORTED_STATUSES:
            told = params.message_status(self._core.config.account_sid, message)
            self._core.report(Callback(message.report_url), told)
        if status in _OVER and message.postage.discards:
            message.body = ""
