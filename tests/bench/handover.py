"""A tour on another engine by configuration alone: camera and viewer meet on Debian's Janus.

Janus speaks neither WHIP nor WHEP: the door in front of it is ours, the engine is not. It must run
in a network namespace, as Janus' library ignores loopback; see `NAMESPACE`.
"""

import asyncio
import sys
import time

from aiohttp import ClientSession

from callcenter.settings import Settings
from streaming import engine
from streaming.links import MediaClaims, Role
from tests.bench.engines import JANUS, running
from tests.bench.load import Camera, Watcher

NAMESPACE = (
    "ip link set lo up; ip link add d0 type veth peer name d1; "
    "ip addr add 10.77.0.1/24 dev d0; ip link set d0 up; ip link set d1 up; "
    'exec "$@"'
)
ADDRESS = "10.77.0.1"
_SECRET = "sixteen letters and more"
_ENOUGH = 30
_WATCHED_S = 4


async def meet() -> int:
    """Return how many pictures the viewer saw."""
    async with running(JANUS, ADDRESS) as found, ClientSession() as http:
        settings = Settings(
            secret_key=_SECRET,
            media_secret=_SECRET,
            engine_whip_url=f"{found.base}/whip/${{tour}}",
            engine_whep_url=f"{found.base}/whep/${{tour}}",
            engine_auth="none",
        )
        camera, watcher = Camera([([b"\x10\x00" + bytes(200)], True)]), Watcher()
        await camera.peer.post(http, *_door(settings, "publish"))
        filming = asyncio.create_task(camera.run())
        await watcher.peer.post(http, *_door(settings, "view"))
        await asyncio.sleep(_WATCHED_S)
        filming.cancel()
        await camera.peer.close()
        await watcher.peer.close()
        return watcher.pictures


def _door(settings: Settings, role: Role) -> tuple[str, str]:
    claims = MediaClaims("tour1", role, role, int(time.time()) + 60)
    found = engine.address(settings, claims)
    return found.url, found.token


if __name__ == "__main__":
    pictures = asyncio.run(meet())
    sys.stdout.write(f"{pictures} pictures\n")
    sys.exit(0 if pictures >= _ENOUGH else 1)
