"""One WebRTC connection: checks, handshake, then packets until one side goes."""

import asyncio
import logging
import secrets
from collections.abc import Callable
from contextlib import suppress

from aiortc import RTCCertificate

from streaming.media.answer import Ours
from streaming.media.dtls import Dtls
from streaming.media.ice import IceSession, Mux
from streaming.media.sdp import Offer

_LOG = logging.getLogger(__name__)
_CONNECT_S = 30
_SILENCE_S = 30
_LOOK_S = 5


class Identity:
    """Our certificate, made anew at every start."""

    def __init__(self) -> None:
        self.certificate = RTCCertificate.generateCertificate()
        prints = {f.algorithm: f.value for f in self.certificate.getFingerprints()}
        self.fingerprint = prints["sha-256"]


class Session:
    """A publisher's or a viewer's connection. `on_open` and `on_close` come at most once each."""

    def __init__(self, mux: Mux, identity: Identity) -> None:
        self.id = secrets.token_urlsafe(16)
        self.ssrc = secrets.randbits(32)
        self._mux = mux
        self._identity = identity
        self._ice = IceSession(mux)
        self._dtls = Dtls(self._ice, identity.certificate)
        self._moved = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._closed = False
        self.on_open: Callable[[], None] = lambda: None
        self.on_close: Callable[[], None] = lambda: None

    @property
    def closed(self) -> bool:
        return self._closed

    @property
    def etag(self) -> str:
        return f'"{self._ice.ufrag}"'

    def ours(self) -> Ours:
        """Return what an answer says of us."""
        fingerprint, candidates = self._identity.fingerprint, self._mux.candidates()
        return Ours(self._ice.ufrag, self._ice.password, fingerprint, candidates)

    def restart(self) -> Ours:
        """Take new ICE credentials (RFC 8445, 9); packets flow on until the far end uses them."""
        self._ice.restart()
        return self.ours()

    def listen(
        self, on_rtp: Callable[[bytes], None] | None, on_rtcp: Callable[[bytes], None]
    ) -> None:
        """Say who takes decrypted packets; without `on_rtp`, media that comes in is dropped."""
        self._dtls.on_rtp = on_rtp or (lambda _data: None)
        self._dtls.on_rtcp = on_rtcp

    def start(self, offer: Offer) -> None:
        """Connect in the background."""
        self._task = asyncio.get_running_loop().create_task(self._live(offer))

    def send_rtp(self, packet: bytes) -> bool:
        return self._dtls.send_rtp(packet)

    def send_rtcp(self, packet: bytes) -> bool:
        return self._dtls.send_rtcp(packet)

    async def close(self) -> None:
        """End the connection; the far end is told by DTLS."""
        if self._closed:
            return
        self._closed = True
        if self._task and self._task is not asyncio.current_task():
            self._task.cancel()
        self.on_close()
        await self._dtls.stop()
        self._ice.close()

    async def _live(self, offer: Offer) -> None:
        try:
            async with asyncio.timeout(_CONNECT_S):
                await self._ice.ready.wait()
                await self._dtls.shake_hands(offer.fingerprints, as_client=offer.passive)
            self._dtls.add_listener("statechange", self._moved.set)
            self.on_open()
            while self._dtls.state == "connected" and self._ice.silent_s() < _SILENCE_S:
                with suppress(TimeoutError):
                    await asyncio.wait_for(self._moved.wait(), _LOOK_S)
        except (ConnectionError, TimeoutError) as error:
            _LOG.info("a connection failed: %r", error)
        await self.close()
