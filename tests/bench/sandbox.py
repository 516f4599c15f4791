"""How fast the sandbox carrier is: commands, webhooks, virtual calls, and sound.

Every figure is measured on this machine, now:

* commands: the real `twilio` SDK creates and fetches calls in process, no sockets
* webhooks: the sandbox's own sender to an aiohttp server on loopback, twenty at a time
* virtual calls: calls by API to virtual telephones, each bridged to another by Dial, all at once,
  in virtual time, with the ledger writing; every one must be bridged or the run fails
* live calls: the same in real time, with every TwiML document fetched over a socket
* sound: a sandbox process; a second process holds PCMU legs (aiortc) that dial in by the
  handset's own socket and meet in conferences of four; frames are counted as they arrive, the
  processor time is the sandbox's own, the delay is from a click sent to that click heard by
  another, whose ear keeps no buffer of its own: what a browser adds is not the carrier's
"""

import argparse
import json
import os
import platform
import sys
from collections.abc import Callable

from tests.bench import sandbox_crowd, sandbox_live, sandbox_sound, sandbox_web

Figures = dict[str, float]
_PARTS: dict[str, Callable[[], Figures]] = {
    "commands": sandbox_web.commands,
    "webhooks": sandbox_web.webhooks,
    "crowd": sandbox_crowd.bridged,
    "live": sandbox_live.bridged,
    "sound": sandbox_sound.legs,
}


def main() -> int:
    parser = argparse.ArgumentParser(prog="scripts/bench sandbox", description=__doc__)
    parser.add_argument("--json", action="store_true", help="end with one JSON object")
    parser.add_argument("--only", choices=_PARTS, help="measure one part")
    asked = parser.parse_args()
    say(__doc__ or "")
    figures: Figures = {}
    for name, measure in _PARTS.items():
        if asked.only in {None, name}:
            found = measure()
            figures |= found
            say("\n".join(f"  {figure:<44} {value:>12,.2f}" for figure, value in found.items()))
    if asked.json:
        machine = (
            f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"
        )
        method = " ".join((__doc__ or "").split())
        say(json.dumps({"figures": figures, "method": method, "machine": machine}))
    return 0


def say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
