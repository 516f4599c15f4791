"""`scripts/bench fuzz`: broken offers, tokens, checks, packets and reports, by the million.

Method: valid inputs are broken by a seeded generator (bits flipped, cut, doubled, filled with
noise) and given to the same functions that take them from the network; only the refusals that
callers handle may come out. Memory is compared after a tenth and at the end.
"""

import argparse
import asyncio
import gc
import json
import random
import sys
import time
from collections.abc import Callable
from pathlib import Path

from aioice import stun

from streaming.links import BadToken, MediaClaims, check, issue
from streaming.media import packets, rtcp, sdp
from streaming.media.ice import IceSession, Mux
from streaming.media.layer import Layer
from streaming.media.packets import Rtp
from streaming.media.publisher import Publisher
from streaming.media.session import Identity, Session
from streaming.media.viewer import Viewer
from tests.streaming.media.peer import offer

_SECRET = "a secret for noise, long enough"
_NOW = 1_900_000_000.0
_SIMULCAST = (
    "a=extmap:10 urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id",
    "a=rid:h send",
    "a=rid:l send",
    "a=simulcast:send h;l",
    "a=ssrc:7 cname:x",
)
Target = Callable[[bytes], None]


class Noise:
    """Breaks what is given, the same way for the same seed."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)

    def broken(self, data: bytes) -> bytes:
        changed = bytearray(data)
        for _ in range(self._random.randint(1, 4)):
            at = self._random.randrange(len(changed) + 1)
            kind = self._random.randrange(5)
            if kind == 0 and at < len(changed):
                changed[at] ^= 1 << self._random.randrange(8)
            elif kind == 1:
                del changed[at:]
            elif kind == 2:
                changed[at:at] = self._random.randbytes(self._random.randint(1, 12))
            elif kind == 3:
                changed[at:at] = changed[at : at + 40]
            elif at < len(changed):
                changed[at] = self._random.choice((0, 1, 0x7F, 0x80, 0xBE, 0xFF))
        return bytes(changed)

    def choice(self, many: int) -> int:
        return self._random.randrange(many)


class Ground:
    """A publisher and a viewer without far ends, and everything that takes bytes."""

    def __init__(self) -> None:
        self._mux = Mux(["127.0.0.1"], 0, ["127.0.0.1"])
        identity = Identity()
        self._view = offer("abcd", "a" * 24, "recvonly").encode()
        self._send = offer("abcd", "a" * 24, "sendonly", _SIMULCAST).encode()
        viewing = sdp.read(self._view.decode(), "view")
        filming = sdp.read(offer("a", "b" * 24, "sendonly", ("a=ssrc:7 cname:x",)), "publish")
        self._viewer = Viewer(viewing, Session(self._mux, identity), "v", lambda _layer: None)
        camera = Session(self._mux, identity)
        self._publisher = Publisher(filming, camera, self._forward, "p")
        layered = Session(self._mux, identity)
        several = sdp.read(self._send.decode(), "publish")
        self._layered = Publisher(several, layered, self._forward, "p")
        self._ice = IceSession(self._mux)
        self._token = issue(_SECRET, MediaClaims("t", "view", "s", int(_NOW) + 60)).encode()
        self._samples = _samples(self._ice)
        self._number = 0

    def targets(self) -> dict[str, tuple[Target, list[bytes]]]:
        return {
            "offers to watch": (lambda data: self._offered(data, "view"), [self._view]),
            "offers to film": (lambda data: self._offered(data, "publish"), [self._send]),
            "fragments": (self._fragment, [b"a=ice-ufrag:x\r\na=mid:0\r\n"]),
            "tokens": (self._tokens, [self._token]),
            "checks": (self._arrived, self._samples["stun"]),
            "packets": (self._media, self._samples["rtp"]),
            "reports to cameras' side": (self._publisher.rtcp, self._samples["rtcp"]),
            "reports of viewers": (self._viewer.rtcp, self._samples["rtcp"]),
        }

    def close(self) -> None:
        self._mux.close()

    def _forward(self, layer: Layer, packet: Rtp, key: bool) -> None:
        self._viewer.want(layer)
        self._viewer.send(layer, packet, key=key)

    def _offered(self, data: bytes, role: str) -> None:
        try:
            sdp.read(data.decode("utf-8", "replace"), "view" if role == "view" else "publish")
        except sdp.OfferError:
            return

    def _fragment(self, data: bytes) -> None:
        sdp.fragment(data.decode("utf-8", "replace"))

    def _tokens(self, data: bytes) -> None:
        try:
            check(_SECRET, data.decode("utf-8", "replace"), _NOW)
        except BadToken:
            return
        assert data == self._token, "a broken token opened a door"

    def _arrived(self, data: bytes) -> None:
        if data:
            self._mux.received(data, ("127.0.0.1", 9))

    def _media(self, data: bytes) -> None:
        for publisher in (self._publisher, self._layered):
            publisher.rtp(data)
        self._number += 1
        if self._number % 50 == 0:
            for publisher in (self._publisher, self._layered):
                publisher.tick(time.monotonic())
                publisher.report(time.monotonic())
            self._viewer.report()


def _samples(ice: IceSession) -> dict[str, list[bytes]]:
    asked = stun.Message(stun.Method.BINDING, stun.Class.REQUEST)
    asked.attributes["USERNAME"] = f"{ice.ufrag}:abcd"
    asked.attributes["PRIORITY"] = 1
    asked.attributes["USE-CANDIDATE"] = None
    asked.add_message_integrity(ice.password.encode())
    key = bytes((0x90, 0xC0, 0x81, 1, 2, 0, 0, 0, 0x9D, 1, 0x2A, 64, 0, 48, 0)) + bytes(60)
    media = packets.write_rtp(Rtp(96, True, 5, 6, 7, key, {}), packets.send_time(2, 1.0))
    again = packets.write_rtp(Rtp(97, True, 5, 6, 8, b"\0\4" + key, {}))
    seen = rtcp.receiver_report(1, rtcp.Reception(7, 3, 4, 5))
    clock = rtcp.sender_report(rtcp.SenderReport(7, 8, 9), 1, 2)
    lost, rate = rtcp.negative_ack(1, 7, [5, 6, 40]), rtcp.estimate(1, [7], 500_000)
    both = [seen, clock, lost, rate, rtcp.picture_loss(1, 7), clock + seen + lost + rate]
    return {"stun": [bytes(asked)], "rtp": [media, again, media[:12]], "rtcp": both}


def _resident() -> int:
    """Return our memory in kB, as the kernel counts it."""
    gc.collect()
    lines = Path("/proc/self/status").read_text(encoding="utf-8").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS"))


async def run(count: int, seed: int = 1) -> dict[str, float]:
    """Feed `count` broken inputs; an exception that callers do not handle comes out of here."""
    ground, noise = Ground(), Noise(seed)
    targets = list(ground.targets().values())
    warm, begun = 0, time.monotonic()
    try:
        for number in range(count):
            target, samples = targets[number % len(targets)]
            target(noise.broken(samples[noise.choice(len(samples))]))
            if number == count // 10:
                warm = _resident()
            if number % 1000 == 0:
                await asyncio.sleep(0)
    finally:
        ground.close()
    took, grown = time.monotonic() - begun, _resident() - warm
    return {"inputs": count, "grown_kb": grown, "seconds": round(took, 1)}


def main() -> int:
    parser = argparse.ArgumentParser(prog="scripts/bench fuzz", description=__doc__)
    parser.add_argument("--count", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", action="store_true", help="the last line is one JSON object")
    asked = parser.parse_args()
    figures = asyncio.run(run(asked.count, asked.seed))
    method = str(__doc__).partition("Method: ")[2].strip()
    sys.stdout.write(f"{method}\n\n")
    for name, value in figures.items():
        sys.stdout.write(f"  {name:<10} {value:>12g}\n")
    if asked.json:
        said = {"figures": figures, "method": " ".join(method.split()), "machine": sys.platform}
        sys.stdout.write(json.dumps(said) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
