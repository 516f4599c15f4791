"""Debian's Janus as a yardstick: installed when missing, behind a WHIP and WHEP door of ours.

The door only translates session descriptions; CPU is counted for the Janus process alone.
"""

import asyncio
import secrets
import shutil
import subprocess
import zlib
from pathlib import Path
from typing import Any

from aiohttp import ClientSession, web

_PARTS = "/usr/lib/x86_64-linux-gnu/janus"
_PORT = 18088
_GENERAL = """general: {{
  configs_folder = "{folder}"
  plugins_folder = "{parts}/plugins"
  transports_folder = "{parts}/transports"
  events_folder = "{parts}/events"
  loggers_folder = "{parts}/loggers"
  debug_level = 2
  session_timeout = 0
  reclaim_session_timeout = 0
}}
certificates: {{}}
media: {{ rtp_port_range = "20000-24000" }}
nat: {{
  ice_lite = true
  ice_enforce_list = "{address}"
  full_trickle = false
  ignore_mdns = true
}}
plugins: {{ disable = "{plugins}" }}
transports: {{ disable = "{transports}" }}
loggers: {{ disable = "libjanus_jsonlog.so" }}
events: {{ broadcast = false }}
"""
_HTTP = """general: {{ json = "compact", base_path = "/janus", http = true, ip = "127.0.0.1",
  port = {port}, https = false }}
admin: {{ admin_http = false, admin_https = false }}
cors: {{}}
certificates: {{}}
"""


def installed() -> bool:
    """Install Debian's package when it is missing; False where that cannot be done."""
    if not shutil.which("janus"):
        command = ["apt-get", "install", "-y", "--no-install-recommends", "janus"]
        subprocess.run(command, check=False, capture_output=True)
    return shutil.which("janus") is not None


def start(folder: Path, address: str) -> "subprocess.Popen[bytes]":
    folder.mkdir(parents=True, exist_ok=True)
    plugins = [p.name for p in Path(f"{_PARTS}/plugins").glob("*.so") if "videoroom" not in p.name]
    others = [p.name for p in Path(f"{_PARTS}/transports").glob("*.so") if "http" not in p.name]
    words = {"plugins": ",".join(plugins), "transports": ",".join(others), "address": address}
    said = _GENERAL.format(folder=folder, parts=_PARTS, **words)
    (folder / "janus.jcfg").write_text(said, encoding="utf-8")
    http = folder / "janus.transport.http.jcfg"
    http.write_text(_HTTP.format(port=_PORT), encoding="utf-8")
    (folder / "janus.plugin.videoroom.jcfg").write_text("general: {}\n", encoding="utf-8")
    log = (folder / "janus.log").open("wb")
    command = ["janus", "-F", str(folder), "-C", str(folder / "janus.jcfg")]
    return subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT)


class Handle:
    """One session with one plugin handle of Janus' HTTP interface."""

    def __init__(self, http: ClientSession) -> None:
        self._http = http
        self._path = ""
        self._session = 0

    async def open(self) -> None:
        self._session = (await self._ask("", janus="create"))["data"]["id"]
        plugin = "janus.plugin.videoroom"
        found = await self._ask(f"/{self._session}", janus="attach", plugin=plugin)
        self._path = f"/{self._session}/{found['data']['id']}"

    async def say(self, body: dict[str, Any], jsep: dict[str, str] | None = None) -> dict[str, Any]:
        more = {"jsep": jsep} if jsep else {}
        now = await self._ask(self._path, janus="message", body=body, **more)
        if now["janus"] == "success":
            return now
        while True:
            url = f"http://127.0.0.1:{_PORT}/janus/{self._session}?maxev=1"
            async with self._http.get(url) as answer:
                event: dict[str, Any] = await answer.json()
            if event["janus"] == "event":
                return event

    async def close(self) -> None:
        await self._ask(f"/{self._session}", janus="destroy")

    async def _ask(self, path: str, **said: Any) -> dict[str, Any]:
        said["transaction"] = secrets.token_hex(6)
        async with self._http.post(f"http://127.0.0.1:{_PORT}/janus{path}", json=said) as answer:
            found: dict[str, Any] = await answer.json()
        return found


class Front:
    """The door: the same addresses as ours, any token is good."""

    def __init__(self) -> None:
        self._handles: dict[str, Handle] = {}
        self._feeds: dict[int, int] = {}
        self._http: ClientSession | None = None

    def app(self) -> web.Application:
        app = web.Application(middlewares=[_open_to_all])
        app.router.add_post("/whip/{tour}", self.publish)
        app.router.add_post("/whep/{tour}", self.view)
        app.router.add_delete("/sessions/{id}", self.delete)
        app.router.add_route("OPTIONS", "/{any:.*}", _nothing)
        return app

    async def publish(self, request: web.Request) -> web.Response:
        room, handle, feed = _room(request), await self._opened(), secrets.randbits(30)
        create = {"request": "create", "room": room, "publishers": 9, "videocodec": "vp8"}
        await handle.say({**create, "bitrate": 0, "fir_freq": 0})
        await handle.say({"request": "join", "ptype": "publisher", "room": room, "id": feed})
        jsep = {"type": "offer", "sdp": await request.text()}
        event = await handle.say({"request": "publish"}, jsep)
        self._feeds[room] = feed
        return self._created(handle, event["jsep"]["sdp"])

    async def view(self, request: web.Request) -> web.Response:
        """Join as subscriber: Janus offers, so both offers become each other's answer."""
        room, handle, theirs = _room(request), await self._opened(), await request.text()
        streams = [{"feed": self._feeds[room]}]
        join = {"request": "join", "ptype": "subscriber", "room": room, "streams": streams}
        offered = (await handle.say(join))["jsep"]["sdp"]
        answer = {"type": "answer", "sdp": _answered(offered, theirs, "active", "recvonly")}
        await handle.say({"request": "start", "room": room}, answer)
        return self._created(handle, _answered(theirs, offered, "passive", "sendonly"))

    async def delete(self, request: web.Request) -> web.Response:
        handle = self._handles.pop(request.match_info["id"], None)
        if handle:
            await handle.close()
        return web.Response(status=200)

    async def _opened(self) -> Handle:
        self._http = self._http or ClientSession()
        handle = Handle(self._http)
        await handle.open()
        return handle

    def _created(self, handle: Handle, text: str) -> web.Response:
        name = secrets.token_hex(8)
        self._handles[name] = handle
        headers = {"Location": f"/sessions/{name}", "ETag": f'"{name}"'}
        return web.Response(
            status=201, body=text.encode(), content_type="application/sdp", headers=headers
        )


def _answered(offer: str, other: str, setup: str, direction: str) -> str:
    """Return `other`, an offer too, as answer to `offer`: same mid, roles settled."""
    mid = next(line for line in offer.splitlines() if line.startswith("a=mid:"))
    lines = []
    for line in other.splitlines():
        if line.startswith("a=setup:"):
            lines.append(f"a=setup:{setup}")
        elif line.startswith("a=mid:"):
            lines.append(mid)
        elif line.startswith("a=group:BUNDLE"):
            lines.append(f"a=group:BUNDLE {mid.removeprefix('a=mid:')}")
        elif line in {"a=sendonly", "a=recvonly", "a=sendrecv"}:
            lines.append(f"a={direction}")
        elif not line.startswith("a=extmap"):
            lines.append(line)
    return "\r\n".join(lines) + "\r\n"


def _room(request: web.Request) -> int:
    return zlib.crc32(request.match_info["tour"].encode())


@web.middleware
async def _open_to_all(request: web.Request, handler: Any) -> web.StreamResponse:
    response: web.StreamResponse = await handler(request)
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Access-Control-Allow-Headers"] = "content-type, authorization, if-match"
    response.headers["Access-Control-Allow-Methods"] = "POST, PATCH, DELETE"
    response.headers["Access-Control-Expose-Headers"] = "Location, ETag"
    return response


async def _nothing(_request: web.Request) -> web.Response:
    return web.Response(status=204)


async def serve(port: int) -> web.AppRunner:
    """Open the door on this port."""
    runner = web.AppRunner(Front().app())
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    await asyncio.sleep(0)
    return runner
