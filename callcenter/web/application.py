"""The Flask application: blueprints behind their guards, and what every page knows."""

from collections.abc import Sequence

from flask import Blueprint, Flask
from werkzeug.local import LocalProxy

from callcenter.services import Services
from callcenter.web.afterwards import answer_first
from callcenter.web.assets import serve_assets
from callcenter.web.guards import Guard, csrf_token, guard_requests
from callcenter.web.headers import protect
from callcenter.web.problems import handle_errors

_ROOT = "callcenter"
_LARGEST_BODY = 256 * 1024


def make_app(services: Services, blueprints: Sequence[tuple[Blueprint, str, Guard]]) -> Flask:
    app = Flask(_ROOT, static_folder=None, template_folder="templates")
    settings = services.settings
    app.config.update(
        SECRET_KEY=settings.secret_key,
        SESSION_COOKIE_NAME="virtual_shopper",
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.public_url.startswith("https:"),
        MAX_CONTENT_LENGTH=_LARGEST_BODY,
    )
    app.jinja_env.globals.pop("config")  # a page's `config` is its own, never the secrets
    app.extensions["services"] = services
    for blueprint, prefix, _guard in blueprints:
        app.register_blueprint(blueprint, url_prefix=prefix or None)
    table = {blueprint.name: guard for blueprint, _prefix, guard in blueprints}
    guard_requests(app, table)
    carrier_doors = frozenset(name for name, guard in table.items() if guard.name == "carrier")
    handle_errors(app, carrier_doors)
    answer_first(app, carrier_doors)
    protect(app, settings)
    serve_assets(app)

    @app.context_processor
    def known_to_pages() -> dict[str, object]:
        return {"csrf_token": LocalProxy(csrf_token), "sandbox": settings.has_loopback_carrier}

    return app
