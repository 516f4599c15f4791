"""Messages beside a call: from a page to the carrier and back (Voice SDK, `call.sendMessage`)."""

import json

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
        page.send("ack", {"acktype": "message", **named})
        if line:
            asides = self._gateway.exchange.asides
            asides.said(line.call_sid, named["voiceeventsid"], payload["content"])


def tell(gateway: Gateway, call_sid: str, message_sid: str, content: object) -> bool:
    """Send a message to the page that has the call, or to all it rings on; false for none."""
    line = gateway.lines.find(call_sid)
    forks = [line.fork] if line and line.fork else line.forks if line else []
    told = {"callsid": call_sid, "content": content, "contenttype": "application/json"}
    for fork in forks:
        more = {"messagetype": USER_DEFINED, "voiceeventsid": message_sid}
        fork.page.send("message", {**told, **more})
    return bool(forks)


def _wrong(payload: Payload) -> int:
    content = payload.get("content")
    said = content if isinstance(content, str) else json.dumps(content)
    length = len(said.encode("utf-8", "replace"))
    if text_of(payload, "messagetype") != USER_DEFINED:
        return codes.BAD_MESSAGE_TYPE
    if content is None:
        return codes.MALFORMED
    return codes.MESSAGE_TOO_LONG if length > _LONGEST else 0
