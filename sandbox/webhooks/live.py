"""Webhooks over real sockets."""

import asyncio
from collections.abc import Callable
from http.cookies import SimpleCookie

from aiohttp import (
    ClientError,
    ClientResponse,
    ClientSession,
    ClientTimeout,
    DummyCookieJar,
    TCPConnector,
)
from aiohttp.client_exceptions import ClientConnectorError

from sandbox.calls.ports import WebhookAnswer, WebhookRequest
from sandbox.webhooks import overrides
from sandbox.webhooks.headers import headers
from sandbox.webhooks.overrides import Overrides
from sandbox.webhooks.signature import address

CONNECT_FAILED = 11205
READ_FAILED = 11200
TOO_MANY_REDIRECTS = 11215
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_MOST_REDIRECTS = 5


class _LostError(Exception):
    """No answer. `outcome` is the retry policy it falls under, `code` the Twilio error."""

    def __init__(self, outcome: str, code: int) -> None:
        super().__init__(outcome)
        self.outcome = outcome
        self.code = code


class AioWeb:
    """Each request is a task of its own, so that callbacks may overtake one another."""

    def __init__(self, auth_token: str) -> None:
        self._token = auth_token
        self._session: ClientSession | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self._cookies: dict[str, dict[str, str]] = {}

    async def close(self) -> None:
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._session:
            await self._session.close()

    def send(self, request: WebhookRequest, done: Callable[[WebhookAnswer], None]) -> None:
        task = asyncio.get_running_loop().create_task(self._send(request, done))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _send(self, request: WebhookRequest, done: Callable[[WebhookAnswer], None]) -> None:
        how = overrides.read(request.url)
        try:
            async with asyncio.timeout(how.total_s):
                answer = await self._tried(request, how)
        except TimeoutError:
            answer = WebhookAnswer(0, "", b"", READ_FAILED)
        done(answer)

    async def _tried(self, request: WebhookRequest, how: Overrides) -> WebhookAnswer:
        for left in range(how.retries, -1, -1):
            try:
                answer = await self._once(request, how)
            except _LostError as lost:
                if not left or not how.again(lost.outcome):
                    return WebhookAnswer(0, "", b"", lost.code)
            else:
                outcome = f"{answer.status // 100}xx" if answer.status >= 400 else ""
                if not left or not how.again(outcome):
                    return answer
        raise AssertionError(request.kind)  # the last round returned

    async def _once(self, request: WebhookRequest, how: Overrides) -> WebhookAnswer:
        url, form = address(request.url, request.method, request.parameters)
        method = request.method
        for _ in range(_MOST_REDIRECTS):
            answer, onward = await self._exchange(request, how, (method, url, form))
            if not onward:
                return answer
            url, method, form = onward, "GET", {}
        return WebhookAnswer(0, "", b"", TOO_MANY_REDIRECTS)

    async def _exchange(
        self, request: WebhookRequest, how: Overrides, what: tuple[str, str, dict[str, str]]
    ) -> tuple[WebhookAnswer, str]:
        """Ask once; returns the answer and where it redirects to."""
        method, url, form = what
        timeout = ClientTimeout(total=None, sock_connect=how.connect_s, sock_read=how.read_s)
        try:
            async with self._open().request(
                method,
                url,
                data=form if method == "POST" else None,
                headers=headers(self._token, url, form, request.kind),
                cookies=self._cookies.get(request.call_sid or ""),
                timeout=timeout,
                allow_redirects=False,
            ) as response:
                self._remember(request.call_sid, response.cookies)
                return await _read(response)
        except (ClientConnectorError, ValueError) as error:
            raise _LostError("ct", CONNECT_FAILED) from error
        except (ClientError, TimeoutError) as error:
            raise _LostError("rt", READ_FAILED) from error

    def _remember(self, call_sid: str | None, cookies: SimpleCookie) -> None:
        """Keep cookies per call, as Twilio documents for TwiML sessions."""
        if call_sid and cookies:
            kept = self._cookies.setdefault(call_sid, {})
            kept.update({name: morsel.value for name, morsel in cookies.items()})

    def _open(self) -> ClientSession:
        if self._session is None:
            connector = TCPConnector(force_close=True)  # Twilio: `Connection: close`
            self._session = ClientSession(connector=connector, cookie_jar=DummyCookieJar())
        return self._session


async def _read(response: ClientResponse) -> tuple[WebhookAnswer, str]:
    body = await response.read()
    kind = response.headers.get("Content-Type", "")
    onward = ""
    if response.status in _REDIRECTS and "Location" in response.headers:
        onward = str(response.url.join(type(response.url)(response.headers["Location"])))
    return WebhookAnswer(response.status, kind, body), onward
