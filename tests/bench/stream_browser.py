"""The parts of `scripts/bench stream` in Chromium: delay, first frame, camera back, loss."""

from typing import Any

from aiohttp import web

from tests.bench import chromium
from tests.bench.bad_line import BadLine
from tests.bench.engines import LAB_PORT, OURS, Engine, running
from tests.bench.figures import Figures

_TOUR = "lab"
_BAD_PORT = 18791
_LATE_S = 0.025
_LOSSES = (2, 5)


class BrowserBench:
    """One Chromium sends and plays, through the engines in turn and peer to peer."""

    def __init__(self, figures: Figures, address: str, engines: tuple[str, ...]) -> None:
        self._figures = figures
        self._address = address
        self._engines = engines
        self._seconds, self._rounds, self._joins = 20, 2, 40

    def quick(self) -> None:
        self._seconds, self._rounds, self._joins = 14, 1, 20

    async def glass(self) -> None:
        """Glass to glass beside peer to peer, and what the camera sends after 10 s."""
        async with chromium.lab(LAB_PORT) as page:
            for _ in range(self._rounds):
                found = await chromium.run(page, "direct", {"seconds": self._seconds})
                self._scene("peer to peer", found)
                for name in self._engines:
                    async with running(name, self._address) as engine:
                        ask = _ask(engine, engine.base) | {"seconds": self._seconds}
                        self._scene(name, await chromium.run(page, "through", ask))

    async def joins(self) -> None:
        """From the tap to the first decoded frame, and where the time goes."""
        async with chromium.lab(LAB_PORT) as page:
            for name in self._engines:
                async with running(name, self._address) as engine:
                    ask = _ask(engine, engine.base) | {"times": self._joins}
                    found = await chromium.run(page, "joins", ask)
                for step in ("answered", "connected", "first"):
                    for part, value in zip(("p50", "p95"), found[step], strict=True):
                        self._figures.add(f"{name} tap to {step} {part} ms", value)

    async def back(self) -> None:
        """Take a camera away for a second: from its return to its picture."""
        async with chromium.lab(LAB_PORT) as page:
            for _ in range(2 * self._rounds):
                async with running(OURS, self._address) as engine:
                    found = await chromium.run(page, "back", _ask(engine, engine.base))
                    self._figures.add("ours camera back ms", found["back_ms"])

    async def loss(self) -> None:
        """2 % and 5 % of packets lost, both engines on equally bad lines."""
        async with chromium.lab(LAB_PORT) as page:
            for percent in _LOSSES:
                for name in self._engines:
                    async with running(name, self._address) as engine:
                        found = await self._on_bad_line(page, engine, percent / 100)
                    title = f"{name} at {percent} % loss"
                    for word in ("fps", "freezes", "frozen_s", "p50", "p95"):
                        self._figures.add(f"{title}: {word}", found[word])

    async def _on_bad_line(self, page: Any, engine: Engine, loss: float) -> dict[str, Any]:
        line = BadLine(self._address, loss, _LATE_S, engine.base)
        runner = web.AppRunner(line.app())
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", _BAD_PORT).start()
        ask = _ask(engine, f"http://127.0.0.1:{_BAD_PORT}") | {"seconds": 25}
        try:
            return await chromium.run(page, "through", ask)
        finally:
            line.close()
            await runner.cleanup()

    def _scene(self, title: str, found: dict[str, Any]) -> None:
        for word in ("p50", "p95", "first_ms", "kbit_per_s", "fps", "freezes"):
            self._figures.add(f"{title} {word}", found[word])


def _ask(engine: Engine, base: str) -> dict[str, Any]:
    return {
        "whip": f"{base}/whip/{_TOUR}",
        "whep": f"{base}/whep/{_TOUR}",
        "publishToken": engine.token("publish", _TOUR),
        "viewToken": engine.token("view", _TOUR),
    }
