"""Signed reports to the web application. Media never waits for them."""

import asyncio
import json
import logging
import time

from aiohttp import ClientError, ClientSession, ClientTimeout

from streaming.links import signature

_LOG = logging.getLogger(__name__)
_MOST_WAITING = 1000
_TRIES = 120
_BROKEN_TRIES = 4
_LONGEST_S = 5.0
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

    @property
    def idle(self) -> bool:
        """Whether everything has been delivered: what repeats itself need not wait in line."""
        return self._waiting.empty()

    async def run(self) -> None:
        """Send in order, each report until it is taken, or given up after ten minutes.

        One that the application stumbles over (500) does not hold up the others for long.
        """
        async with ClientSession(timeout=ClientTimeout(total=_TIMEOUT_S)) as http:
            while True:
                await self._deliver(http, await self._waiting.get())

    async def _deliver(self, http: ClientSession, raw: bytes) -> None:
        headers = {
            "Content-Type": "application/json",
            "X-Signature": signature(self._secret, raw),
        }
        for attempt in range(_TRIES):
            status = await self._post(http, raw, headers)
            if status < 500:
                return
            if status == 500 and attempt >= _BROKEN_TRIES:
                break
            await asyncio.sleep(min(0.2 * 2**attempt, _LONGEST_S))
        _LOG.warning("a report was given up")

    async def _post(self, http: ClientSession, raw: bytes, headers: dict[str, str]) -> int:
        try:
            async with http.post(self._url, data=raw, headers=headers) as answer:
                return answer.status
        except (ClientError, TimeoutError) as error:
            _LOG.info("a report could not be delivered: %r", error)
            return 503
