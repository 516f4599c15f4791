"""`scripts/bench fuzz_live`: a real media process under noise keeps its tour, and stays flat.

Method: one media process, a camera and a viewer on the air with real ICE, DTLS and SRTP. Broken
checks, handshakes, media and reports arrive at its UDP port, half of them from the viewer's own
address, so that they reach DTLS and SRTP; one input in a hundred is an HTTP request with a broken
offer, token or fragment. Memory is compared after a tenth and at the end; then the same viewer must
still see pictures.
"""

import argparse
import asyncio
import random
import socket
import sys
from pathlib import Path
from typing import Any
from urllib.parse import quote

from aiohttp import ClientError, ClientSession

from tests.bench import report
from tests.bench.engines import OURS, Engine, running
from tests.bench.fuzz import Noise
from tests.bench.load import Camera, Watcher, uss
from tests.streaming.media.peer import offer

_TOUR = "noise"
_BREATH = 50
_HANDSHAKE = bytes((22, 254, 253)) + bytes(8) + bytes((0, 60, 1)) + bytes(70)
_CHECK = bytes((0, 1, 0, 8, 0x21, 0x12, 0xA4, 0x42)) + bytes(12) + b"\0\x06\0\4abcd"
_MEDIA = bytes((0x90, 96, 0, 1)) + bytes(60)
_REPORT = bytes((0x81, 201, 0, 7)) + bytes(40)
_DATAGRAMS = (_CHECK, _HANDSHAKE, _MEDIA, _REPORT)
_TOO_MANY = 503


class Siege:
    """Noise at one process; a 5xx other than "too many" is an answer nobody should get."""

    def __init__(self, engine: Engine, http: ClientSession, seed: int) -> None:
        self._engine = engine
        self._http = http
        self._noise = Noise(seed)
        self._random = random.Random(seed)
        self._stranger = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.watcher = Watcher()
        self.answers: dict[int, int] = {}

    async def rage(self, count: int) -> dict[str, float]:
        warm = 0.0
        for number in range(count):
            if number % 100 == 99:
                await self._ask()
            else:
                self._throw(number)
            if number == count // 10:
                warm = uss([self._engine.pid])
            if number % _BREATH == 0:
                await asyncio.sleep(0)
        self._stranger.close()
        grown = uss([self._engine.pid]) - warm
        lost = _lost(self.watcher.peer.wire.far[1])
        return {"inputs": count, "lost_in_the_kernel": lost, "grown_mb": round(grown, 2)}

    def _throw(self, number: int) -> None:
        data = self._noise.broken(_DATAGRAMS[self._noise.choice(len(_DATAGRAMS))])
        if number % 2:
            self.watcher.peer.wire.send_now(data)
        else:
            self._stranger.sendto(data, self.watcher.peer.wire.far)

    async def _ask(self) -> None:
        door = self._random.choice(("whip", "whep"))
        direction = "sendonly" if door == "whip" else "recvonly"
        text = self._noise.broken(offer("abcd", "a" * 24, direction).encode())
        token = self._engine.token("publish" if door == "whip" else "view", "other")
        token = self._noise.broken(token.encode()).decode("latin1")
        headers = {"Content-Type": "application/sdp", "Authorization": f"Bearer {quote(token)}"}
        url = f"{self._engine.base}/{door}/other"
        async with self._http.post(url, data=text, headers=headers) as answer:
            self.answers[answer.status] = self.answers.get(answer.status, 0) + 1


async def run(count: int, seed: int) -> dict[str, float]:
    async with running(OURS, "127.0.0.1") as engine, ClientSession() as http:
        camera, siege = Camera([([b"\x10\x00" + bytes(100)], True)]), Siege(engine, http, seed)
        whip, whep = f"{engine.base}/whip/{_TOUR}", f"{engine.base}/whep/{_TOUR}"
        await camera.peer.post(http, whip, engine.token("publish", _TOUR))
        filming = asyncio.create_task(camera.run())
        await siege.watcher.peer.post(http, whep, engine.token("view", _TOUR))
        figures = await siege.rage(count)
        seen = siege.watcher.pictures
        await asyncio.sleep(3)
        filming.cancel()
        strange = sum(n for status, n in siege.answers.items() if 500 <= status != _TOO_MANY)
        figures |= {"answers_nobody_should_get": strange, "alive": await _alive(http, engine)}
        figures["fps_after"] = round((siege.watcher.pictures - seen) / 3, 1)
        for peer in (siege.watcher.peer, camera.peer):
            await peer.close()
    return figures


def _lost(port: int) -> int:
    """Return how many datagrams did not fit into the socket's buffer (proc(5), /proc/net/udp)."""
    lines = Path("/proc/net/udp").read_text(encoding="utf-8").splitlines()[1:]
    mine = (line.split() for line in lines if line.split()[1].endswith(f":{port:04X}"))
    return sum(int(fields[-1]) for fields in mine)


async def _alive(http: ClientSession, engine: Engine) -> int:
    try:
        async with http.get(f"{engine.base}/healthz") as answer:
            return int(answer.status == 200)
    except ClientError:
        return 0


def main() -> int:
    parser = argparse.ArgumentParser(prog="scripts/bench fuzz_live", description=__doc__)
    parser.add_argument("--count", type=int, default=200_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", action="store_true", help="the last line is one JSON object")
    asked = parser.parse_args()
    figures: dict[str, Any] = asyncio.run(run(asked.count, asked.seed))
    method = " ".join(str(__doc__).partition("Method: ")[2].split())
    sys.stdout.write(f"{method}\n")
    report.table("a process under noise", ("figure", "value"), list(figures.items()))
    report.close(figures, method, as_json=asked.json)
    return 0 if figures["alive"] and figures["fps_after"] else 1


if __name__ == "__main__":
    sys.exit(main())
