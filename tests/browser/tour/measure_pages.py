"""Measures the customer's page, run by `scripts/bench tour`; no test of the suite."""

import json
import os
import statistics
import sys
from typing import Any

from playwright.sync_api import Browser, Page, Request

from tests.browser.tour.stage import TourStage, picture_is

VISITS = 40
_STEPS = """() => {
  const at = (part, edge) => {
    const found = performance.getEntriesByType('resource').filter((one) => one.name.includes(part));
    return (found.at(-1)?.[edge] ?? NaN) - window.tapped;
  };
  return {entered_ms: at('/t/', 'responseEnd'), asked_ms: at('/whep/', 'startTime'),
    answered_ms: at('/whep/', 'responseEnd')};
}"""
"""After the tap: our server let the page in, the page asked the media process, it answered."""
_TAP = "addEventListener('click', () => (window.tapped ??= performance.now()), true)"
_PAINT = """() => new Promise((told) => new PerformanceObserver((list) => {
  const first = list.getEntriesByName('first-contentful-paint')[0];
  if (first) told(first.startTime);
}).observe({type: 'paint', buffered: true}))"""


def test_measure_paint_and_first_frame(stage: TourStage, customers: Browser) -> None:
    link = stage.tour_with_camera()
    visits = [visit(stage, customers, link) for _ in range(VISITS)]
    for name in visits[0]:
        told = sorted(one[name] for one in visits)
        middle, late = statistics.median(told), told[-(-len(told) * 95 // 100) - 1]
        sys.stdout.write(f"{name:<16} p50 {middle:6.0f}  p95 {late:6.0f}  n {len(told)}\n")
    slowest = sorted(range(VISITS), key=lambda n: -visits[n]["first_frame_ms"])[:3]
    sys.stdout.write(f"the slowest were visits {', '.join(str(n + 1) for n in slowest)}\n")
    sys.stdout.write(f"load of the machine (1 min): {os.getloadavg()[0]:.1f}\n")


def visit(stage: TourStage, customers: Browser, link: str) -> dict[str, float]:
    page: Page = stage.page(customers, link)
    reports: list[dict[str, Any]] = []
    page.on("request", lambda request: note(request, reports))
    paint = float(page.evaluate(_PAINT))
    page.evaluate(_TAP)
    page.get_by_test_id("show-me").click()
    picture_is(page, "live")
    page.wait_for_timeout(300)
    first = next(one["first_frame_ms"] for one in reports if one["first_frame_ms"])
    steps: dict[str, float] = page.evaluate(_STEPS)
    page.context.close()
    stage.contexts.remove(page.context)
    return {"paint_ms": paint, **steps, "first_frame_ms": float(first)}


def note(request: Request, reports: list[dict[str, Any]]) -> None:
    if request.url.endswith("/viewer") and request.post_data:
        reports.append(json.loads(request.post_data))
