"""Who may change anything here: our own pages and local programs, no stranger's page."""

from aiohttp import web

_LOCAL = frozenset({"localhost", "127.0.0.1", "[::1]"})


def own_page(request: web.Request) -> None:
    """Raise 403 for a request that a page of another origin sent, or for a borrowed name."""
    origin = request.headers.get("Origin", "")
    if origin and origin.partition("://")[2] != request.host:
        raise web.HTTPForbidden(text="Only the sandbox's own pages may do this.")
    if request.host.rpartition(":")[0] not in _LOCAL and request.host not in _LOCAL:
        raise web.HTTPForbidden(text="The sandbox answers to its local name only.")
