"""Signed reports to the web application. Media never waits for them."""

import asyncio
import json
import logging
import time

from aiohttp import ClientError, ClientSession, ClientTimeout

from streaming.links import signature

_LOG = logging.getLogger(__name__)
_MOST_WAITING = 1000
_TRIES = 5
_TIMEOUT_S = 5


class Reports:
    def __init__(self, secret: str, url: str) -> None:
        self._secret = secret
        self._url = url
        self._waiting: asyncio.Queue[bytes] = asyncio.Queue(_MOST_WAITING)

    def tell(self, tour: str, kind: str, data: dict[str, str]) -> None:
        """Queue a report; when nobody listens for long, the newest are lost and said so."""
        said = {"tour": tour, "kind": kind, "at": time.time(), "data": data}
        try:
            self._waiting.put_nowait(json.dumps(said).encode())
        except asyncio.QueueFull:
            _LOG.warning("a report was lost: %s", kind)

    async def run(self) -> None:
        """Send in order, each report until it is taken or given up."""
        async with ClientSession(timeout=ClientTimeout(total=_TIMEOUT_S)) as http:
            while True:
                await self._deliver(http, await self._waiting.get())

    async def _deliver(self, http: ClientSession, raw: bytes) -> None:
        headers = {
            "Content-Type": "application/json",
            "X-Signature": signature(self._secret, raw),
        }
        for attempt in range(_TRIES):
            try:
                async with http.post(self._url, data=raw, headers=headers) as answer:
                    if answer.status < 500:
                        return
            except (ClientError, TimeoutError) as error:
                _LOG.info("a report could not be delivered: %r", error)
            await asyncio.sleep(0.2 * 2**attempt)
        _LOG.warning("a report was given up")
