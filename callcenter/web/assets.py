"""Scripts, styles and pictures of a package, with content hash and integrity."""

import base64
import hashlib
from functools import cache
from pathlib import Path

from flask import Flask, Response, abort, send_from_directory
from markupsafe import Markup

PACKAGES = ("callcenter", "ivr", "routing", "streaming")
_ROOT = Path(__file__).resolve().parents[2]


def serve_assets(app: Flask) -> None:
    """`/static/<package>/...`, and the Jinja functions `script` and `style`."""

    @app.get("/static/<package>/<path:name>")
    def asset(package: str, name: str) -> Response:
        if package not in PACKAGES:
            abort(404)
        return send_from_directory(_ROOT / package / "static", name, max_age=3600)

    app.jinja_env.globals.update(script=script, style=style)


def script(package: str, name: str) -> Markup:
    """`<script type="module">` of `<package>/static/dist/<name>.js`."""
    url, integrity = _addressed(package, f"dist/{name}.js")
    tag = '<script type="module" src="{}" integrity="{}" crossorigin="anonymous"></script>'
    return Markup(tag).format(url, integrity)  # noqa: S704 - format escapes


def style(package: str, name: str) -> Markup:
    """`<link rel="stylesheet">` of `<package>/static/dist/<name>.css`."""
    url, integrity = _addressed(package, f"dist/{name}.css")
    tag = '<link rel="stylesheet" href="{}" integrity="{}" crossorigin="anonymous">'
    return Markup(tag).format(url, integrity)  # noqa: S704 - format escapes


def _addressed(package: str, name: str) -> tuple[str, str]:
    path = _ROOT / package / "static" / name
    digest = _digest(path, path.stat().st_mtime_ns if path.exists() else 0)
    short = digest[:12].replace("/", "_").replace("+", "-")
    return f"/static/{package}/{name}?v={short}", f"sha384-{digest}"


@cache
def _digest(path: Path, _changed: int) -> str:
    """Base64 SHA-384 of the file; of nothing where it was not built yet."""
    content = path.read_bytes() if path.exists() else b""
    return base64.b64encode(hashlib.sha384(content).digest()).decode()
