"""The parts of `scripts/bench stream` without a browser: CPU, memory, many tours, many viewers."""

import asyncio
import json
import subprocess
import sys
from typing import Any

from tests.bench import clip
from tests.bench.engines import OURS, running
from tests.bench.figures import Figures, slope

_VIEWERS = (1, 10, 25)
_LOAD_S = 300


class LoadBench:
    """Cameras and viewers of our own make, against fresh processes of the engines in turn."""

    def __init__(self, figures: Figures, address: str, engines: tuple[str, ...]) -> None:
        self._figures = figures
        self._address = address
        self._engines = engines
        self._seconds, self._rounds = 8.0, 2

    def quick(self) -> None:
        self._seconds, self._rounds = 3.0, 1

    async def cpu(self) -> None:
        """CPU and memory of one tour with 1, 10 and 25 viewers."""
        sent = sum(len(part) for parts, _ in clip.frames() for part in parts)
        self._figures.add("the clip's Mbit/s", round(sent * 8 / clip.SECONDS / 1e6, 2))
        for _ in range(self._rounds):
            for viewers in _VIEWERS:
                for name in self._engines:
                    found = await self._load(name, 1, viewers)
                    self._figures.add(f"{name} cpu % at {viewers} viewers", found["cpu_percent"])
                    self._figures.add(f"{name} fps at {viewers} viewers", found["fps"])
                    self._figures.add(f"{name} uss MB at {viewers} viewers", found["uss"])
        for name in self._engines:
            cpu = [self._figures.median(f"{name} cpu % at {n} viewers") for n in _VIEWERS]
            memory = [self._figures.median(f"{name} uss MB at {n} viewers") for n in _VIEWERS]
            self._figures.add(f"{name} cpu % per viewer", round(slope(_VIEWERS, cpu), 3))
            self._figures.add(f"{name} MB per viewer", round(slope(_VIEWERS, memory), 3))

    async def tours(self) -> None:
        """24 tours with 2 viewers each, on one process."""
        for _ in range(self._rounds):
            for name in self._engines:
                found = await self._load(name, 24, 2)
                self._figures.add(f"{name} cpu % of 24 tours x 2", found["cpu_percent"])
                self._figures.add(f"{name} fps of 24 tours x 2", found["fps"])

    async def capacity(self) -> None:
        """200 viewers of 8 tours on one process."""
        found = await self._load(OURS, 8, 25)
        for word in ("viewers", "cpu_percent", "fps", "gaps_per_s", "load_cpu_percent"):
            self._figures.add(f"ours at 200: {word}", found[word])

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
