"""Messages beside a call: from a page to the carrier and back (Voice SDK, `call.sendMessage`)."""

from sandbox.calls.records import new_sid
from sandbox.signalling import codes
from sandbox.signalling.frames import Payload, text_of
from sandbox.signalling.gateway import Gateway
from sandbox.signalling.lines import Page

USER_DEFINED = "user-defined-message"
_LONGEST = 10_240
"""Bytes of a message's content (Twilio, "UserDefinedMessage resource")."""


class Messages:
    def __init__(self, gateway: Gateway) -> None:
        self._gateway = gateway

    def take(self, page: Page, payload: Payload) -> None:
        """Acknowledge a message, or say which rule it breaks."""
        named = {name: text_of(payload, name) for name in ("callsid", "voiceeventsid")}
        line = self._gateway.lines.owned(named["callsid"], page)
        code = codes.NOT_FOUND if line is None else _wrong(payload)
        if code:
            page.send("error", {**named, "error": codes.error(code)})
            return
        self._gateway.exchange.core.note(
            "call-message", call_sid=named["callsid"], message_sid=named["voiceeventsid"]
        )
        page.send("ack", {"acktype": "message", **named})


def tell(gateway: Gateway, call_sid: str, content: str) -> str:
    """Send a message to the page that has the call; returns its SID, empty when none has it."""
    line = gateway.lines.find(call_sid)
    if line is None or line.fork is None:
        return ""
    sid = new_sid("KX")
    told = {"callsid": call_sid, "content": content, "contenttype": "application/json"}
    line.fork.page.send("message", {**told, "messagetype": USER_DEFINED, "voiceeventsid": sid})
    return sid


def _wrong(payload: Payload) -> int:
    content = payload.get("content")
    length = len(content.encode("utf-8", "replace")) if isinstance(content, str) else 0
    if text_of(payload, "messagetype") != USER_DEFINED:
        return codes.BAD_MESSAGE_TYPE
    if content is None:
        return codes.MALFORMED
    return codes.MESSAGE_TOO_LONG if length > _LONGEST else 0
