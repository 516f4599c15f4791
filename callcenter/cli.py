"""Commands of the operator: migrate, seed, and one command for each process."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path

import click
from aiohttp import web as aiohttp_web
from alembic import command
from alembic.config import Config
from flask import Flask

from callcenter import seed as seeds
from callcenter.errors import NotFound
from callcenter.infra import jobs as lanes
from callcenter.live.gateway import Gateway
from callcenter.privacy import commands as privacy
from callcenter.services import Services
from callcenter.staff.views import link
from callcenter.ticker import Schedule, Ticker

_MIGRATIONS = Path(__file__).resolve().parents[1] / "migrations"

Jobs = Mapping[str, Callable[[Services, int], None]]


def register(app: Flask, jobs: Jobs, schedule: Schedule) -> None:
    services: Services = app.extensions["services"]
    _register_operator(app, services)
    _register_processes(app, services, jobs, schedule)
    app.cli.add_command(privacy.group(services))


def _register_operator(app: Flask, services: Services) -> None:
    @app.cli.command("migrate")
    def migrate_command() -> None:
        """Bring the database to the newest schema."""
        migrate(services.settings.database_url)

    @app.cli.command("seed")
    def seed_command() -> None:
        """Put the demo's stores, people and products in; twice does no harm."""
        seeds.plant(services)

    @app.cli.command("sign-in-link")
    @click.argument("name")
    def sign_in_link_command(name: str) -> None:
        """Print a link that signs in the associate or supervisor with this short name."""
        try:
            click.echo(link(services, name))
        except NotFound as missing:
            raise click.ClickException(missing.detail) from missing

    @app.cli.command("sandbox-config")
    def sandbox_config_command() -> None:
        """Print what the loopback carrier must know of this installation."""
        click.echo(json.dumps(seeds.sandbox_config(services), indent=2))


def _register_processes(app: Flask, services: Services, jobs: Jobs, schedule: Schedule) -> None:
    @app.cli.command("worker")
    @click.argument("lane", type=click.Choice(lanes.LANES))
    def worker_command(lane: str) -> None:
        """Serve one lane."""
        lanes.bind(services, jobs)
        lanes.work(lanes.connect_worker(services.settings.redis_url), lane)

    @app.cli.command("clock")
    def clock_command() -> None:
        """Run every sweep at its interval, for ever. Any number of clocks share the turns."""
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
