"""What is done to the processes: kills, sleeps, cut lines, locked and restarted databases."""

import asyncio
import os
import random
import signal
import sqlite3
import threading
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from redis import Redis
from redis.exceptions import RedisError
from supervisor import Process, Supervisor

from tests.chaos.disk import ballast
from tests.chaos.proxy import Proxy

KILLS = ("kill -9", "whole machine")
_WORKING = ("web", "routing", "urgent", "normal", "clock", "standby", "live")


@dataclass
class Monkey:
    """One fault at a time, by dice."""

    supervisor: Supervisor
    proxy: Proxy
    dice: random.Random
    sqlite: Path | None
    disk: Path | None
    restart_database: Callable[[], None] | None
    aim: Callable[[str], Awaitable[None]]
    done: Counter[str] = field(default_factory=Counter)

    async def strike(self) -> str:
        """Do one of them; returns its name."""
        faults = {
            "kill -9 process": (6, self._kill_parent),
            "kill -9 child": (3, self._kill_child),
            "kill -9 group": (3, self._kill_group),
            "sleep (SIGSTOP)": (3, self._stop),
            "redis flushed": (1, self._flush),
            "redis killed": (1, self._kill_redis),
            "redis cut off": (1, self._black_hole),
            "database": (2, self._database),
            "disk full": (2 if self.disk else 0, self._fill_disk),
            "whole machine": (1, self._kill_all),
        }
        weights = [weight for weight, _ in faults.values()]
        name = self.dice.choices(list(faults), weights)[0]
        self.done[name] += 1
        if name.startswith(KILLS):
            await self.aim(name)
        await faults[name][1]()
        return name

    def _victim(self, *names: str) -> Process | None:
        alive = [
            process
            for process in self.supervisor.processes
            if process.name in (names or _WORKING)
            and process.handle
            and process.handle.poll() is None
        ]
        return self.dice.choice(alive) if alive else None

    async def _kill_parent(self) -> None:
        victim = self._victim()
        if victim and victim.handle:
            victim.handle.kill()

    async def _kill_child(self) -> None:
        victim = self._victim("web", "normal")
        if victim and victim.handle:
            for child in _children(victim.handle.pid):
                _send(child, signal.SIGKILL)

    async def _kill_group(self) -> None:
        _send_group(self._victim(), signal.SIGKILL)

    async def _stop(self) -> None:
        victim = self._victim()
        _send_group(victim, signal.SIGSTOP)
        try:
            await asyncio.sleep(self.dice.uniform(1, 8))
        finally:
            _send_group(victim, signal.SIGCONT)

    async def _flush(self) -> None:
        with suppress(RedisError):
            Redis(unix_socket_path=self.proxy.target, socket_timeout=2).flushall()

    async def _kill_redis(self) -> None:
        victim = self._victim("valkey")
        if victim and victim.handle:
            victim.handle.kill()

    async def _black_hole(self) -> None:
        before, self.proxy.mode = self.proxy.mode, "swallow"
        await asyncio.sleep(self.dice.uniform(2, 8))
        self.proxy.mode = before

    async def _database(self) -> None:
        if self.restart_database:
            await asyncio.to_thread(self.restart_database)
        elif self.sqlite:
            seconds = self.dice.uniform(0.5, 4)
            threading.Thread(target=_lock, args=(self.sqlite, seconds), daemon=True).start()
            await asyncio.sleep(seconds)

    async def _fill_disk(self) -> None:
        if self.disk:
            with ballast(self.disk):
                await asyncio.sleep(self.dice.uniform(2, 6))

    async def _kill_all(self) -> None:
        """Pull the plug: everything of ours, what Redis knew, the database if it is a server."""
        for process in self.supervisor.processes:
            _send_group(process, signal.SIGKILL)
        if self.restart_database:
            await asyncio.to_thread(self.restart_database)


def _lock(database: Path, seconds: float) -> None:
    """Hold the write lock as a stuck writer would."""
    connection = sqlite3.connect(database, isolation_level=None, timeout=20)
    try:
        connection.execute("BEGIN IMMEDIATE")
        time.sleep(seconds)
        connection.execute("ROLLBACK")
    finally:
        connection.close()


def _children(pid: int) -> list[int]:
    try:
        listed = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii")
    except OSError:
        return []
    return [int(child) for child in listed.split()]


def _send(pid: int, number: signal.Signals) -> None:
    with suppress(ProcessLookupError):
        os.kill(pid, number)


def _send_group(process: Process | None, number: signal.Signals) -> None:
    if process and process.handle:
        with suppress(ProcessLookupError):
            os.killpg(process.handle.pid, number)
