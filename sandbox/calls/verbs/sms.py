"""Sms: a text in the middle of a call (Twilio, "TwiML Voice: Sms")."""

from collections.abc import Callable
from typing import Final

from sandbox.calls.numbering import normal
from sandbox.calls.records import Message, Place
from sandbox.calls.stage import Deaf, Stage, method_of
from sandbox.twiml.document import Verb

_BAD_TO: Final = 14101
_BAD_FROM: Final = 14102
_NO_BODY: Final = 14103


class Sms(Deaf):
    """By default from the number that was called to who called it."""

    def __init__(self, stage: Stage, verb: Verb, then: Callable[[], None]) -> None:
        self._stage = stage
        self._verb = verb
        self._then = then

    def start(self) -> None:
        code, words = self._wrong()
        if code:
            self._stage.core.alert(code, words, self._stage.call.sid)
            self._then()
            return
        message = self._message()
        if self._stage.post.held_back(message.to, message.from_):
            self._then()
            return
        self._stage.post.send(message)
        if "action" in self._verb.attributes:
            url = self._stage.resolve(self._verb.attributes["action"])
            told = {"SmsSid": message.sid, "MessageSid": message.sid, "SmsStatus": "sent"}
            self._stage.fetch(Place(url, method_of(self._verb)), told)
        else:
            self._then()

    def _ends(self) -> tuple[str, str]:
        call, said = self._stage.call, self._verb.attributes
        own, other = (call.to, call.from_) if call.direction == "inbound" else (call.from_, call.to)
        return normal(said.get("from", own)), normal(said.get("to", other))

    def _wrong(self) -> tuple[int, str]:
        from_, to = self._ends()
        if not self._verb.text or len(self._verb.text) > 1600:
            return _NO_BODY, "Sms: the body is empty or too long."
        if not self._stage.core.directory.number(from_):
            return _BAD_FROM, "Sms: from is no number of the account."
        return (0, "") if to else (_BAD_TO, "Sms: to is no telephone number.")

    def _message(self) -> Message:
        from_, to = self._ends()
        url = self._verb.attributes.get("statusCallback", "")
        message = self._stage.post.write(from_, to, self._verb.text, "outbound-call")
        message.report_url = self._stage.resolve(url) if url else ""
        return message
