"""Who joins while a key frame is fresh begins with it at once; else with the next one."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from typing_extensions import override

from streaming.media import packets, sdp
from streaming.media.ice import Mux
from streaming.media.layer import Layer
from streaming.media.packets import Rtp
from streaming.media.session import Identity, Session
from streaming.media.viewer import Viewer
from tests.streaming.media import film
from tests.streaming.media.peer import offer

_KEY = bytes((0x10, 0, 0, 0, 0x9D, 1, 0x2A, 64, 0, 48, 0)) + bytes(60)
_NEXT = b"\x10\x01" + bytes(60)
_BEGAN = 100.0


class Line(Session):
    """A connection that is there, and keeps what was sent."""

    sent: list[Any]

    @override
    def send_rtp(self, packet: bytes) -> bool:
        self.sent.append(packets.read_rtp(packet))
        return True


@asynccontextmanager
async def joiner() -> AsyncIterator[tuple[Viewer, list[Any], list[Layer | None]]]:
    """Give a viewer, what it was sent, and of which sources it wanted key frames."""
    mux = Mux(["127.0.0.1"], 0, ["127.0.0.1"])
    line, wanted = Line(mux, Identity()), list[Layer | None]()
    line.sent = []
    asked = sdp.read(offer("abcd", "a" * 24, "recvonly"), "view")
    yield Viewer(asked, line, "diaz", wanted.append), line.sent, wanted
    await line.close()
    mux.close()


def packet(sequence: int, payload: bytes = _NEXT) -> Rtp:
    return Rtp(96, True, sequence & 0xFFFF, sequence * 3000, 7, payload, {})


def filled(*came: tuple[int, bytes], at: float = _BEGAN) -> Layer:
    layer = film.layer("VP8")
    for sequence, payload in came:
        layer.receive(packet(sequence, payload), at)
    return layer


@pytest.mark.parametrize("first", [10, 65534])
def test_everything_since_a_fresh_key_frame_is_kept(first: int) -> None:
    came = [(first - 1, _NEXT), (first, _KEY), (first + 1, _NEXT), (first + 2, _NEXT)]
    kept = filled(*came).since_key(_BEGAN + 0.4)
    assert [one.sequence for one in kept] == [(first + step) & 0xFFFF for step in range(3)]


def test_an_old_key_frame_would_show_the_past() -> None:
    assert filled((1, _KEY), (2, _NEXT)).since_key(_BEGAN + 0.6) == []


def test_a_gap_behind_the_key_frame_would_break_the_picture() -> None:
    assert filled((1, _KEY), (3, _NEXT)).since_key(_BEGAN) == []
    assert film.layer("VP8").since_key(_BEGAN) == []


@pytest.mark.asyncio
async def test_a_joiner_is_sent_it_all_and_goes_on_without_a_gap() -> None:
    layer = filled((20, _KEY), (21, _NEXT))
    async with joiner() as (viewer, sent, wanted):
        viewer.join(layer, _BEGAN + 0.1)
        viewer.send(layer, packet(22), key=False)
        assert [one.payload for one in sent] == [_KEY, _NEXT, _NEXT]
        assert [one.sequence - sent[0].sequence & 0xFFFF for one in sent] == [0, 1, 2]
        assert wanted == [], "no camera is asked for what is there"


@pytest.mark.asyncio
async def test_a_joiner_without_one_asks_and_waits() -> None:
    layer = filled((20, _KEY))
    async with joiner() as (viewer, sent, wanted):
        viewer.join(layer, _BEGAN + 9)
        viewer.send(layer, packet(21), key=False)
        assert (sent, wanted) == ([], [layer])
