"""A tour's picture: one publisher, any number of viewers, packets passed on as they are."""

import asyncio
from collections.abc import Callable
from time import monotonic
from typing import Protocol

from streaming.media import balance
from streaming.media.ice import Mux
from streaming.media.layer import Layer
from streaming.media.packets import Rtp
from streaming.media.publisher import Publisher
from streaming.media.sdp import Offer
from streaming.media.session import Identity, Session
from streaming.media.viewer import Viewer

_TICK_S, _CALM_TICK_S = 0.05, 0.1
_REPORT_S = 1.0
_LASTING_S = 3
_MOST_DISPLACED = 16
MOST_VIEWERS = 30
"""The customer, twenty friends, and supervisors."""
Told = Callable[[str, str, dict[str, str]], None]
"""Takes the tour, the kind of event and its data."""


class Tap(Protocol):
    """Listens to what is forwarded."""

    def take(self, layer: Layer, packet: Rtp, *, key: bool) -> None: ...


class Taken(Exception):  # noqa: N818 - reads as a noun where it is caught
    """Another camera has taken over from this one and is on."""


class Room:
    def __init__(self, tour: str, tell: Told) -> None:
        self.tour = tour
        self.publisher: Publisher | None = None
        self.viewers: dict[str, Viewer] = {}
        self.tap: Tap | None = None
        self._tell = tell
        self._task: asyncio.Task[None] | None = None
        self._coming: Publisher | None = None
        self._ending: set[asyncio.Task[None]] = set()
        self._joining = 0
        self._cap = 0
        self._strained_s = 0
        self._displaced: list[str] = []

    @property
    def empty(self) -> bool:
        return not (self.publisher or self._coming or self.viewers or self._joining or self.tap)

    @property
    def full(self) -> bool:
        return len(self.viewers) + self._joining >= MOST_VIEWERS

    def publish(
        self, offer: Offer, subject: str, connect: "Connect", *, takeover: bool = False
    ) -> Session:
        """Admit a camera: connected, it takes over from the one that is on. Raises Taken.

        A camera that was taken over does not come back by itself while the other one is on,
        else two pages that reconnect would fight; `takeover` is a person's word that it shall.
        """
        on = self.publisher
        if on and on.subject != subject and subject in self._displaced and not takeover:
            raise Taken
        if self._coming:
            self._end(self._coming.session)
        session = connect()
        publisher = Publisher(offer, session, self._forward, subject)
        session.listen(publisher.rtp, publisher.rtcp)
        session.on_open = lambda: self._came(publisher)
        session.on_close = lambda: self._went(publisher)
        self._coming = publisher
        session.start(offer)
        return session

    def view(self, offer: Offer, subject: str, connect: "Connect") -> tuple[Session, Viewer]:
        """Admit a viewer; the key frame to begin with is on its way while they connect."""
        session = connect()
        viewer = Viewer(offer, session, subject, self.want_key)
        session.listen(None, viewer.rtcp)
        session.on_open = lambda: self._joined(viewer)
        session.on_close = lambda: self._left(viewer)
        self._joining += 1
        session.start(offer)
        if self.publisher:
            self.want_key(self.publisher.best)
        return session, viewer

    def layer(self) -> Layer | None:
        """Return the picture as it is now, in its smallest size: for stills."""
        if self.publisher is None:
            return None
        alive = self.publisher.alive
        return alive[0] if alive else self.publisher.best

    async def close(self) -> None:
        """End every connection of the tour."""
        sessions = [viewer.session for viewer in self.viewers.values()]
        sessions += [p.session for p in (self.publisher, self._coming) if p]
        for session in sessions:
            await session.close()

    def _forward(self, layer: Layer, packet: Rtp, key: bool) -> None:  # noqa: FBT001
        for viewer in self.viewers.values():
            viewer.send(layer, packet, key=key)
        if self.tap:
            self.tap.take(layer, packet, key=key)

    def want_key(self, layer: Layer | None) -> None:
        if self.publisher:
            self.publisher.want_key(layer)

    def _came(self, publisher: Publisher) -> None:
        before, self.publisher, self._coming = self.publisher, publisher, None
        if self._task is None:
            self._task = asyncio.get_running_loop().create_task(self._run())
        self._cap = 0
        self._displaced = [name for name in self._displaced if name != publisher.subject]
        if before and before.subject != publisher.subject:
            self._displaced = [*self._displaced, before.subject][-_MOST_DISPLACED:]
        for viewer in self.viewers.values():
            if not viewer.plays(publisher.codec.key):
                self._end(viewer.session)
        publisher.on_layer = self._offer_layer
        for layer in publisher.layers.values():
            self._offer_layer(layer)
        self._tell(self.tour, "publisher-live", {"subject": publisher.subject})
        if before:
            self._end(before.session)

    def _end(self, session: Session) -> None:
        task = asyncio.get_running_loop().create_task(session.close())
        self._ending.add(task)
        task.add_done_callback(self._ending.discard)

    def _offer_layer(self, layer: Layer) -> None:
        """Put viewers without a living source on this one."""
        current = self.publisher.layers.values() if self.publisher else ()
        for viewer in self.viewers.values():
            if viewer.wanted not in current:
                viewer.want(layer)

    def _went(self, publisher: Publisher) -> None:
        if self._coming is publisher:
            self._coming = None
        if self.publisher is not publisher:
            return
        self.publisher = None
        if self._task:
            self._task.cancel()
            self._task = None
        self._tell(self.tour, "publisher-gone", {"subject": publisher.subject})

    def _joined(self, viewer: Viewer) -> None:
        self._joining -= 1
        self.viewers[viewer.session.id] = viewer
        best = self.publisher.best if self.publisher else None
        if best:
            viewer.join(best, monotonic())
        said = {"viewer": viewer.session.id, "subject": viewer.subject}
        self._tell(self.tour, "viewer-joined", said)

    def _left(self, viewer: Viewer) -> None:
        if not self.viewers.pop(viewer.session.id, None):
            self._joining -= 1
            return
        said = {"viewer": viewer.session.id, "subject": viewer.subject}
        self._tell(self.tour, "viewer-left", said)

    async def _run(self) -> None:
        """Send feedback to the publisher, and reports every second.

        Every 100 ms, as libwebrtc does by default; twice as often while something is missing.
        """
        reported = monotonic()
        while self.publisher:
            await asyncio.sleep(_TICK_S if self.publisher.restless else _CALM_TICK_S)
            self.publisher.tick(monotonic())
            if monotonic() - reported >= _REPORT_S:
                reported += _REPORT_S
                self._report(self.publisher, monotonic())

    def _report(self, publisher: Publisher, now: float) -> None:
        publisher.report(now)
        for viewer in self.viewers.values():
            viewer.report()
        self._balance(publisher, now)

    def _balance(self, publisher: Publisher, now: float) -> None:
        """Give each viewer the size it can take; ask the camera for less only if nobody can."""
        layers = publisher.alive
        if not layers or not self.viewers:
            return
        lowest, viewers = layers[0].rate, self.viewers.values()
        strained = all(
            viewer.wanted is layers[0] and viewer.downlink.strained(lowest, now)
            for viewer in viewers
        )
        self._strained_s = self._strained_s + 1 if strained else 0
        rooms = [viewer.downlink.room(now) for viewer in viewers]
        lasting = self._strained_s >= _LASTING_S
        self._cap = balance.cap(self._cap, lowest, rooms, strained=lasting)
        publisher.cap(self._cap)
        if strained and self._cap != balance.FLOOR:
            return
        for viewer in viewers:
            verdict = viewer.judge(layers, now)
            if verdict and verdict.weak != viewer.weak:
                viewer.weak = verdict.weak
                said = {"viewer": viewer.session.id, "subject": viewer.subject}
                self._tell(self.tour, "viewer-weak" if viewer.weak else "viewer-well", said)


Connect = Callable[[], Session]
"""Makes a new connection behind our ports."""


def connector(mux: Mux, identity: Identity) -> Connect:
    return lambda: Session(mux, identity)
