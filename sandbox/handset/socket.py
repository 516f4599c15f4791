"""The handset page's WebSocket: commands in, the phone's state out."""

import asyncio
import json
import logging
from typing import Any

from aiohttp import WSMsgType, web

from sandbox.handset.desk import Desk, Json

_LOG = logging.getLogger(__name__)
_MOST_QUEUED = 200
_LONGEST = 1 << 18


class Socket:
    """One page of one handset. The first frame, `open`, says which."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._number = ""
        self._outbox: asyncio.Queue[Json] = asyncio.Queue(_MOST_QUEUED)

    def show(self, message: Json) -> None:
        if self._outbox.full():
            _LOG.warning("a handset page does not read its frames")
            return
        self._outbox.put_nowait(message)

    async def serve(self, socket: web.WebSocketResponse) -> None:
        sender = asyncio.create_task(self._send_all(socket))
        try:
            async for message in socket:
                if message.type is WSMsgType.TEXT:
                    self._handle(message.data)
        finally:
            sender.cancel()
            if self._number:
                self._desk.close(self._number, self)

    async def _send_all(self, socket: web.WebSocketResponse) -> None:
        while not socket.closed:
            await socket.send_json(await self._outbox.get())

    def _handle(self, text: str) -> None:
        try:
            asked = json.loads(text)
        except ValueError:
            return
        if isinstance(asked, dict):
            words = {name: value for name, value in asked.items() if isinstance(value, str)}
            self._open(words) if not self._number else self._act(words)

    def _open(self, asked: dict[str, str]) -> None:
        number = asked.get("number", "")
        if asked.get("do") == "open" and self._desk.open(number, self):
            self._number = number
        else:
            self.show({"type": "problem", "words": "There is no such handset."})

    def _act(self, asked: dict[str, str]) -> None:
        desk, number, sdp = self._desk, self._number, asked.get("sdp", "")
        actions: dict[str, Any] = {
            "dial": lambda: desk.dial(number, asked.get("to", ""), sdp, self),
            "answer": lambda: desk.answer(number, sdp, self),
            "decline": lambda: desk.decline(number),
            "hangup": lambda: desk.hang_up(number),
            "lose": lambda: desk.lose(number),
            "press": lambda: desk.press(number, asked.get("digits", "")),
            "say": lambda: desk.say(number, asked.get("body", "")),
            "text": lambda: desk.send_text(number, asked.get("to", ""), asked.get("body", "")),
        }
        action = actions.get(asked.get("do", ""))
        if action:
            action()
