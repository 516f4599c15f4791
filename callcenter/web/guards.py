"""Guards: every blueprint has exactly one, named in the door's table."""

import hmac
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from flask import Flask, Response, abort, redirect, request, session
from flask.typing import ResponseReturnValue

from callcenter.carrier.webhook import is_genuine
from callcenter.errors import NotAllowed
from callcenter.kernel.tokens import BadToken, check
from callcenter.web.request import services

_FORMS = frozenset({"application/x-www-form-urlencoded", "multipart/form-data"})
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_SHOWN = ("application/json", "text/html")


@dataclass(frozen=True)
class Guard:
    """`admit` raises NotAllowed, or answers the request itself, or lets it in (None)."""

    name: str
    admit: Callable[[], ResponseReturnValue | None]
    cross_origin: bool = False


def guard_requests(app: Flask, table: Mapping[str, Guard]) -> None:
    """Put each blueprint's guard before its views. `table`: blueprint name -> guard."""

    @app.before_request
    def admit() -> ResponseReturnValue | None:
        _no_zero_bytes()
        guard = table.get(request.blueprint or "")
        return guard.admit() if guard else None

    @app.after_request
    def share(response: Response) -> Response:
        guard = table.get(request.blueprint or "")
        if guard and guard.cross_origin:
            _allow_origin(response)
        return response


def _no_zero_bytes() -> None:
    """Refuse what PostgreSQL cannot store and nobody types, in the path, the query or a form."""
    forms = (request.args, request.form) if request.mimetype in _FORMS else (request.args,)
    texts = [text for form in forms for pair in form.items(multi=True) for text in pair]
    if any("\x00" in text for text in (request.path, *texts)):
        abort(400, "This request is not readable.")


def anybody() -> None:
    """Pages and links that carry their own secret; unsafe requests from our own pages only."""
    if request.method not in _SAFE and request.headers.get("Sec-Fetch-Site") == "cross-site":
        raise NotAllowed("This request came from another website.")


def embedded() -> ResponseReturnValue | None:
    """Admit the widget on a retailer's page: cookieless, known origins only."""
    origin = request.headers.get("Origin")
    if origin and origin not in services().settings.origins:
        raise NotAllowed("This website is not registered with us.")
    return Response(status=204) if request.method == "OPTIONS" else None


def signed_in() -> ResponseReturnValue | None:
    """Associates and supervisors: a session, and its token with every unsafe request."""
    if current_associate_id() is not None:
        sent_by_page()
        return None
    if request.method == "GET" and request.accept_mimetypes.best_match(_SHOWN) == "text/html":
        return redirect("/sign-in", 303)
    raise NotAllowed("Please sign in first.")


def sent_by_page() -> None:
    """Unsafe requests carry the session's token. Raises NotAllowed."""
    if request.method in _SAFE:
        return
    sent = request.headers.get("X-CSRF-Token") or request.form.get("csrf_token") or ""
    if not hmac.compare_digest(sent.encode(), csrf_token().encode()):
        raise NotAllowed("This page is out of date. Please reload it.")


def from_carrier() -> ResponseReturnValue | None:
    """Webhooks: signed by our carrier, or nothing happens."""
    if not is_genuine(services().settings, request):
        raise NotAllowed("The signature does not fit.")
    return None


def csrf_token() -> str:
    if "csrf" not in session:
        session["csrf"] = secrets.token_urlsafe(16)
    return str(session["csrf"])


def sign_in(associate_id: int) -> None:
    """Begin a new session for this person; the old one is forgotten."""
    session.clear()
    session["associate_id"] = associate_id


def sign_out() -> None:
    session.clear()


def current_associate_id() -> int | None:
    found = session.get("associate_id")
    return found if isinstance(found, int) else None


def current_associate() -> int:
    """Who is signed in. Raises NotAllowed."""
    found = current_associate_id()
    if found is None:
        raise NotAllowed("Please sign in first.")
    return found


def key_of(purpose: str) -> str:
    """Return the subject of the key in `Authorization: Bearer`. Raises NotAllowed."""
    kind, _, token = request.headers.get("Authorization", "").partition(" ")
    parts = services()
    try:
        token = token if kind == "Bearer" else ""
        claims = check(parts.settings.secret_key, purpose, token, parts.clock.now())
        return str(claims["sub"])
    except (BadToken, ValueError, KeyError) as error:
        raise NotAllowed("This page is out of date. Please reload it.") from error


def _allow_origin(response: Response) -> None:
    origin = request.headers.get("Origin", "")
    if origin in services().settings.origins:
        response.headers["Access-Control-Allow-Origin"] = origin
        response.headers["Access-Control-Allow-Headers"] = "Authorization, Content-Type"
        response.headers["Access-Control-Allow-Methods"] = "GET, POST, OPTIONS"
        response.headers["Access-Control-Max-Age"] = "86400"
        response.vary.add("Origin")
