"""The product's processes for a chaos run: a folder, ports and a supervisor of their own."""

import json
import os
import subprocess
import sys
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "scripts" / "kit"))

import start  # noqa: E402 - scripts/kit is a folder of scripts, no package
import valkey  # noqa: E402
from places import Ports, environment, free_ports  # noqa: E402
from supervisor import Supervisor  # noqa: E402

_QUICK = {
    "CALLS_PER_S": "10",
    "GIVE_UP_S": "40",
    "WRAP_UP_S": "5",
    "RESERVED_S": "20",
    "RING_TIMEOUT_S": "15",
    "LOG_LEVEL": "WARNING",
    "DAILY_BUDGET": "1000000",
    "UNPROVEN_BUDGET": "1000000",
    "PROOF_OF_WORK": "never",
    "CALL_HOURS": "00:00-24:00",
}
_FIRST_PORT, _PLACES, _APART = 12_000, 400, 40
"""Two runs on one machine look in different places; below what the kernel gives away itself."""
_LEFT_OUT = frozenset({"sandbox", "media"})


@dataclass
class Product:
    folder: Path
    ports: Ports
    values: dict[str, str]
    supervisor: Supervisor
    redis_socket: Path

    @classmethod
    def prepare(cls, folder: Path, database: str, redis_port: int) -> "Product":
        """Migrate and seed; nothing runs yet. `database`: a URL, or empty for SQLite."""
        ports = free_ports(_FIRST_PORT + os.getpid() % _PLACES * _APART)
        given = {**_QUICK, **({"DATABASE_URL": database} if database else {})}
        values = environment(given, folder, ports)
        socket = valkey.socket_path(folder)
        listed = start.processes(values, folder, ports)
        kept = [process for process in listed if process.name not in _LEFT_OUT]
        values["REDIS_URL"] = f"redis://127.0.0.1:{redis_port}/0"
        product = cls(folder, ports, values, Supervisor(kept, values, folder / "log"), socket)
        for words in (["migrate"], ["seed"]):
            product.flask(*words)
        return product

    def leave_out(self, name: str) -> None:
        kept = [process for process in self.supervisor.processes if process.name != name]
        self.supervisor.processes = kept

    def flask(self, *words: str) -> str:
        command = [str(ROOT / ".venv/bin/flask"), "--app", "wsgi", *words]
        done = subprocess.run(
            command, cwd=ROOT, env=self.values, capture_output=True, text=True, check=True
        )
        return done.stdout

    def carrier_config(self) -> Mapping[str, object]:
        told: dict[str, object] = json.loads(self.flask("sandbox-config"))
        return {**told, "calls_per_second": 10.0, "handsets": []}

    def run(self) -> threading.Thread:
        self.supervisor.start()
        self.supervisor.wait_ready()
        thread = threading.Thread(target=self.supervisor.run, daemon=True)
        thread.start()
        return thread

    def stop(self) -> None:
        self.supervisor.stopping = True
        self.supervisor.stop()

    @property
    def sqlite(self) -> Path | None:
        url = self.values["DATABASE_URL"]
        return Path(url.removeprefix("sqlite:///")) if url.startswith("sqlite") else None
