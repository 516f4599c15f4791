"""The event gateway: an aiohttp process that streams topics to open pages."""

import asyncio
import contextlib
import json
import logging
from collections import defaultdict
from collections.abc import AsyncIterator
from typing import Any

from aiohttp import web
from redis.asyncio import Redis
from redis.exceptions import RedisError

from callcenter.kernel.clock import Clock
from callcenter.kernel.tokens import BadToken, check
from callcenter.live.channel import PREFIX
from callcenter.settings import Settings

_LOG = logging.getLogger(__name__)
_SILENCE_S = 10
_REFRESH_AFTER = 3
_PATIENCE_S = 2.0
"""While Redis is away pages fetch their snapshot this often instead; also how soon we notice."""
_BACKLOG = 64


class Gateway:
    """Holds one Redis subscription for all pages and hands each page its topics' events."""

    def __init__(self, settings: Settings, clock: Clock) -> None:
        self._settings = settings
        self._clock = clock
        self._pages: dict[str, set[asyncio.Queue[bytes]]] = defaultdict(set)

    def app(self) -> web.Application:
        app = web.Application()
        app.router.add_get("/events", self.events)
        app.router.add_options("/events", self.preflight)
        app.router.add_get("/healthz", self.healthz)
        app.cleanup_ctx.append(self._listening)
        return app

    async def healthz(self, _request: web.Request) -> web.Response:
        return web.json_response({"ok": True, "pages": sum(map(len, self._pages.values()))})

    async def preflight(self, request: web.Request) -> web.Response:
        return web.Response(status=204, headers=self._cors(request))

    async def events(self, request: web.Request) -> web.StreamResponse:
        headers = self._cors(request)
        try:
            topics = self._topics(request)
        except (BadToken, ValueError, KeyError):
            return web.Response(status=401, headers=headers)
        headers |= {"Content-Type": "text/event-stream", "Cache-Control": "no-store"}
        response = web.StreamResponse(headers=headers)
        await response.prepare(request)
        with self._page(topics) as queue:
            await response.write(frame("hello", {}))
            await self._stream(response, queue)
        return response

    def _topics(self, request: web.Request) -> list[str]:
        kind, _, token = request.headers.get("Authorization", "").partition(" ")
        if kind != "Bearer":
            raise BadToken
        claims = check(self._settings.secret_key, "live", token, self._clock.now())
        return list(claims["topics"])

    @contextlib.contextmanager
    def _page(self, topics: list[str]) -> Any:
        queue: asyncio.Queue[bytes] = asyncio.Queue(_BACKLOG)
        for topic in topics:
            self._pages[topic].add(queue)
        try:
            yield queue
        finally:
            for topic in topics:
                self._pages[topic].discard(queue)
                if not self._pages[topic]:
                    del self._pages[topic]

    async def _stream(self, response: web.StreamResponse, queue: asyncio.Queue[bytes]) -> None:
        """Write events as they come, a comment into silence; ends when the page has gone.

        After a long silence the page is asked to look again: a push may have been lost.
        """
        silent = 0
        with contextlib.suppress(ConnectionResetError):
            while True:
                try:
                    event = await asyncio.wait_for(queue.get(), _SILENCE_S)
                    silent = 0
                except TimeoutError:
                    silent += 1
                    event = _STILL_HERE if silent % _REFRESH_AFTER else frame("hello", {})
                await response.write(event)

    def _cors(self, request: web.Request) -> dict[str, str]:
        origin = request.headers.get("Origin", "")
        if origin not in self._settings.origins:
            return {}
        return {
            "Access-Control-Allow-Origin": origin,
            "Access-Control-Allow-Headers": "Authorization",
            "Access-Control-Max-Age": "86400",
            "Vary": "Origin",
        }

    async def _listening(self, _app: web.Application) -> AsyncIterator[None]:
        task = asyncio.create_task(self._listen())
        yield
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task

    async def _listen(self) -> None:
        """Follow Redis; while it is away every page fetches its snapshot now and then."""
        while True:
            try:
                async with Redis.from_url(
                    self._settings.redis_url, socket_connect_timeout=_PATIENCE_S
                ) as redis:
                    await self._follow(redis)
            except (RedisError, OSError, TimeoutError):
                _LOG.warning("live channel lost; pages fetch their snapshots")
            await asyncio.sleep(_PATIENCE_S)
            self._tell_all(frame("hello", {}))

    async def _follow(self, redis: Redis) -> None:
        async with redis.pubsub() as subscription:
            await asyncio.wait_for(subscription.psubscribe(f"{PREFIX}*"), _PATIENCE_S)
            self._tell_all(frame("hello", {}))
            asked = False
            while True:
                message = await subscription.get_message(timeout=_PATIENCE_S)
                if message is not None:
                    asked = False
                    self._heard(message)
                elif asked:
                    raise TimeoutError
                else:
                    asked = True
                    await asyncio.wait_for(subscription.ping(), _PATIENCE_S)

    def _heard(self, message: dict[str, Any]) -> None:
        if message["type"] == "pmessage":
            topic = message["channel"].decode().removeprefix(PREFIX)
            event = json.loads(message["data"])
            self._tell(topic, frame(event["event"], event["data"]))

    def _tell(self, topic: str, event: bytes) -> None:
        for queue in self._pages.get(topic, ()):
            if queue.full():
                queue.get_nowait()  # each event is a whole snapshot: the oldest is worth least
            queue.put_nowait(event)

    def _tell_all(self, event: bytes) -> None:
        for topic in list(self._pages):
            self._tell(topic, event)


_STILL_HERE = b": still here\n\n"


def frame(event: str, data: Any) -> bytes:
    """One server-sent event (HTML Living Standard, 9.2.5)."""
    return f"event: {event}\ndata: {json.dumps(data)}\n\n".encode()
