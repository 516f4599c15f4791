"""Which websites' scripts may talk to us (Fetch standard), and the shape of refusals."""

from aiohttp import hdrs, web
from aiohttp.typedefs import Handler, Middleware

_KEPT = ("Retry-After", "WWW-Authenticate", "Allow")
_EXPOSED = "Location, ETag, Link, Retry-After, Accept-Post"
_METHODS = "GET, POST, PATCH, DELETE, OPTIONS"


async def options(_request: web.Request) -> web.Response:
    """Answer a preflight, or a client that asks what we take."""
    return web.Response(
        status=200,
        headers={
            "Access-Control-Allow-Methods": _METHODS,
            "Access-Control-Allow-Headers": "content-type, authorization, if-match",
            "Access-Control-Max-Age": "86400",
            "Accept-Post": "application/sdp",
            "Allow": _METHODS,
        },
    )


def allow(origins: frozenset[str]) -> Middleware:
    """Let our own pages in; everybody else's script gets no answer it could read."""

    @web.middleware
    async def answer(request: web.Request, handler: Handler) -> web.StreamResponse:
        response: web.StreamResponse
        try:
            response = await handler(request)
        except web.HTTPException as error:
            kept = {k: v for k, v in error.headers.items() if k in _KEPT}
            response = web.Response(status=error.status, text=error.text, headers=kept)
        origin = request.headers.get(hdrs.ORIGIN, "")
        response.headers["Vary"] = "Origin"
        if origin in origins:
            response.headers["Access-Control-Allow-Origin"] = origin
            response.headers["Access-Control-Expose-Headers"] = _EXPOSED
        return response

    return answer
