"""Time of the sandbox: stepped by hand, or the loop's own, compressed."""

import asyncio
import time
from datetime import UTC, datetime

import pytest

from sandbox.inprocess.time import VirtualTime
from sandbox.looptime import LoopTime


@pytest.mark.asyncio
async def test_compressed_time_passes_as_much_faster() -> None:
    scheduler, done = LoopTime(speed=1000), asyncio.Event()
    began, base = scheduler.now(), time.monotonic()
    scheduler.later(60, done.set)
    await asyncio.wait_for(done.wait(), 10)
    passed = scheduler.now() - began
    assert passed >= 60
    assert passed == pytest.approx((time.monotonic() - base) * 1000, rel=0.05)


@pytest.mark.asyncio
async def test_at_its_own_pace_the_clock_is_everybodys() -> None:
    assert LoopTime().now() == pytest.approx(time.time(), abs=1)


def test_virtual_time_does_everything_on_the_way_in_order() -> None:
    clock, done = VirtualTime(datetime(2026, 11, 24, tzinfo=UTC)), []
    clock.later(5, lambda: done.append("later"))
    clock.later(1, lambda: clock.later(1, lambda: done.append("sooner")))
    clock.later(3, lambda: done.append("cancelled")).cancel()
    clock.advance(10)
    assert done == ["sooner", "later"]


def test_a_loop_without_time_is_found_out() -> None:
    clock = VirtualTime(datetime(2026, 11, 24, tzinfo=UTC))

    def again() -> None:
        clock.later(0, again)

    again()
    with pytest.raises(RuntimeError, match="rest"):
        clock.advance(1)
