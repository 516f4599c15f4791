"""The event gateway without Redis: pages are still told to fetch their snapshot."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest
from aiohttp import ClientSession
from aiohttp.test_utils import TestServer

from callcenter.kernel.clock import SystemClock
from callcenter.kernel.tokens import sign
from callcenter.live import gateway
from callcenter.live.gateway import Gateway
from tests.cast import settings

ENOUGH = 3


@asynccontextmanager
async def serving() -> AsyncIterator[TestServer]:
    server = TestServer(Gateway(settings(), SystemClock()).app())
    await server.start_server()
    try:
        yield server
    finally:
        await server.close()


def token() -> str:
    clock = SystemClock()
    expires = clock.now() + timedelta(hours=1)
    return sign(settings().secret_key, "live", {"topics": ["contact:x"]}, expires)


async def hellos() -> int:
    """Count how often an open page is told to look, up to enough."""
    found = 0
    headers = {"Authorization": f"Bearer {token()}"}
    async with (
        serving() as server,
        ClientSession(headers=headers) as session,
        session.get(server.make_url("/events")) as page,
    ):
        async for line in page.content:
            found += line == b"event: hello\n"
            if found >= ENOUGH:
                break
    return found


def test_while_redis_is_away_pages_look_by_themselves(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gateway, "_PATIENCE_S", 0.05)
    assert asyncio.run(asyncio.wait_for(hellos(), 10)) == ENOUGH


def test_a_long_silence_ends_in_a_look(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gateway, "_PATIENCE_S", 60)
    monkeypatch.setattr(gateway, "_SILENCE_S", 0.05)
    assert asyncio.run(asyncio.wait_for(hellos(), 10)) == ENOUGH
