"""The pages that texted links and typed codes open: the tour, its friends' door, afterwards."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, make_response, render_template, request
from flask.typing import ResponseReturnValue

from callcenter.errors import NotFound
from callcenter.kernel.tokens import BadToken, check
from callcenter.services import Transaction
from callcenter.web import body, services, text_field
from streaming import access
from streaming.lifecycle import TOUR
from streaming.models import Tour
from streaming.photos import service as photos
from streaming.snapshots import around, page_view
from streaming.viewers import service as viewers
from streaming.viewers.models import Viewer
from streaming.words import LANGUAGES, Words, words_for

bp = Blueprint("tour", __name__, template_folder="templates")


@bp.get("/t/<token>")
def page(token: str) -> ResponseReturnValue:
    """Show the page and change nothing: link previewers fetch it before the customer does."""
    return _page(lambda tx: viewers.by_token(tx, token), "customer")


@bp.post("/t/<token>")
def show_me(token: str) -> dict[str, Any]:
    return _entered(viewers.enter(services(), token, known_viewer()))


@bp.get("/f/<token>")
def friend_page(token: str) -> ResponseReturnValue:
    return _page(lambda tx: viewers.by_friend_token(tx, token), "friend")


@bp.post("/f/<token>")
def show_friend(token: str) -> dict[str, Any]:
    name = text_field(body(), "name")
    return _entered(viewers.join(services(), token, name, known_viewer()))


@bp.get("/t/<token>/photos/<photo>.jpg")
def photo_after(token: str, photo: str) -> Response:
    with services().reading() as tx:
        picture = photos.picture(tx, viewers.by_token(tx, token), photo)
    return Response(picture, mimetype="image/jpeg")


@bp.get("/f/<token>/photos/<photo>.jpg")
def friend_photo_after(token: str, photo: str) -> Response:
    with services().reading() as tx:
        picture = photos.picture(tx, viewers.by_friend_token(tx, token), photo)
    return Response(picture, mimetype="image/jpeg")


@bp.get("/live")
def type_code() -> str:
    said = _browsers_words()
    return _render("live_code.html", said, config=_again(said))


@bp.post("/live")
def enter_code() -> dict[str, str]:
    code = text_field(body(), "code")
    return {"path": viewers.enter_code(services(), code, request.remote_addr or "")}


def known_viewer() -> str:
    """Return the viewer whose key this page still holds from before; empty where it holds none."""
    parts = services()
    key = text_field(body() if request.data else {}, "known", 600)
    try:
        return str(check(parts.settings.secret_key, "tour", key, parts.clock.now())["sub"])
    except (BadToken, ValueError, KeyError):
        return ""


def _page(find: Callable[[Transaction], Tour], kind: str) -> ResponseReturnValue:
    try:
        with services().reading() as tx:
            tour = find(tx)
            view = page_view(tour, around(tx.session, tour), tx.now)
            after, said = _afterwards(tour), words_for(tour.contact.language)
    except NotFound:
        return _expired()
    if tour.state in TOUR.terminal:
        return _render("tour_after.html", said, tour=view, after=after, config={})
    view["headline"], view["detail"] = said.said(
        "invited" if kind == "customer" else "friend", name=after["associate"] or said.store
    )
    whep_url = access.whep_url(services(), tour)
    config = {"tour": view, "kind": kind, "whep_url": whep_url, **_again(said)}
    return _render("tour.html", said, tour=view, kind=kind, config=config)


def _expired() -> Response:
    said = _browsers_words()
    headline, detail = said.said("expired")
    view = {"state": "expired", "headline": headline, "detail": detail}
    return make_response(_render("tour_after.html", said, tour=view, after={}, config={}), 404)


def _browsers_words() -> Words:
    """Speak as the browser asks where nobody is known yet."""
    return words_for(request.accept_languages.best_match(list(LANGUAGES), "en"))


def _again(said: Words) -> dict[str, str]:
    """Return what a page says before it is let in; all its other words come with the answer."""
    return {"try_again": said.page["try_again"]}


def _render(template: str, said: Words, **values: Any) -> str:
    return render_template(
        template, words=said.page, store=said.store, language=said.code, **values
    )


def _afterwards(tour: Tour) -> dict[str, Any]:
    """Return what stays when the tour is over: what was shown, and until when it can be seen."""
    product = tour.contact.product
    return {
        "product": product.card() if product else None,
        "folder": f"{request.path}/photos",
        "again": f"/shop/{product.sku}" if product else "/shop",
        "associate": tour.contact.associate.name.split()[0] if tour.contact.associate else "",
    }


def _entered(viewer: Viewer) -> dict[str, Any]:
    with services().reading() as tx:
        tour = viewers.of_key(tx, viewer.public_id, viewer.tour.public_id).tour
        view = page_view(tour, around(tx.session, tour), tx.now)
    return {"tour": view, **access.entered(services(), viewer)}
