"""`scripts/bench stream`: what a picture costs and how it looks, beside Janus and peer to peer.

Method: real sockets, ICE, DTLS and SRTP on one machine; as root in a network namespace of its own
(Janus' library ignores loopback), where Debian's Janus runs in the same run. CPU is user and
system time of the engine's process alone. Load: a 720p30 VP8 clip, encoded before (its rate is
the first figure); viewers decrypt and count, without decoding. Runs of both engines
alternate, each on a fresh process; per viewer is the slope over 1, 10 and 25. Browser scenes: one
Chromium films a canvas clock (720p30, at most 1.5 Mbit/s, VP8), sends and plays it; a frame's age
is read from the picture itself. A tap is timed on a page whose browser parts are started, as the
customer's page does it. Loss is made between browser and engine, both ways, with 25 ms each way
per leg. Parts (--only): cpu, tours, capacity, glass, joins, back, loss; each takes a few minutes.
"""

import argparse
import asyncio
import json
import os
import shutil
import subprocess
import sys

from tests.bench import janus, stream_aims
from tests.bench.engines import JANUS, OURS
from tests.bench.figures import Figures
from tests.bench.handover import ADDRESS, NAMESPACE
from tests.bench.report import machine
from tests.bench.stream_browser import BrowserBench
from tests.bench.stream_load import LoadBench


async def _measure(asked: argparse.Namespace, address: str, engines: tuple[str, ...]) -> Figures:
    figures = Figures()
    load = LoadBench(figures, address, engines)
    browser = BrowserBench(figures, address, engines)
    if asked.quick:
        load.quick()
        browser.quick()
    parts = {"cpu": load.cpu, "tours": load.tours, "capacity": load.capacity}
    if shutil.which("chromium"):
        parts |= {"glass": browser.glass, "joins": browser.joins}
        parts |= {"back": browser.back, "loss": browser.loss}
    for name in asked.only.split(",") if asked.only else parts:
        sys.stderr.write(f"measuring: {name}\n")
        await parts[name]()
    return figures


def main() -> int:
    parser = argparse.ArgumentParser(prog="scripts/bench stream", description=__doc__)
    parser.add_argument("--json", action="store_true", help="the last line is one JSON object")
    parser.add_argument("--quick", action="store_true", help="one short round")
    parser.add_argument("--only", default="", help="cpu,tours,capacity,glass,joins,back,loss")
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if os.geteuid() == 0 and not asked.inside and janus.installed():
        again = [sys.executable, "-m", "tests.bench.stream", *sys.argv[1:], "--inside"]
        return subprocess.run(
            ["unshare", "--net", "bash", "-c", NAMESPACE, "bash", *again], check=False
        ).returncode
    address, engines = (ADDRESS, (OURS, JANUS)) if asked.inside else ("127.0.0.1", (OURS,))
    method = str(__doc__).partition("\n\n")[2].removeprefix("Method: ")
    figures = asyncio.run(_measure(asked, address, engines))
    sys.stdout.write(figures.table(method))
    sys.stdout.write(stream_aims.table(figures.medians()))
    sys.stdout.write(f"  {machine()}\n")
    if asked.json:
        said = {"figures": figures.medians(), "method": " ".join(method.split())}
        sys.stdout.write(json.dumps({**said, "machine": machine()}) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
