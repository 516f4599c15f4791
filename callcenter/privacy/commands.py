"""`flask --app wsgi privacy export|erase|reseal`: what the operator does with a number."""

import json

import click
from flask.cli import AppGroup

from callcenter.errors import Conflict
from callcenter.privacy import service as privacy
from callcenter.services import Services


def group(services: Services) -> AppGroup:
    commands = AppGroup("privacy", help="Export, erase or re-seal what we keep of customers.")

    @commands.command("export")
    @click.argument("number")
    def export_command(number: str) -> None:
        """Print everything we know of NUMBER (E.164) as JSON."""
        click.echo(json.dumps(privacy.export(services, number), indent=2, ensure_ascii=False))

    @commands.command("erase")
    @click.argument("number")
    def erase_command(number: str) -> None:
        """Forget NUMBER (E.164) here, and at the carrier as soon as it confirms."""
        click.echo(json.dumps(privacy.erase(services, number)))

    @commands.command("reseal")
    def reseal_command() -> None:
        """Bring every seal under the newest SECRET_KEY; old keys can go after this."""
        try:
            click.echo(f"{privacy.reseal(services)} seals renewed")
        except Conflict as refusal:
            raise click.ClickException(refusal.detail) from refusal

    return commands
