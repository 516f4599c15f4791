"""The page of an offer to a missed caller: opened by the texted link, taken by its button."""

from flask import Blueprint, redirect, render_template, request
from flask.typing import ResponseReturnValue

from callcenter.missed import service as missed
from callcenter.missed import words
from callcenter.stores.models import every_category
from callcenter.web import services

bp = Blueprint("missed", __name__)


@bp.get("/<token>")
def page(token: str) -> str:
    """Show the offer and change nothing: link previewers fetch it too."""
    with services().reading() as tx:
        row = missed.by_token(tx, token)
        language = missed.language(tx, row)
        categories = [
            (one.slug, one.names.get(language, one.name)) for one in every_category(tx.session)
        ]
        shown = {"state": row.state, "store": row.store.name if row.store else ""}
    said = {"words": words.page(language), "language": language, "path": f"/m/{token}"}
    return render_template("missed.html", offer=shown, categories=categories, config={}, **said)


@bp.post("/<token>")
def take(token: str) -> ResponseReturnValue:
    missed.take(services(), token, request.form.get("category", "")[:60])
    return redirect(f"/m/{token}", 303)
