"""Ringing heard inside a conference (Twilio, "Participant resource: EarlyMedia").

"Whether to allow an agent to hear the state of the outbound call, including ringing or disconnect
messages. Can be: true or false and defaults to true."
"""

from sandbox.calls.core import Core
from sandbox.calls.hall import Hall
from sandbox.calls.numbering import ring_tone
from sandbox.calls.records import Call, Conference


class Early:
    """Whoever talks in a conference hears the ringing of those whom the API rings into it."""

    def __init__(self, core: Core, hall: Hall) -> None:
        self._core = core
        self._hall = hall
        self._ringing: dict[str, Conference] = {}
        core.rings.append(self._rings)
        core.arrivals.append(self._over)
        core.departures.append(self._over)

    def _rings(self, call: Call) -> None:
        room = self._hall.early(call.sid)
        if room:
            self._ringing[call.sid] = room
            for call_sid in _talking(room):
                self._core.audio.tone(call_sid, f"ringback-{ring_tone(call.to)}")

    def _over(self, call: Call) -> None:
        room = self._ringing.pop(call.sid, None)
        if room and room not in self._ringing.values():
            for call_sid in _talking(room):
                self._core.audio.quiet(call_sid)


def _talking(room: Conference) -> list[str]:
    """Return who hears the room: nobody while it waits, and nobody who is on hold."""
    members = room.participants.values() if room.status == "in-progress" else ()
    return [member.call_sid for member in members if not member.hold]
