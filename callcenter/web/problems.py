"""Errors as people and programs read them: a page, problem+json, or an empty answer."""

import logging

from flask import Flask, Response, jsonify, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import HTTPException

from callcenter.errors import CallCenterError
from callcenter.web.request import services

_LOG = logging.getLogger(__name__)
APOLOGY = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    "<Response><Say>We are sorry, something went wrong. Please call again.</Say>"
    "<Hangup/></Response>"
)

_AWAY = (
    "We cannot take anything down just now",
    "Nothing was changed. Please try again in a moment.",
)
_PLAIN = {
    404: "There is no such page. Please check the address.",
    405: "This address does not take such a request.",
    413: "That is more than we can take at once.",
}


def handle_errors(app: Flask, voice_blueprints: frozenset[str]) -> None:
    """Set the outermost guard of the web. Voice never gets a 5xx: it gets an apology."""

    @app.errorhandler(CallCenterError)
    def ours(error: CallCenterError) -> ResponseReturnValue:
        return _problem(error.status, error.title, error.detail, error.field)

    @app.errorhandler(HTTPException)
    def http(error: HTTPException) -> ResponseReturnValue:
        plain = error.description == type(error).description
        said = _PLAIN.get(error.code or 500) if plain else None
        return _problem(error.code or 500, error.name, said or error.description or "", None)

    @app.errorhandler(OperationalError)
    def no_database(_error: OperationalError) -> ResponseReturnValue:
        """Say that nothing was taken down: the database is away, or its disk is full."""
        _LOG.exception("database does not answer", extra={"endpoint": request.endpoint})
        if request.blueprint in voice_blueprints:
            return Response(APOLOGY, mimetype="text/xml")
        answer = app.make_response(_problem(503, *_AWAY, None))
        answer.headers["Retry-After"] = "5"
        return answer

    @app.errorhandler(Exception)
    def unexpected(_error: Exception) -> ResponseReturnValue:
        _LOG.exception("request failed", extra={"endpoint": request.endpoint})
        if request.blueprint in voice_blueprints:
            return Response(APOLOGY, mimetype="text/xml")
        title, detail = "Something went wrong", "It is not your fault. Please try again."
        return _problem(500, title, detail, None)


def _problem(status: int, title: str, detail: str, field: str | None) -> ResponseReturnValue:
    if _wants_page():
        page = render_template(
            "error.html",
            status=status,
            title=title,
            detail=detail,
            config={},
            sandbox=services().settings.has_loopback_carrier,
        )
        return page, status
    problem = {"type": "about:blank", "title": title, "status": status, "detail": detail}
    answer = jsonify(problem | ({"field": field} if field else {}))
    answer.status_code = status
    answer.mimetype = "application/problem+json"
    return answer


def _wants_page() -> bool:
    best = request.accept_mimetypes.best_match(["application/json", "text/html"])
    return best == "text/html" and "X-CSRF-Token" not in request.headers
