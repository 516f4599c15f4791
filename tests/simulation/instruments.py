"""A clock that can be wrong, and telephones whose owners react."""

from datetime import datetime, timedelta
from typing import Any

from sandbox.inprocess.time import VirtualTime
from tests.simulation.people import Customer
from tests.simulation.seams import ManyLines


class Clocks:
    """The product's clock: the world's, and sometimes wrong."""

    def __init__(self, time: VirtualTime) -> None:
        self._time = time
        self.skew_s = 0.0

    def now(self) -> datetime:
        return self._time.moment() + timedelta(seconds=self.skew_s)


class Lines(ManyLines):
    """Telephones whose owners react to what they hear and whom they meet."""

    def __init__(self) -> None:
        super().__init__()
        self.owners: dict[str, Any] = {}

    def join(self, call_sid: str, room: str) -> None:
        super().join(call_sid, room)
        owner = self._owner(call_sid)
        if owner:
            owner.joined()

    def caption(self, call_sid: str, text: str) -> None:
        owner = self._owner(call_sid)
        if isinstance(owner, Customer):
            owner.heard(text)

    def _owner(self, call_sid: str) -> Any:
        phone = self._of(call_sid)
        return self.owners.get(phone.address) if phone else None
