"""Commands of the operator: migrate, seed, and one command for each process."""

import json
import logging
import signal
import threading
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import FrameType

import click
from aiohttp import web as aiohttp_web
from alembic import command
from alembic.config import Config
from flask import Flask

from callcenter import seed as seeds
from callcenter.infra import jobs as lanes
from callcenter.live.gateway import Gateway
from callcenter.privacy import commands as privacy
from callcenter.services import Services

_LOG = logging.getLogger(__name__)
_MIGRATIONS = Path(__file__).resolve().parents[1] / "migrations"

Jobs = Mapping[str, Callable[[Services, int], None]]
Schedule = Sequence[tuple[float, str, Callable[[Services], None]]]


def register(app: Flask, jobs: Jobs, schedule: Schedule) -> None:
    services: Services = app.extensions["services"]
    app.cli.add_command(privacy.group(services))

    @app.cli.command("migrate")
    def migrate_command() -> None:
        """Bring the database to the newest schema."""
        migrate(services.settings.database_url)

    @app.cli.command("seed")
    def seed_command() -> None:
        """Put the demo's stores, people and products in; twice does no harm."""
        seeds.plant(services)

    @app.cli.command("sandbox-config")
    def sandbox_config_command() -> None:
        """Print what the loopback carrier must know of this installation."""
        click.echo(json.dumps(seeds.sandbox_config(services), indent=2))

    @app.cli.command("worker")
    @click.argument("lane", type=click.Choice(lanes.LANES))
    def worker_command(lane: str) -> None:
        """Serve one lane."""
        lanes.bind(services, jobs)
        lanes.work(lanes.connect(services.settings.redis_url), lane)

    @app.cli.command("clock")
    def clock_command() -> None:
        """Run every sweep at its interval, for ever."""
        Ticker(services, schedule).run()

    @app.cli.command("live")
    @click.option("--host", default="127.0.0.1")
    @click.option("--port", default=8001, type=int)
    def live_command(host: str, port: int) -> None:
        """Serve the live channel to open pages."""
        gateway = Gateway(services.settings, services.clock)
        aiohttp_web.run_app(gateway.app(), host=host, port=port, print=None, access_log=None)


def migrate(database_url: str) -> None:
    """Alembic's `upgrade head` on that database."""
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS))
    config.set_main_option("sqlalchemy.url", database_url.replace("%", "%%"))
    command.upgrade(config, "head")


class Ticker:
    """The one clock: runs what is due, notes what failed, goes on."""

    def __init__(self, services: Services, schedule: Schedule) -> None:
        self._services = services
        self._schedule = schedule
        self._stop = threading.Event()
        self._due = dict.fromkeys((name for _, name, _ in schedule), 0.0)

    def run(self) -> None:
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._on_signal)
        while not self._stop.wait(0.25):
            self.tick(self._services.clock.now().timestamp())

    def tick(self, now: float) -> None:
        """Run every sweep that is due at `now` (seconds since the epoch)."""
        for every_s, name, sweep in self._schedule:
            if now >= self._due[name]:
                self._due[name] = now + every_s
                self._guarded(name, sweep)

    def _guarded(self, name: str, sweep: Callable[[Services], None]) -> None:
        try:
            sweep(self._services)
        except Exception:  # noqa: BLE001 - the clock's outermost guard: one sweep never stops all
            _LOG.exception("sweep failed", extra={"sweep": name})

    def _on_signal(self, _number: int, _frame: FrameType | None) -> None:
        self._stop.set()
