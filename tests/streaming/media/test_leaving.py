"""What goes leaves nothing behind: sockets, sessions, memory. The long form: tests/bench/churn."""

import asyncio
import gc
from pathlib import Path

import pytest

from streaming.media import session as sessions
from streaming.media.session import Session
from tests.streaming.media.stage import Stage, stage, until

pytestmark = pytest.mark.asyncio
JOINS = 30
_TURNS = 50


def descriptors() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


async def test_many_come_and_go_and_nothing_grows() -> None:
    async with stage() as on:
        await on.camera()
        await come_and_go(on, 5, 0)
        before, alive = descriptors(), await left()
        assert alive == 1
        await come_and_go(on, JOINS, 5)
        await until(lambda: descriptors() <= before)
        assert await left() == alive
        assert len(on.mux.sessions) == 1
        assert (await on.stats())["sessions"] == 1


async def test_who_left_is_forgotten_though_nobody_asks_for_anything() -> None:
    async with stage() as on:
        await on.camera()
        watcher = await on.viewer()
        assert await left() == 2
        await watcher.peer.close()
        on.peers.remove(watcher.peer)
        await until(lambda: len(on.mux.sessions) == 1)
        assert await left() == 1


async def test_who_vanishes_without_a_word_is_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sessions, "_SILENCE_S", 0.5)
    monkeypatch.setattr(sessions, "_LOOK_S", 0.1)
    async with stage() as on:
        camera = await on.camera()
        watcher = await on.viewer()
        watcher.peer.wire.vanish()
        await until(lambda: _kinds(on).count("viewer-left") == 1)
        camera.peer.wire.vanish()
        await until(lambda: "publisher-gone" in _kinds(on))
        assert on.mux.sessions == {}


async def test_who_never_connects_is_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sessions, "_CONNECT_S", 0.2)
    async with stage() as on:
        bearer = {"Authorization": f"Bearer {on.token('publish')}"}
        kind = {"Content_Type": "application/sdp"}
        camera = await on.camera()
        text = camera.peer.text.replace(camera.peer.wire.ufrag, "zzzz")
        await on.ask("POST", "/whip/tour1", text, **bearer, **kind)
        assert len(on.mux.sessions) == 2
        await until(lambda: len(on.mux.sessions) == 1)
        assert camera.peer.connected


async def come_and_go(on: Stage, times: int, first: int) -> None:
    for number in range(first, first + times):
        watcher = await on.viewer(f"friend{number}")
        if number % 2:
            bearer = {"Authorization": f"Bearer {on.token('view', f'friend{number}')}"}
            assert (await on.ask("DELETE", watcher.peer.location, **bearer))[0] == 200
        await watcher.peer.close()
        on.peers.remove(watcher.peer)
    await until(lambda: len(on.mux.sessions) == 1)


async def left() -> int:
    """Count the sessions in memory, once what is ending had its turns: counting takes a second."""
    for _ in range(_TURNS):
        await asyncio.sleep(0)
    gc.collect()
    return sum(isinstance(each, Session) for each in gc.get_objects())


def _kinds(on: Stage) -> list[str]:
    return [said["kind"] for said in on.told]


async def test_the_end_of_the_process_says_goodbye() -> None:
    async with stage() as on:
        await on.camera()
        await on.viewer()
        peers, on.peers = on.peers, []
        assert all(peer.connected for peer in peers)
    await asyncio.sleep(0.1)
    assert not any(peer.connected for peer in peers)
    for peer in peers:
        await peer.close()
