"""Signed orders of the web application: ending a tour, showing somebody out."""

import json

import pytest

from streaming.links import signature
from tests.streaming.media.stage import SECRET, stage, until

pytestmark = pytest.mark.asyncio


async def test_a_tour_that_is_over_lets_nobody_in_again() -> None:
    async with stage() as on:
        camera, watcher = await on.camera(), await on.viewer()
        assert await on.order("/tours/tour1/close") == 204
        await until(lambda: not camera.peer.connected and not watcher.peer.connected)
        with pytest.raises(AssertionError, match="410"):
            await on.camera()
        with pytest.raises(AssertionError, match="410"):
            await on.viewer()


async def test_a_link_is_taken_back_at_once_and_for_good() -> None:
    async with stage() as on:
        await on.camera()
        friend, customer = await on.viewer("friend"), await on.viewer("diaz")
        assert await on.order("/tours/tour1/kick", subject="friend") == 204
        await until(lambda: not friend.peer.connected)
        assert customer.peer.connected
        with pytest.raises(AssertionError, match="403"):
            await on.viewer("friend")


async def test_orders_need_the_shared_secret() -> None:
    async with stage() as on:
        camera = await on.camera()
        raw = json.dumps({"tour": "tour1"})
        for signed in ("", "x", signature("another secret", raw.encode())):
            assert (await on.ask("POST", "/tours/tour1/close", raw, X_Signature=signed))[0] == 403
        assert camera.peer.connected


async def test_an_order_for_one_tour_does_not_end_another() -> None:
    async with stage() as on:
        raw = json.dumps({"tour": "tour2", "note": "tour1"})
        signed = signature(SECRET, raw.encode())
        assert (await on.ask("POST", "/tours/tour1/close", raw, X_Signature=signed))[0] == 400
        raw = "no json, tour1"
        signed = signature(SECRET, raw.encode())
        assert (await on.ask("POST", "/tours/tour1/close", raw, X_Signature=signed))[0] == 400
        assert await on.order("/tours/tour1/kick") == 400
