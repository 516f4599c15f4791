"""Messages beside a call, between softphone and application (Twilio, "Call message events").

"You must create a UserDefinedMessageSubscriptions subresource in order to receive messages from the
Voice SDK." Both resources exist "during an active call associated with the Voice SDK".
"""

import json
from dataclasses import dataclass, field
from typing import Final

from sandbox.calls import params
from sandbox.calls.core import Core
from sandbox.calls.ports import WebhookAnswer, WebhookRequest
from sandbox.calls.records import Call, new_sid

KIND: Final = "aside"
"""Such requests carry JSON, not a form."""
_REFUSED: Final = 32711


@dataclass
class Subscription:
    """Who hears what the softphone of a call says, how, and how much it heard so far."""

    call_sid: str
    url: str
    method: str
    created: float
    sid: str = field(default_factory=lambda: new_sid("ZY"))
    sequence: int = 0


class Asides:
    def __init__(self, core: Core) -> None:
        self._core = core
        self._known: dict[str, dict[str, Subscription]] = {}
        core.departures.append(self._departed)

    def subscribe(self, call: Call, url: str, method: str) -> Subscription:
        one = Subscription(call.sid, url, method, self._core.now())
        self._known.setdefault(call.sid, {})[one.sid] = one
        return one

    def unsubscribe(self, call_sid: str, sid: str) -> bool:
        """End a subscription; false when there is none."""
        return self._known.get(call_sid, {}).pop(sid, None) is not None

    def said(self, call_sid: str, message_sid: str, content: object) -> None:
        """Deliver what a softphone says to whoever subscribed to its call."""
        self._core.note("aside", call_sid=call_sid, message_sid=message_sid, event="said")
        for one in self._known.get(call_sid, {}).values():
            told = params.aside(self._core.config.account_sid, one, message_sid, _text(content))
            one.sequence += 1
            request = WebhookRequest(one.url, one.method, told, KIND, call_sid)
            self._core.ask(request, self._check)

    def tell(self, call_sid: str, content: object) -> str:
        """Hand a message to the call's softphone; returns its SID, empty when it has none."""
        sid = new_sid("KX")
        if not self._core.lines.tell(call_sid, sid, content):
            return ""
        self._core.note("aside", call_sid=call_sid, message_sid=sid, event="told")
        return sid

    def _check(self, answer: WebhookAnswer) -> None:
        if answer.error or not 200 <= answer.status < 300:
            self._core.alert(_REFUSED, f"A message's callback answered {answer.status}.")

    def _departed(self, call: Call) -> None:
        self._known.pop(call.sid, None)


def _text(content: object) -> str:
    return content if isinstance(content, str) else json.dumps(content)
