"""A tour's picture: one publisher, any number of viewers, packets passed on as they are."""

import asyncio
from collections.abc import Callable
from time import monotonic

from streaming.media.ice import Mux
from streaming.media.packets import Rtp
from streaming.media.publisher import Publisher
from streaming.media.sdp import Offer
from streaming.media.session import Identity, Session
from streaming.media.viewer import Viewer

_TICK_S = 0.05
_REPORT_EVERY = 20
Told = Callable[[str, str, dict[str, str]], None]
"""Takes the tour, the kind of event and its data."""


class Taken(Exception):  # noqa: N818 - reads as a noun where it is caught
    """Somebody else is publishing."""


class Room:
    def __init__(self, tour: str, tell: Told) -> None:
        self.tour = tour
        self.publisher: Publisher | None = None
        self.viewers: dict[str, Viewer] = {}
        self._tell = tell
        self._task: asyncio.Task[None] | None = None

    @property
    def empty(self) -> bool:
        return self.publisher is None and not self.viewers

    async def publish(self, offer: Offer, subject: str, mux: Mux, identity: Identity) -> Session:
        """Admit a publisher; the same subject replaces itself. Raises Taken."""
        before = self.publisher
        if before and not before.session.closed and before.subject != subject:
            raise Taken
        if before:
            await before.session.close()
        session = Session(mux, identity)
        publisher = Publisher(offer, session, self._forward, subject)
        session.listen(publisher.rtp, publisher.rtcp)
        session.on_open = lambda: self._came(publisher)
        session.on_close = lambda: self._went(publisher)
        self.publisher = publisher
        session.start(offer)
        return session

    def view(self, offer: Offer, mux: Mux, identity: Identity) -> tuple[Session, Viewer]:
        """Admit a viewer."""
        session = Session(mux, identity)
        viewer = Viewer(offer, session, self._want_key)
        session.listen(None, viewer.rtcp)
        session.on_open = lambda: self._joined(viewer)
        session.on_close = lambda: self._left(viewer)
        session.start(offer)
        return session, viewer

    async def close(self) -> None:
        """End every connection of the tour."""
        for viewer in list(self.viewers.values()):
            await viewer.session.close()
        if self.publisher:
            await self.publisher.session.close()

    def _forward(self, packet: Rtp, key: bool) -> None:  # noqa: FBT001
        source = self.publisher
        if source is None:
            return
        for viewer in list(self.viewers.values()):
            viewer.send(source, packet, key=key)

    def _want_key(self) -> None:
        if self.publisher:
            self.publisher.want_key()

    def _came(self, publisher: Publisher) -> None:
        if self._task is None:
            self._task = asyncio.get_running_loop().create_task(self._run())
        publisher.want_key()
        self._tell(self.tour, "publisher-live", {"subject": publisher.subject})

    def _went(self, publisher: Publisher) -> None:
        if self.publisher is not publisher:
            return
        self.publisher = None
        if self._task:
            self._task.cancel()
            self._task = None
        self._tell(self.tour, "publisher-gone", {"subject": publisher.subject})

    def _joined(self, viewer: Viewer) -> None:
        self.viewers[viewer.session.id] = viewer
        self._want_key()
        self._tell(self.tour, "viewer-joined", {"viewer": viewer.session.id})

    def _left(self, viewer: Viewer) -> None:
        if self.viewers.pop(viewer.session.id, None):
            self._tell(self.tour, "viewer-left", {"viewer": viewer.session.id})

    async def _run(self) -> None:
        """Send feedback to the publisher 20 times a second, and reports every second."""
        ticks = 0
        while self.publisher:
            await asyncio.sleep(_TICK_S)
            ticks += 1
            self.publisher.tick(monotonic())
            if ticks % _REPORT_EVERY == 0:
                self.publisher.report(monotonic())
                for viewer in list(self.viewers.values()):
                    viewer.report()
