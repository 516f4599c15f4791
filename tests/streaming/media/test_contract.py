"""The names of aiortc and pylibsrtp that we lean on beyond what they document.

A new version that changes one fails here, with words, and not in a tour.
"""

import asyncio
import inspect
from collections.abc import Callable

import pytest
from aiortc import RTCCertificate, RTCDtlsTransport
from aiortc.codecs.h264 import H264PayloadDescriptor
from aiortc.codecs.vpx import VpxPayloadDescriptor
from pylibsrtp import Session
from pylibsrtp._binding import ffi  # type: ignore[import-not-found]  # compiled

from streaming.media.dtls import Dtls

PRIVATE = ("_set_role", "_setup_srtp", "_handle_rtp_data", "_handle_rtcp_data", "_set_state")


@pytest.mark.parametrize("name", PRIVATE)
def test_the_transport_has_the_methods_we_use_or_replace(name: str) -> None:
    assert inspect.isfunction(getattr(RTCDtlsTransport, name))


def test_decrypted_media_is_handed_over_under_the_same_signature() -> None:
    found = inspect.signature(RTCDtlsTransport._handle_rtp_data).parameters
    assert list(found) == ["self", "data", "arrival_time_ms"]


def test_srtp_sessions_still_work_through_a_buffer_we_may_enlarge() -> None:
    source = inspect.getsource(Session)
    assert "self._cdata" in source
    assert "self._buffer" in source


def test_depacketising_returns_what_is_inside() -> None:
    assert VpxPayloadDescriptor.parse(b"\x10abc")[1] == b"abc"
    assert H264PayloadDescriptor.parse(b"\x65abc")[1] == b"\0\0\0\1\x65abc"


@pytest.mark.asyncio
@pytest.mark.parametrize("first_is_client", [True, False])
async def test_two_transports_shake_hands_and_pass_long_packets(first_is_client: bool) -> None:
    """1400 bytes of payload: pylibsrtp alone refuses above 1356, GStreamer sends 1400."""
    ends = (_Pipe(), _Pipe())
    ends[0].far, ends[1].far = ends[1], ends[0]
    keys = [RTCCertificate.generateCertificate() for _ in ends]
    both = [Dtls(end, key) for end, key in zip(ends, keys, strict=True)]  # type: ignore[arg-type]
    got: list[bytes] = []
    both[1].on_rtp = got.append
    await asyncio.gather(
        both[0].shake_hands(keys[1].getFingerprints(), as_client=first_is_client),
        both[1].shake_hands(keys[0].getFingerprints(), as_client=not first_is_client),
    )
    packet = bytes.fromhex("806000010000000200000003") + bytes(1400)
    assert both[0].send_rtp(packet)
    await asyncio.sleep(0.05)
    assert got == [packet]
    assert ffi.sizeof(both[0]._tx_srtp._cdata) == 2304
    await both[0].stop()
    await both[1].stop()
    for end in ends:
        end.inbox.put_nowait(None)


class _Pipe:
    """One end of a wire in memory."""

    role = "controlled"
    state = "completed"

    def __init__(self) -> None:
        self.far: _Pipe | None = None
        self.media: Callable[[bytes], None] | None = None
        self.inbox: asyncio.Queue[bytes | None] = asyncio.Queue()

    def send_now(self, data: bytes) -> None:
        if self.far is None:
            raise ConnectionError
        media: Callable[[bytes], None] | None = self.far.media
        if data[0] >= 128 and media:
            media(bytes(data))
        else:
            self.far.inbox.put_nowait(bytes(data))

    async def _send(self, data: bytes) -> None:
        self.send_now(data)

    async def _recv(self) -> bytes:
        data = await self.inbox.get()
        if data is None:
            raise ConnectionError
        return data
