"""Publishers and viewers as load: real sockets, ICE, DTLS and SRTP, no decoding; one JSON line."""

import argparse
import asyncio
import json
import secrets
import struct
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from aiohttp import ClientSession, TCPConnector

from streaming.links import MediaClaims, Role, issue
from streaming.media import rtcp
from tests.bench import clip
from tests.streaming.media.peer import VP8, Peer

_SCHEDULED = 2
"""CPUCLOCK_SCHED of the kernel: what the scheduler has given the process."""
_EXTENSION = struct.Struct("!BBHIIHHBHx")


class Camera:
    """Sends the clip over and over, from a key frame whenever one is asked for."""

    def __init__(self, frames: list[clip.Frame]) -> None:
        self.ssrc = secrets.randbits(32)
        self.peer = Peer("sendonly", ("a=msid:s v", f"a=ssrc:{self.ssrc} cname:x"), "VP8")
        self.peer.on_rtcp = self._rtcp
        self._frames = frames
        self._wanted = False
        self._sequence = secrets.randbits(14)
        self._wide = 0

    async def run(self) -> None:
        await asyncio.sleep(secrets.randbelow(1000) / 1000 / clip.RATE)
        begun, number, at = time.monotonic(), 0, 0
        while True:
            if self._wanted:
                self._wanted = False
                while not self._frames[at % len(self._frames)][1]:
                    at += 1
            self._send(self._frames[at % len(self._frames)][0], number * 3000)
            at, number = at + 1, number + 1
            if number % clip.RATE == 0:
                self._clock(number * 3000)
            await asyncio.sleep(max(0.0, begun + number / clip.RATE - time.monotonic()))

    def _send(self, payloads: list[bytes], timestamp: int) -> None:
        for place, payload in enumerate(payloads):
            kind = VP8 | (128 if place == len(payloads) - 1 else 0)
            self._sequence = (self._sequence + 1) & 0xFFFF
            self._wide = (self._wide + 1) & 0xFFFF
            stamp = timestamp & 0xFFFFFFFF
            head = (0x90, kind, self._sequence, stamp, self.ssrc, 0xBEDE, 1, 0x31, self._wide)
            self.peer.send_rtp(_EXTENSION.pack(*head) + payload)

    def _clock(self, timestamp: int) -> None:
        ntp = int((time.time() + 2208988800) * 2**32) & 0xFFFFFFFFFFFFFFFF
        said = rtcp.SenderReport(self.ssrc, ntp, timestamp)
        self.peer.send_rtcp(rtcp.sender_report(said, 0, 0))

    def _rtcp(self, data: bytes) -> None:
        for form, kind, _part in rtcp.parts(data):
            if kind == rtcp.PAYLOAD_FEEDBACK and form in {rtcp.PLI, rtcp.FIR}:
                self._wanted = True


class Watcher:
    """Counts what comes, and asks again for nothing: what is lost shows as a gap."""

    def __init__(self) -> None:
        self.peer = Peer("recvonly", codec="VP8")
        self.peer.on_rtp = self._rtp
        self.packets = self.pictures = self.gaps = 0
        self._highest: int | None = None

    def _rtp(self, data: bytes) -> None:
        if data[1] & 127 != VP8:
            return
        self.packets += 1
        self.pictures += data[1] >> 7
        sequence = data[2] << 8 | data[3]
        if self._highest is not None:
            ahead = (sequence - self._highest) & 0xFFFF
            if ahead >= 0x8000:
                self.gaps -= 1
                return
            self.gaps += ahead - 1
        self._highest = sequence


@dataclass
class Load:
    """What is asked of this process."""

    base: str
    secret: str
    tours: int
    viewers: int
    seconds: float
    pids: list[int]
    cameras: list[Camera] = field(default_factory=list)
    watchers: list[Watcher] = field(default_factory=list)

    async def run(self) -> dict[str, Any]:
        frames = clip.frames()
        tasks = []
        async with ClientSession(connector=TCPConnector(limit=0)) as http:
            for tour in range(self.tours):
                self.cameras.append(Camera(frames))
                await self.cameras[-1].peer.post(http, *self._door("publish", tour, 0))
                tasks.append(asyncio.create_task(self.cameras[-1].run()))
            await asyncio.sleep(0.5)
            idle = uss(self.pids)
            for number in range(self.tours * self.viewers):
                self.watchers.append(Watcher())
                tour = number // self.viewers
                await self.watchers[-1].peer.post(http, *self._door("view", tour, number))
            await asyncio.sleep(2.5)
            figures = await self._measured()
        for task in tasks:
            task.cancel()
        for peer in [w.peer for w in self.watchers] + [c.peer for c in self.cameras]:
            await peer.close()
        grown = (figures["uss"] - idle) / max(1, len(self.watchers))
        return {**figures, "mb_per_viewer": round(grown, 3)}

    async def _measured(self) -> dict[str, Any]:
        def seen() -> tuple[int, int, int]:
            each = self.watchers
            return (
                sum(w.packets for w in each),
                sum(w.pictures for w in each),
                sum(w.gaps for w in each),
            )

        first, cpu, ours, at = seen(), cpu_s(self.pids), time.process_time(), time.monotonic()
        await asyncio.sleep(self.seconds)
        took = time.monotonic() - at
        cpu, ours = cpu_s(self.pids) - cpu, time.process_time() - ours
        packets, pictures, gaps = (b - a for a, b in zip(first, seen(), strict=True))
        many = max(1, len(self.watchers))
        return {
            "viewers": sum(w.peer.connected for w in self.watchers),
            "cpu_percent": round(100 * cpu / took, 2),
            "fps": round(pictures / many / took, 2),
            "packets_per_s": round(packets / many / took, 1),
            "gaps_per_s": round(gaps / many / took, 3),
            "load_cpu_percent": round(100 * ours / took, 1),
            "uss": uss(self.pids),
        }

    def _door(self, role: Role, tour: int, number: int) -> tuple[str, str]:
        name, door = f"bench{tour}", "whip" if role == "publish" else "whep"
        claims = MediaClaims(name, role, f"{role}{number}", int(time.time()) + 600)
        return f"{self.base}/{door}/{name}", issue(self.secret, claims)


def cpu_s(pids: list[int]) -> float:
    """Return user and system seconds of these processes so far, to the nanosecond.

    By the clock of each process (clock_getcpuclockid(3)): /proc counts in hundredths of a second.
    """
    return sum(time.clock_gettime(~pid << 3 | _SCHEDULED) for pid in pids)


def uss(pids: list[int]) -> float:
    """Return the memory, in MB, that these processes share with nobody."""
    total = 0
    for pid in pids:
        rollup = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="utf-8")
        total += sum(int(line.split()[1]) for line in rollup.splitlines() if "Private_" in line)
    return round(total / 1024, 2)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--base", required=True)
    parser.add_argument("--secret", required=True)
    parser.add_argument("--tours", type=int, default=1)
    parser.add_argument("--viewers", type=int, default=1)
    parser.add_argument("--seconds", type=float, default=8)
    parser.add_argument("--pid", type=int, action="append", default=[])
    a = parser.parse_args()
    load = Load(a.base, a.secret, a.tours, a.viewers, a.seconds, a.pid)
    sys.stdout.write(json.dumps(asyncio.run(load.run())) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
