"""Webhooks over real sockets."""

import asyncio
from collections.abc import Callable

from aiohttp import (
    ClientError,
    ClientResponse,
    ClientSession,
    ClientTimeout,
    DummyCookieJar,
    TCPConnector,
)
from aiohttp.client_exceptions import (
    ClientConnectorCertificateError,
    ClientConnectorDNSError,
    ClientConnectorError,
    ClientConnectorSSLError,
    ClientPayloadError,
    ClientResponseError,
    ConnectionTimeoutError,
    InvalidURL,
)
from yarl import URL

from sandbox.calls.ports import WebhookAnswer, WebhookRequest
from sandbox.webhooks import answers, digest, overrides
from sandbox.webhooks.answers import What
from sandbox.webhooks.cookies import Jar
from sandbox.webhooks.headers import bare
from sandbox.webhooks.overrides import Overrides
from sandbox.webhooks.packing import packed
from sandbox.webhooks.signature import address

CONNECT_FAILED = answers.CONNECT_FAILED
_CODES: tuple[tuple[type[Exception], int], ...] = (
    (ClientConnectorDNSError, answers.NO_SUCH_HOST),
    (ClientConnectorCertificateError, answers.BAD_CERTIFICATE),
    (ClientConnectorSSLError, answers.TLS_FAILED),
    (ConnectionTimeoutError, answers.CONNECT_FAILED),
    (ClientConnectorError, answers.CONNECT_FAILED),
    (InvalidURL, answers.BAD_URL),
    (ClientPayloadError, answers.BROKEN_HTTP),
    (ClientResponseError, answers.BROKEN_HTTP),
    (ClientError, answers.READ_FAILED),
    (TimeoutError, answers.READ_FAILED),
    (ValueError, answers.BAD_URL),
    (OSError, answers.CONNECT_FAILED),
)
"""The first that fits: each failure with the code of Twilio's debugger."""


class AioWeb:
    """Each request is a task of its own, so that callbacks may overtake one another."""

    def __init__(self, auth_token: str) -> None:
        self._token = auth_token
        self._session: ClientSession | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self._jar = Jar()

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
        if how.wrong:
            done(answers.refused(how.wrong))
            return
        try:
            async with asyncio.timeout(how.total_s):
                answer = await self._tried(request, how)
        except TimeoutError:
            chosen = how.total_s < Overrides().total_s
            answer = answers.refused(answers.OUT_OF_TIME if chosen else answers.READ_FAILED)
        done(answer)

    async def _tried(self, request: WebhookRequest, how: Overrides) -> WebhookAnswer:
        answer = await self._once(request, how)
        for _ in range(how.retries):
            if not how.again(answers.outcome(answer)):
                break
            answer = await self._once(request, how)
        return answer

    async def _once(self, request: WebhookRequest, how: Overrides) -> WebhookAnswer:
        """Ask, and follow where the answers lead."""
        try:
            what: What = (
                request.method,
                *address(request.url, request.method, request.parameters),
            )
            for _ in range(answers.MOST_REDIRECTS + 1):
                answer, onward = await self._exchange(request, how, what)
                if onward is None:
                    return answers.limited(answer, answers.longest(request))
                what = onward
        except tuple(kind for kind, _ in _CODES) as error:
            return answers.refused(next(code for kind, code in _CODES if isinstance(error, kind)))
        return answers.refused(answers.TOO_MANY_REDIRECTS)

    async def _exchange(
        self, request: WebhookRequest, how: Overrides, what: What, proof: str = ""
    ) -> tuple[WebhookAnswer, What | None]:
        """Ask once, and once more with a proof that is asked for; returns answer and redirect."""
        method, url, _ = what
        sent = packed(self._token, request, what)
        timeout = ClientTimeout(total=None, sock_connect=how.connect_s, sock_read=how.read_s)
        async with self._open().request(
            method,
            URL(bare(sent.url), encoded=True),
            data=sent.body,
            headers=sent.headers | ({"Authorization": proof} if proof else {}),
            cookies=self._jar.of(request.call_sid, url),
            timeout=timeout,
            allow_redirects=False,
        ) as response:
            self._jar.keep(request.call_sid, url, response.headers.getall("Set-Cookie", []))
            answer = await _read(response, answers.longest(request))
            location = response.headers.get("Location", "")
            challenge = response.headers.get("WWW-Authenticate", "")
        known = digest.proof(challenge, method, sent.url) if answer.status == 401 else ""
        if known and not proof:
            return await self._exchange(request, how, what, known)
        return answer, answers.onward(answer.status, location, what)

    def _open(self) -> ClientSession:
        if self._session is None:
            connector = TCPConnector(force_close=True)  # Twilio: `Connection: close`
            self._session = ClientSession(connector=connector, cookie_jar=DummyCookieJar())
        return self._session


async def _read(response: ClientResponse, most: int) -> WebhookAnswer:
    """Read no more than one byte too many: an endless answer must not fill the memory."""
    pieces, size = [], 0
    async for piece in response.content.iter_chunked(1 << 16):
        pieces.append(piece)
        size += len(piece)
        if size > most:
            break
    kind = response.headers.get("Content-Type", "")
    return WebhookAnswer(response.status, kind, b"".join(pieces))
