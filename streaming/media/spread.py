"""Tours spread over several media processes: any of them answers, one of them has the tour."""

from collections.abc import AsyncIterator

from aiohttp import ClientError, ClientSession, ClientTimeout, hdrs, web
from aiohttp.typedefs import Handler, Middleware

from streaming.homes import owner

_TIMEOUT_S = 10
_PASSED = "X-Media-Passed"
_KEPT = (
    hdrs.AUTHORIZATION,
    hdrs.CONTENT_TYPE,
    hdrs.IF_MATCH,
    hdrs.ORIGIN,
    "X-Signature",
    "Access-Control-Request-Method",
)
_HOP = {hdrs.CONNECTION, hdrs.TRANSFER_ENCODING, hdrs.CONTENT_LENGTH, hdrs.DATE, hdrs.SERVER}
_BY_TOUR = {"whip", "whep", "stills", "tours"}


def owner_of_path(path: str, processes: int) -> int | None:
    """Return which process an address belongs to; None for one that any can answer."""
    parts = path.strip("/").split("/")
    if len(parts) < 2:
        return None
    if parts[0] in _BY_TOUR:
        return owner(parts[1], processes)
    first = parts[1].partition(".")[0]
    if parts[0] == "sessions" and first.isdecimal() and int(first) < processes:
        return int(first)
    return None


class Siblings:
    """Passes requests on to the process that has the tour. Media goes there directly.

    A redirect would do for encoders, but browsers drop the bearer token when one leads elsewhere.
    """

    def __init__(self, index: int, addresses: tuple[str, ...]) -> None:
        self._index = index
        self._addresses = addresses
        self._http: ClientSession | None = None

    async def running(self, _app: web.Application) -> AsyncIterator[None]:
        timeout = ClientTimeout(total=_TIMEOUT_S)
        async with ClientSession(timeout=timeout, auto_decompress=False) as self._http:
            yield

    def passing(self) -> Middleware:
        @web.middleware
        async def answer(request: web.Request, handler: Handler) -> web.StreamResponse:
            to = owner_of_path(request.path, len(self._addresses))
            here = to is None or to == self._index or request.method == hdrs.METH_OPTIONS
            if here or _PASSED in request.headers or self._http is None:
                return await handler(request)
            return await _pass(self._http, request, self._addresses[to or 0])

        return answer


async def _pass(http: ClientSession, request: web.Request, address: str) -> web.StreamResponse:
    headers = {name: request.headers[name] for name in _KEPT if name in request.headers}
    headers[_PASSED] = "1"
    body = await request.read()
    url = f"{address}{request.path_qs}"
    try:
        async with http.request(request.method, url, headers=headers, data=body) as found:
            back = [(k, v) for k, v in found.headers.items() if k.title() not in _HOP]
            response = web.Response(status=found.status, body=await found.read())
            response.headers.popall(hdrs.CONTENT_TYPE, None)
            response.headers.extend(back)
            return response
    except (ClientError, TimeoutError) as error:
        later = {"Retry-After": "2"}
        raise web.HTTPServiceUnavailable(text="Please try again.", headers=later) from error
