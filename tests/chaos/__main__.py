"""`scripts/chaos`: the real processes under load and under fire, and what was violated."""

import argparse
import asyncio
import json
import logging
import random
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

from tests.chaos.product import Product  # isort: skip - puts scripts/kit on the path
from postgres import private_server, restart

from tests.chaos.disk import small_disk
from tests.chaos.run import Run
from tests.simulation.__main__ import machine, table

METHOD = (
    "Real processes (gunicorn, three RQ workers, two clocks, the event gateway, Valkey) under the "
    "house's own supervisor; customers and consoles use HTTP, the carrier is the "
    "sandbox's exchange with virtual telephones. Every few seconds something is killed with -9, "
    "put to sleep, flushed, cut off or restarted, the disk is full, the whole machine falls. Then "
    "the carrier's ledger is compared with the database. A kill is aimed at a moment in which "
    "errands are held. Resumed: from the kill until another process has taken the errand."
)


def _asked(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="scripts/chaos", description=__doc__)
    parser.add_argument("--minutes", type=float, default=2.0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument("--consoles", type=int, default=8)
    parser.add_argument("--every", type=float, default=5.0, help="seconds between faults")
    parser.add_argument("--without-redis", action="store_true", help="Redis never runs")
    parser.add_argument("--json", action="store_true")
    return parser.parse_args(arguments)


def main(arguments: list[str]) -> int:
    asked = _asked(arguments)
    logging.disable(logging.CRITICAL)
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="vs-chaos-")))
        url, disk = "", None
        if asked.database == "postgresql":
            url = stack.enter_context(private_server()) or ""
            if not url:
                sys.stdout.write("No PostgreSQL on this machine.\n")
                return 2
        else:
            disk = small_disk(stack, folder / "disk")
            url = f"sqlite:///{disk}/chaos.db" if disk else ""
        plug = restart if asked.database == "postgresql" else None
        run = Run(asked, random.Random(asked.seed), folder, url, plug, disk)
        try:
            figures, violations = asyncio.run(run.play())
        finally:
            if run.product:
                run.product.stop()
    lines = ["", METHOD, "", *table(figures)]
    lines += [f"  {invariant} violated: {words}" for invariant, words in violations[:30]]
    if asked.json:
        lines.append(json.dumps({"figures": figures, "method": METHOD, "machine": machine()}))
    sys.stdout.write("\n".join([*lines, ""]))
    return 1 if violations else 0


__all__ = ["Product", "main"]

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
