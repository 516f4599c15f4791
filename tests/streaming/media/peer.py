"""A light WebRTC far end: one UDP socket, real ICE, DTLS and SRTP, no decoder."""

import asyncio
import secrets
import socket
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from aioice import stun
from aiortc import RTCCertificate, RTCDtlsTransport, sdp
from typing_extensions import override

from streaming.media.dtls import Dtls

CERTIFICATE = RTCCertificate.generateCertificate()
FINGERPRINT = next(f.value for f in CERTIFICATE.getFingerprints() if f.algorithm == "sha-256")
TWCC = "http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01"
SEND_TIME = "http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time"
VP8, VP8_RTX, H264, H264_RTX = 96, 97, 102, 103
_CONSENT_S = 2.5
_PATIENCE_S = 5.0


def offer(
    ufrag: str, password: str, direction: str, more: tuple[str, ...] = (), codec: str = "both"
) -> str:
    """Return an offer of one video line, as a browser would write it."""
    codecs = {"VP8": _vp8(), "H264": _h264(), "both": [*_vp8(), *_h264()]}[codec]
    numbers = {"VP8": "96 97", "H264": "102 103", "both": "96 97 102 103"}[codec]
    lines = [
        "v=0",
        f"o=- {secrets.randbits(60)} 2 IN IP4 127.0.0.1",
        "s=-",
        "t=0 0",
        "a=group:BUNDLE 0",
        f"m=video 9 UDP/TLS/RTP/SAVPF {numbers}",
        "c=IN IP4 0.0.0.0",
        f"a=ice-ufrag:{ufrag}",
        f"a=ice-pwd:{password}",
        f"a=fingerprint:sha-256 {FINGERPRINT}",
        "a=setup:actpass",
        "a=mid:0",
        f"a=extmap:2 {SEND_TIME}",
        f"a=extmap:3 {TWCC}",
        f"a={direction}",
        "a=rtcp-mux",
        "a=rtcp-rsize",
        *codecs,
        *more,
    ]
    return "\r\n".join(lines) + "\r\n"


def _vp8() -> list[str]:
    return [f"a=rtpmap:{VP8} VP8/90000", *_agreed(VP8), *_again(VP8_RTX, VP8)]


def _h264() -> list[str]:
    words = "level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42e01f"
    head = [f"a=rtpmap:{H264} H264/90000", f"a=fmtp:{H264} {words}"]
    return [*head, *_agreed(H264), *_again(H264_RTX, H264)]


def _agreed(number: int) -> list[str]:
    kinds = ("goog-remb", "transport-cc", "ccm fir", "nack", "nack pli")
    return [f"a=rtcp-fb:{number} {kind}" for kind in kinds]


def _again(number: int, of: int) -> list[str]:
    return [f"a=rtpmap:{number} rtx/90000", f"a=fmtp:{number} apt={of}"]


class Wire(asyncio.DatagramProtocol):
    """The socket, and what DTLS needs of a transport."""

    role = "controlling"
    state = "completed"

    def __init__(self) -> None:
        self.ufrag, self.password = secrets.token_hex(4), secrets.token_hex(12)
        self.media: Callable[[bytes], None] | None = None
        self.far: tuple[str, int] = ("", 0)
        self.lossy: Callable[[bytes], bool] = lambda _data: False
        self._theirs = ("", "")
        self._inbox: asyncio.Queue[bytes | None] = asyncio.Queue()
        self._answered = asyncio.Event()
        self._udp: Any = None
        self._task: asyncio.Task[None] | None = None

    async def open(self, host: str = "127.0.0.1") -> None:
        loop = asyncio.get_running_loop()
        sock = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_DGRAM)
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 20)
        sock.bind((host, 0))
        sock.setblocking(False)
        self._udp, _ = await loop.create_datagram_endpoint(lambda: self, sock=sock)

    async def check(self, far: tuple[str, int], ufrag: str, password: str) -> None:
        """Nominate this pair and keep consent fresh; raises TimeoutError."""
        self.far, self._theirs = far, (ufrag, password)
        self._answered.clear()
        async with asyncio.timeout(_PATIENCE_S):
            while not self._answered.is_set():
                self.send_check()
                with suppress(TimeoutError):
                    await asyncio.wait_for(self._answered.wait(), 0.1)
        if self._task is None:
            self._task = asyncio.get_running_loop().create_task(self._consent())

    def send_check(self) -> None:
        message = stun.Message(stun.Method.BINDING, stun.Class.REQUEST)
        message.attributes["USERNAME"] = f"{self._theirs[0]}:{self.ufrag}"
        message.attributes["PRIORITY"] = 1
        message.attributes["ICE-CONTROLLING"] = 1
        message.attributes["USE-CANDIDATE"] = None
        message.add_message_integrity(self._theirs[1].encode())
        self._udp.sendto(bytes(message), self.far)

    @override
    def datagram_received(self, data: bytes, addr: Any) -> None:
        if data[0] < 4:
            self._stun(data, addr)
        elif data[0] >= 128 and self.media:
            if not self.lossy(data):
                self.media(data)
        else:
            self._inbox.put_nowait(data)

    def send_now(self, data: bytes) -> None:
        self._udp.sendto(data, self.far)

    def vanish(self) -> None:
        """Go without a word, as a phone in a tunnel does."""
        if self._task:
            self._task.cancel()
        if self._udp:
            self._udp.close()
        self._inbox.put_nowait(None)

    def _stun(self, data: bytes, addr: Any) -> None:
        message = stun.parse_message(data)
        if message.message_class is stun.Class.RESPONSE:
            self._answered.set()
        elif message.message_class is stun.Class.REQUEST:
            answer = stun.Message(stun.Method.BINDING, stun.Class.RESPONSE, message.transaction_id)
            answer.attributes["XOR-MAPPED-ADDRESS"] = addr[:2]
            answer.add_message_integrity(self.password.encode())
            self._udp.sendto(bytes(answer), addr)

    async def _consent(self) -> None:
        while True:
            await asyncio.sleep(_CONSENT_S)
            self.send_check()

    async def _recv(self) -> bytes:
        data = await self._inbox.get()
        if data is None:
            raise ConnectionError
        return data

    async def _send(self, data: bytes) -> None:
        self.send_now(data)


class Peer:
    """One connection: posts an offer, connects, then packets go both ways."""

    def __init__(self, direction: str, more: tuple[str, ...] = (), codec: str = "both") -> None:
        self.wire = Wire()
        self.text = offer(self.wire.ufrag, self.wire.password, direction, more, codec)
        self.answer = ""
        self.location = ""
        self.etag = ""
        self._dtls: Dtls | None = None
        self.on_rtp: Callable[[bytes], None] = lambda _data: None
        self.on_rtcp: Callable[[bytes], None] = lambda _data: None

    async def post(self, http: Any, url: str, token: str) -> None:
        """Post the offer (RFC 9725) and connect; raises AssertionError on a refusal."""
        headers = {"Content-Type": "application/sdp", "Authorization": f"Bearer {token}"}
        async with http.post(url, data=self.text, headers=headers) as found:
            self.answer = await found.text()
            assert found.status == 201, (found.status, self.answer)
            self.location, self.etag = found.headers["Location"], found.headers.get("ETag", "")
        await self.connect(self.answer)

    async def connect(self, answer: str, host: str | None = None) -> None:
        """Check, shake hands; `host` chooses among the far end's candidates."""
        media: Any = sdp.SessionDescription.parse(answer).media[-1]
        found = [c for c in media.ice_candidates if c.protocol == "udp"]
        near = next(c for c in found if host in {None, c.ip})
        await self.wire.open("::1" if ":" in near.ip else near.ip if _is_ours(near.ip) else "")
        ice = media.ice
        await self.wire.check((near.ip, near.port), ice.usernameFragment, ice.password)
        self._dtls = Dtls(self.wire, CERTIFICATE)  # type: ignore[arg-type]  # the same few names
        self._dtls.on_rtp, self._dtls.on_rtcp = self._rtp, self._rtcp
        as_client = media.dtls.role != "client"
        await self._dtls.shake_hands(media.dtls.fingerprints, as_client=as_client)

    def send_rtp(self, packet: bytes) -> bool:
        return bool(self._dtls and self._dtls.send_rtp(packet))

    def send_rtcp(self, packet: bytes) -> bool:
        return bool(self._dtls and self._dtls.send_rtcp(packet))

    @property
    def connected(self) -> bool:
        return self._dtls is not None and self._dtls.state == "connected"

    async def close(self) -> None:
        """Say goodbye by DTLS and close the socket."""
        if self._dtls:
            await RTCDtlsTransport.stop(self._dtls)
        self.wire.vanish()
        await asyncio.sleep(0)

    def _rtp(self, data: bytes) -> None:
        self.on_rtp(data)

    def _rtcp(self, data: bytes) -> None:
        self.on_rtcp(data)


def _is_ours(address: str) -> bool:
    """Whether this machine can send from that address: then both ends share it."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe, suppress(OSError):
        probe.bind((address, 0))
        return True
    return False


__all__ = ["CERTIFICATE", "FINGERPRINT", "Peer", "Wire", "offer"]
