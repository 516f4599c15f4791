"""Every telephone of the sandbox: softphones by identity, handsets by number."""

from sandbox.calls.ports import Ring
from sandbox.handset.desk import Desk
from sandbox.signalling.gateway import Gateway
from sandbox.signalling.messages import tell


class AllLines:
    """Implements the exchange's `Lines`. What a call SID belongs to, its side knows."""

    def __init__(self, gateway: Gateway, desk: Desk) -> None:
        self._gateway = gateway
        self._desk = desk

    def ring(self, ring: Ring) -> str:
        side = self._gateway if ring.to.startswith("client:") else self._desk
        outcome = side.ring(ring)
        if outcome == "ringing":
            self._tell_caller(ring.call_sid)
        return outcome

    def accepted(self, call_sid: str) -> None:
        self._gateway.accepted(call_sid)
        self._desk.accepted(call_sid)

    def progress(self, call_sid: str) -> None:
        """Let a softphone that called out hear early sound; handsets show `dialling` anyway."""
        self._gateway.progress(call_sid)

    def ended(self, call_sid: str, reason: str) -> None:
        self._gateway.ended(call_sid, reason)
        self._desk.ended(call_sid, reason)

    def text(self, to: str, from_: str, body: str, message_sid: str) -> str:
        return self._desk.text(to, from_, body, message_sid)

    def late_s(self, message_sid: str, to: str, from_: str) -> float:  # noqa: ARG002
        return 0.0

    def tell(self, call_sid: str, message_sid: str, content: object) -> bool:
        return tell(self._gateway, call_sid, message_sid, content)

    def caption(self, call_sid: str, text: str) -> None:
        self._desk.caption(call_sid, text)

    def _tell_caller(self, call_sid: str) -> None:
        """Say that it rings to whoever dialled: only the leg of a Dial has a parent."""
        call = self._gateway.exchange.calls.get(call_sid)
        if call and call.parent_sid:
            self.progress(call.parent_sid)
