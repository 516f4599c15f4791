"""`scripts/bench stream`: what a picture costs and how it looks, beside Janus and peer to peer.

Method: real sockets, ICE, DTLS and SRTP on one machine; as root in a network namespace of its own
(Janus' library ignores loopback), where Debian's Janus runs in the same run. CPU is user and
system time of the engine's process alone. Load: a 720p30 VP8 clip, encoded before (its rate is
the first figure); viewers decrypt and count, without decoding. Runs of both engines alternate,
each on a fresh process; per viewer is the slope over 1, 10 and 25. Browser scenes: one Chromium
films a canvas clock (720p30, at most 1.5 Mbit/s, VP8), sends and plays it; a frame's age is read
from the picture itself. Loss is made between browser and engine, both ways, with 25 ms each way
per leg.
"""

import argparse
import asyncio
import json
import os
import platform
import shutil
import subprocess
import sys
from typing import Any

from aiohttp import web

from tests.bench import chromium, clip, janus
from tests.bench.bad_line import BadLine
from tests.bench.engines import JANUS, LAB_PORT, OURS, Engine, running
from tests.bench.figures import Figures, slope
from tests.bench.handover import ADDRESS, NAMESPACE

_VIEWERS = (1, 10, 25)
_TOUR = "lab"
_BAD_PORT = 18791
_LATE_S = 0.025
_LOAD_S = 300


class Bench:
    """One run; `engines` are those that can be had here."""

    def __init__(self, address: str, engines: tuple[str, ...], asked: argparse.Namespace) -> None:
        self._address = address
        self._engines = engines
        self._seconds = 3.0 if asked.quick else 8.0
        self._rounds = 1 if asked.quick else 2
        self._quick = asked.quick
        self.figures = Figures()

    async def cpu(self) -> None:
        """CPU and memory per viewer, and of 24 tours with 2 viewers."""
        sent = sum(len(part) for parts, _ in clip.frames() for part in parts)
        self.figures.add("the clip's Mbit/s", round(sent * 8 / clip.SECONDS / 1e6, 2))
        for _ in range(self._rounds):
            for name in self._engines:
                for viewers in _VIEWERS:
                    found = await self._load(name, 1, viewers)
                    self.figures.add(f"{name} cpu % at {viewers} viewers", found["cpu_percent"])
                    self.figures.add(f"{name} uss MB at {viewers} viewers", found["uss"])
                found = await self._load(name, 24, 2)
                self.figures.add(f"{name} cpu % of 24 tours x 2", found["cpu_percent"])
                self.figures.add(f"{name} fps of 24 tours x 2", found["fps"])
        for name in self._engines:
            cpu = [self.figures.median(f"{name} cpu % at {n} viewers") for n in _VIEWERS]
            memory = [self.figures.median(f"{name} uss MB at {n} viewers") for n in _VIEWERS]
            self.figures.add(f"{name} cpu % per viewer", round(slope(_VIEWERS, cpu), 3))
            self.figures.add(f"{name} MB per viewer", round(slope(_VIEWERS, memory), 3))

    async def capacity(self) -> None:
        """200 viewers of 8 tours on one process."""
        found = await self._load(OURS, 8, 25)
        for word in ("viewers", "cpu_percent", "fps", "gaps_per_s", "load_cpu_percent"):
            self.figures.add(f"ours at 200: {word}", found[word])

    async def browser(self) -> None:
        """Glass to glass beside peer to peer, joins, and a camera that comes back."""
        seconds = 14 if self._quick else 20
        async with chromium.lab(LAB_PORT) as page:
            for _ in range(self._rounds):
                found = await chromium.run(page, "direct", {"seconds": seconds})
                self._scene("peer to peer", found)
                for name in self._engines:
                    async with running(name, self._address) as engine:
                        ask = _ask(engine, engine.base) | {"seconds": seconds}
                        self._scene(name, await chromium.run(page, "through", ask))
            async with running(OURS, self._address) as engine:
                ask = _ask(engine, engine.base)
                found = await chromium.run(page, "joins", ask | {"times": 20})
                self.figures.add("ours tap to first frame p50 ms", found["p50"])
                self.figures.add("ours tap to first frame p95 ms", found["p95"])
                found = await chromium.run(page, "back", ask)
                self.figures.add("ours camera back ms", found["back_ms"])

    async def loss(self) -> None:
        """2 % and 5 % of packets lost, both engines on equally bad lines."""
        async with chromium.lab(LAB_PORT) as page:
            for percent in (2, 5):
                for name in self._engines:
                    async with running(name, self._address) as engine:
                        found = await self._on_bad_line(page, engine, percent / 100)
                    title = f"{name} at {percent} % loss"
                    for word in ("fps", "freezes", "frozen_s", "p50", "p95"):
                        self.figures.add(f"{title}: {word}", found[word])

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
            self.figures.add(f"{title} {word}", found[word])

    async def _load(self, name: str, tours: int, viewers: int) -> dict[str, Any]:
        async with running(name, self._address) as engine:
            command = [sys.executable, "-m", "tests.bench.load", "--base", engine.base]
            words = ["--secret", engine.secret, "--pid", str(engine.pid)]
            many = ["--tours", str(tours), "--viewers", str(viewers)]
            process = await asyncio.create_subprocess_exec(
                *command, *words, *many, "--seconds", str(self._seconds), stdout=subprocess.PIPE
            )
            out, _ = await asyncio.wait_for(process.communicate(), _LOAD_S)
        found: dict[str, Any] = json.loads(out)
        assert found["viewers"] == tours * viewers, f"{name}: only {found['viewers']} connected"
        return found


def _ask(engine: Engine, base: str) -> dict[str, Any]:
    return {
        "whip": f"{base}/whip/{_TOUR}",
        "whep": f"{base}/whep/{_TOUR}",
        "publishToken": engine.token("publish", _TOUR),
        "viewToken": engine.token("view", _TOUR),
    }


async def _measure(asked: argparse.Namespace, address: str, engines: tuple[str, ...]) -> Figures:
    bench = Bench(address, engines, asked)
    parts = {"cpu": bench.cpu, "capacity": bench.capacity}
    if shutil.which("chromium"):
        parts |= {"browser": bench.browser, "loss": bench.loss}
    for name in asked.only.split(",") if asked.only else parts:
        sys.stderr.write(f"measuring: {name}\n")
        await parts[name]()
    return bench.figures


def main() -> int:
    parser = argparse.ArgumentParser(prog="scripts/bench stream", description=__doc__)
    parser.add_argument("--json", action="store_true", help="the last line is one JSON object")
    parser.add_argument("--quick", action="store_true", help="one short round")
    parser.add_argument("--only", default="", help="cpu,capacity,browser,loss")
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if os.geteuid() == 0 and not asked.inside and janus.installed():
        again = [sys.executable, "-m", "tests.bench.stream", *sys.argv[1:], "--inside"]
        return subprocess.run(
            ["unshare", "--net", "bash", "-c", NAMESPACE, "bash", *again], check=False
        ).returncode
    address, engines = (ADDRESS, (OURS, JANUS)) if asked.inside else ("127.0.0.1", (OURS,))
    method = str(__doc__).partition("\n\n")[2].removeprefix("Method: ")
    figures = asyncio.run(_measure(asked, address, engines))
    sys.stdout.write(figures.table(method))
    if asked.json:
        machine = f"{os.cpu_count()} cores, {platform.system()} {platform.machine()}"
        said = {"figures": figures.medians(), "method": " ".join(method.split())}
        sys.stdout.write(json.dumps({**said, "machine": machine}) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
