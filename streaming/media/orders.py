"""Signed orders of the web application: end a tour, show somebody out, record by consent, erase."""

import asyncio
import re
from pathlib import Path

from aiohttp import web

from streaming.media import recording
from streaming.media.admission import Admission
from streaming.media.recording import Recorder
from streaming.media.room import Told
from streaming.media.rooms import Rooms

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}\Z")


class Orders:
    def __init__(
        self, admission: Admission, rooms: Rooms, tell: Told, recordings: Path | None
    ) -> None:
        self._admission = admission
        self._rooms = rooms
        self._tell = tell
        self._folder = recordings
        self._recorders: dict[str, Recorder] = {}

    def routes(self) -> list[web.RouteDef]:
        return [
            web.post("/tours/{tour}/close", self.close),
            web.post("/tours/{tour}/kick", self.kick),
            web.post("/tours/{tour}/record", self.record),
            web.post("/tours/{tour}/erase", self.erase),
        ]

    async def close(self, request: web.Request) -> web.Response:
        """End a tour for good."""
        await self._admission.order(request)
        tour = request.match_info["tour"]
        self._admission.close(tour)
        await self._stop(tour)
        await self._rooms.end(tour)
        return web.Response(status=204)

    async def kick(self, request: web.Request) -> web.Response:
        """Take back the link of one subject, at once and for good."""
        subject = (await self._admission.order(request)).get("subject")
        if not isinstance(subject, str) or not subject:
            raise web.HTTPBadRequest(text="The order names nobody.")
        tour = request.match_info["tour"]
        self._admission.close(tour, subject)
        await self._rooms.show_out(tour, subject)
        return web.Response(status=204)

    async def record(self, request: web.Request) -> web.Response:
        """Begin or stop recording: `{"tour": ..., "on": true, "name": ...}`."""
        said = await self._admission.order(request)
        tour = request.match_info["tour"]
        if not said.get("on"):
            await self._stop(tour)
            return web.Response(status=204)
        folder, name = self._kept(said.get("name"))
        if tour not in self._recorders:
            self._begin(tour, Recorder(folder, name))
        return web.Response(status=204)

    async def erase(self, request: web.Request) -> web.Response:
        """Delete a recording's files: `{"tour": ..., "name": ...}`; done twice does no harm."""
        said = await self._admission.order(request)
        folder, name = self._kept(said.get("name"))
        await self._stop(request.match_info["tour"])
        await asyncio.to_thread(recording.erase, folder, name)
        return web.Response(status=204)

    async def stop_all(self) -> None:
        for tour in list(self._recorders):
            await self._stop(tour)

    def _kept(self, name: object) -> tuple[Path, str]:
        """Return where recordings are, and this one's name."""
        if self._folder is None:
            raise web.HTTPNotImplemented(text="No folder for recordings is set.")
        if not isinstance(name, str) or not _NAME.match(name):
            raise web.HTTPBadRequest(text="A recording needs a plain name.")
        return self._folder, name

    def _begin(self, tour: str, recorder: Recorder) -> None:
        room = self._rooms.open(tour)
        self._recorders[tour] = room.tap = recorder
        room.want_key(None)

    async def _stop(self, tour: str) -> None:
        recorder = self._recorders.pop(tour, None)
        if recorder is None:
            return
        self._rooms.open(tour).tap = None
        files = await asyncio.to_thread(recorder.close)
        self._tell(tour, "recorded", {"files": ",".join(files)})
        self._rooms.tidy()
