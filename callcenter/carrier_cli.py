"""Commands about the carrier account: connect it, examine it, print the fallback document."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import click
from flask.cli import AppGroup

from callcenter.carrier import account, doctor
from callcenter.carrier.account import Change
from callcenter.errors import CarrierError
from callcenter.services import Services
from callcenter.stores.models import every_store

_SIGNS = {True: "ok  ", False: "BAD ", None: "?   "}


@dataclass(frozen=True)
class Parts:
    """What the commands work with."""

    services: Services
    connect: Callable[[], Any]
    fallback: Callable[[], str]


def commands(parts: Parts) -> AppGroup:
    group = AppGroup("carrier", help="The carrier account.")

    @group.command("connect")
    @click.option("--apply", is_flag=True, help="Make the changes; without it they are only shown.")
    def connect_command(apply: bool) -> None:  # noqa: FBT001 - click hands flags by name
        """Point the account's application and numbers at this installation."""
        try:
            _connect(parts, apply=apply)
        except CarrierError as error:
            message = f"The carrier refused: {error.detail}"
            raise click.ClickException(message) from error

    @group.command("doctor")
    def doctor_command() -> None:
        """Check credentials, addresses, webhooks, clock and permissions; exit 1 if one is bad."""
        if not _examine(parts):
            raise click.exceptions.Exit(1)

    @group.command("fallback")
    def fallback_command() -> None:
        """Print the apology that callers hear when we are down, to be hosted elsewhere."""
        click.echo(parts.fallback())

    return group


def _connect(parts: Parts, *, apply: bool) -> None:
    changes = account.survey(parts.connect(), parts.services.settings, _numbers(parts.services))
    for change in changes:
        _show(change)
    for line in account.mend(parts.connect(), changes) if apply else ():
        click.echo(f"changed: {line}")
    if not apply and any(change.differs for change in changes):
        click.echo("Nothing was changed. Run it again with --apply.")


def _examine(parts: Parts) -> bool:
    """Print every finding; true where none is bad."""
    services = parts.services
    numbers, now = _numbers(services), services.clock.now()
    found = list(doctor.examine(parts.connect(), services.settings, numbers, now))
    for finding in found:
        click.echo(f"{_SIGNS[finding.well]}{finding.name}: {finding.words}")
    return all(finding.well is not False for finding in found)


def _numbers(services: Services) -> list[str]:
    with services.transaction() as tx:
        return [store.phone_number for store in every_store(tx.session)]


def _show(change: Change) -> None:
    if change.trouble or not change.differs:
        click.echo(f"{change.kind} {change.name}: {change.trouble or 'as it should be'}")
    for name, (was, becomes) in sorted(change.differs.items()):
        click.echo(f"{change.kind} {change.name}: {name}: {was or 'nothing'} -> {becomes}")
