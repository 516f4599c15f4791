"""Reports reach the web application in order, also after it was away."""

import asyncio
import json
import logging

import pytest
from aiohttp import web

from streaming.links import signature
from streaming.media import reports as module
from streaming.media.reports import Reports
from tests.streaming.media.stage import SECRET, served, until

pytestmark = pytest.mark.asyncio


class Ear:
    """Answers as told, then well; remembers what it took."""

    def __init__(self, *statuses: int) -> None:
        self._statuses = list(statuses)
        self.took: list[str] = []

    async def hear(self, request: web.Request) -> web.Response:
        raw = await request.read()
        assert request.headers["X-Signature"] == signature(SECRET, raw)
        if self._statuses:
            return web.Response(status=self._statuses.pop(0))
        self.took.append(json.loads(raw)["kind"])
        return web.Response(status=204)


async def told(ear: Ear, *kinds: str) -> None:
    app = web.Application()
    app.router.add_post("/media/reports", ear.hear)
    runner, base = await served(app)
    reports = Reports(SECRET, f"{base}/media/reports")
    for kind in kinds:
        reports.tell("tour1", kind, {})
    task = asyncio.create_task(reports.run())
    await until(lambda: len(ear.took) >= len(kinds) - 1, 5)
    await asyncio.sleep(0.05)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    await runner.cleanup()


async def test_an_application_that_was_away_hears_everything_in_order() -> None:
    ear = Ear(503, 500, 502)
    await told(ear, "publisher-live", "publisher-gone")
    assert ear.took == ["publisher-live", "publisher-gone"]


async def test_a_report_that_is_refused_is_not_sent_again() -> None:
    ear = Ear(400)
    await told(ear, "publisher-live", "publisher-gone")
    assert ear.took == ["publisher-gone"]


async def test_a_full_queue_loses_the_newest_and_says_so(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING)
    monkeypatch.setattr(module, "_MOST_WAITING", 1)
    reports = Reports(SECRET, "http://127.0.0.1:1/")
    reports.tell("tour1", "publisher-live", {})
    reports.tell("tour1", "publisher-gone", {})
    assert "a report was lost: publisher-gone" in caplog.text
