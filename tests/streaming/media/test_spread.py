"""Tours spread over processes: whichever is asked, the one that has the tour answers."""

import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from aiohttp import ClientSession

from streaming.homes import owner
from streaming.media.application import Plan, build
from streaming.media.ice import Mux
from streaming.media.spread import owner_of_path
from tests.streaming.media.stage import PAGE, RELAYS, SECRET, Stage, served, until


def test_tours_are_spread_evenly() -> None:
    counts = [0] * 4
    for number in range(4000):
        counts[owner(f"tour{number}", 4)] += 1
    assert min(counts) > 800


def test_every_address_has_one_owner() -> None:
    for path in ("/whip/t", "/whep/t", "/stills/t", "/tours/t/close"):
        assert owner_of_path(path, 4) == owner("t", 4)
    assert owner_of_path("/sessions/3.abc", 4) == 3
    for path in ("/healthz", "/sessions/abc", "/sessions/9.abc", "/sessions/-1.a", "/", "/whip"):
        assert owner_of_path(path, 4) is None


@asynccontextmanager
async def two() -> AsyncIterator[tuple[Stage, Stage]]:
    """Run two processes' applications side by side, as siblings."""
    ports = free_ports(2)
    siblings = tuple(f"http://127.0.0.1:{port}" for port in ports)
    runners, stages = [], []
    async with ClientSession() as http:
        for index, port in enumerate(ports):
            mux = Mux(["127.0.0.1"], 0, ["127.0.0.1"])
            words = (SECRET, frozenset({PAGE}), "http://127.0.0.1:1/x", RELAYS)
            app = build(Plan(*words, index=index, siblings=siblings), mux)
            runner, base = await served(app, port)
            runners.append(runner)
            stages.append(Stage(base, http, mux))
        try:
            yield stages[0], stages[1]
        finally:
            for peer in [peer for on in stages for peer in on.peers]:
                await peer.close()
            for runner in runners:
                await runner.cleanup()


def free_ports(many: int) -> list[int]:
    probes = [socket.socket() for _ in range(many)]
    for probe in probes:
        probe.bind(("127.0.0.1", 0))
    found = [int(probe.getsockname()[1]) for probe in probes]
    for probe in probes:
        probe.close()
    return found


@pytest.mark.asyncio
async def test_whichever_process_is_asked_camera_and_viewers_meet() -> None:
    async with two() as (first, second):
        camera, watcher = await first.camera(), await second.viewer()
        other = await first.viewer("friend")
        camera.send(key=True)
        await until(lambda: watcher.came and other.came)
        number = owner("tour1", 2)
        assert camera.peer.location.startswith(f"/sessions/{number}.")
        bearer = {"Authorization": f"Bearer {first.token('view', 'diaz')}"}
        for on in (first, second):
            status, _, _ = await on.ask("DELETE", watcher.peer.location, **bearer)
            assert status == (200 if on is first else 404)


@pytest.mark.asyncio
async def test_headers_and_refusals_pass_unchanged() -> None:
    async with two() as (first, second):
        found = []
        for on in (first, second):
            kind = {"Content_Type": "application/sdp", "Origin": PAGE}
            bearer = {"Authorization": f"Bearer {on.token('view')}"}
            watcher_text = "nonsense"
            found.append(await on.ask("POST", "/whep/tour1", watcher_text, **kind, **bearer))
        assert [status for status, _, _ in found] == [400, 400]
        assert [headers["Access-Control-Allow-Origin"] for _, headers, _ in found] == [PAGE] * 2


@pytest.mark.asyncio
async def test_relays_survive_the_way_through_a_sibling() -> None:
    async with two() as stages:
        for on in stages:
            text = (await on.camera()).peer.text
            kind = {"Content_Type": "application/sdp"}
            bearer = {"Authorization": f"Bearer {on.token('publish')}"}
            _, headers, _ = await on.ask("POST", "/whip/tour1", text, **kind, **bearer)
            assert len(headers.getall("Link")) == 2
