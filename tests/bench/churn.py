"""`scripts/bench churn`: thousands of viewers come and go; memory and descriptors stay flat.

Method: one media process, 16 cameras; viewers connect in groups of ten with real ICE, DTLS and
SRTP. A third end their session by DELETE, a third by closing DTLS, a third vanish without a word.
Memory is what the process shares with nobody, after the first 200 and after each further
thousand, once the vanished are forgotten (30 s without a check).
"""

import argparse
import asyncio
import json
import sys
from pathlib import Path

from aiohttp import ClientSession

from tests.bench.engines import OURS, Engine, running
from tests.bench.load import Camera, uss
from tests.streaming.media.peer import Peer

_GROUP, _TOURS = 10, 16
_FORGOTTEN_S = 38
_WARM, _LOOK = 200, 1000


async def run(count: int) -> dict[str, float]:
    async with running(OURS, "127.0.0.1") as engine, ClientSession() as http:
        cameras = [Camera([([b"\x10\x00" + bytes(100)], True)]) for _ in range(_TOURS)]
        for tour, camera in enumerate(cameras):
            url = f"{engine.base}/whip/churn{tour}"
            await camera.peer.post(http, url, engine.token("publish", f"churn{tour}"))
        filming = asyncio.gather(*(camera.run() for camera in cameras))
        base, found = _descriptors(engine.pid), {}
        for first in range(0, count, _GROUP):
            joins = (_join(http, engine, first + each) for each in range(_GROUP))
            await asyncio.gather(*joins)
            done = first + _GROUP
            if done == _WARM or done % _LOOK == 0 or done >= count:
                await asyncio.sleep(_FORGOTTEN_S)
                found[done] = uss([engine.pid])
        async with http.get(f"{engine.base}/stats") as answer:
            left = (await answer.json())["sessions"]
        more = _descriptors(engine.pid) - base
        filming.cancel()
        await asyncio.gather(filming, return_exceptions=True)
        for camera in cameras:
            await camera.peer.close()
    first, last = min(found), max(found)
    middle = min(_LOOK, last)
    return {
        **{f"mb_after_{joins}": memory for joins, memory in found.items()},
        "grown_mb": round(found[last] - found[first], 2),
        "grown_mb_after_1000": round(found[last] - found[middle], 2),
        "more_descriptors": more,
        "sessions_left": left - _TOURS,
    }


async def _join(http: ClientSession, engine: Engine, number: int) -> None:
    peer = Peer("recvonly", codec="VP8")
    tour = f"churn{number % _TOURS}"
    token = engine.token("view", tour, f"friend{number}")
    await peer.post(http, f"{engine.base}/whep/{tour}", token)
    await asyncio.sleep(0.2)
    if number % 3 == 0:
        headers = {"Authorization": f"Bearer {token}"}
        async with http.delete(engine.base + peer.location, headers=headers) as answer:
            assert answer.status == 200
    if number % 3 < 2:
        await peer.close()
    peer.wire.vanish()


def _descriptors(pid: int) -> int:
    return len(list(Path(f"/proc/{pid}/fd").iterdir()))


def main() -> int:
    parser = argparse.ArgumentParser(prog="scripts/bench churn", description=__doc__)
    parser.add_argument("--count", type=int, default=3000)
    parser.add_argument("--json", action="store_true", help="the last line is one JSON object")
    asked = parser.parse_args()
    figures = asyncio.run(run(asked.count))
    method = str(__doc__).partition("Method: ")[2].strip()
    sys.stdout.write(f"{method}\n\n")
    for name, value in figures.items():
        sys.stdout.write(f"  {name:<20} {value:>10g}\n")
    if asked.json:
        said = {"figures": figures, "method": " ".join(method.split()), "machine": sys.platform}
        sys.stdout.write(json.dumps(said) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
