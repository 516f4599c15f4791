"""Server-sent events that say only that something changed: the page then asks what."""

import asyncio
from contextlib import suppress

from aiohttp import web

_QUIET_S = 0.25
_ALIVE_S = 15.0


class Feed:
    def __init__(self) -> None:
        self._watching: set[asyncio.Event] = set()

    def changed(self) -> None:
        for event in self._watching:
            event.set()

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """Tell one page, at most four times a second."""
        answer = web.StreamResponse(headers={"Cache-Control": "no-store"})
        answer.content_type = "text/event-stream"
        await answer.prepare(request)
        event = asyncio.Event()
        event.set()
        self._watching.add(event)
        try:
            while True:
                with suppress(TimeoutError):
                    await asyncio.wait_for(event.wait(), _ALIVE_S)
                event.clear()
                await answer.write(b"data: changed\n\n")
                await asyncio.sleep(_QUIET_S)
        except ConnectionError:
            return answer
        finally:
            self._watching.discard(event)
