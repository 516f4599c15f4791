"""`scripts/bench routing`: how much a routing decision costs, alone, durable, and end to end."""

import argparse
import gc
import signal
import sys
from typing import Any

from callcenter.infra.database import connect, make_sessions
from callcenter.kernel.clock import SystemClock
from tests.bench import claims, decisions, peers, report
from tests.bench.claims import Order
from tests.bench.databases import fresh
from tests.routing import floor
from tests.routing.floor import Shape

METHOD = """
decisions  the product's index in one process: a contact arrives, is matched, its associate is
           free again (arrive); an associate is free and takes who waited longest (free). CPU is
           process time; p50 and p99 are wall time. n idle associates, w who wait for a skill
           nobody idle has; everybody who arrives asks for what somebody can do. The sizes of a
           house are measured in turns, five rounds: a busy neighbour costs all of them alike.
claims     whole passes of the product's router: events drained, rows read, decided, offers and
           both histories written, committed. Every batch of contacts arrives before its pass.
           A claim is one offer (five indexes), two histories, one presence and two events deleted.
           flushed: every pass waits for the disk (SQLite its log, PostgreSQL fsync and
           synchronous_commit on). As deployed: it outlives kill -9, and a power cut before the
           next flushed commit undoes it with its events, to be made again. Wall time of passes.
peers      one SQL scan of the associates for each waiting contact, on the same tables.
live       real processes: a website request until its ring is on the live channel; an accept
           until the carrier (a stub) has the command to dial, at several rates. No heartbeats.
           The stub answers at once; --carrier-ms: after that time, as a carrier far away does.
"""
SIZES = (100, 1000, 10000)
HOUSES = ((20, 10, 3), (50, 20, 4), (200, 30, 5))


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="scripts/bench routing")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--seconds", type=float, default=3.0, help="per measured line")
    parser.add_argument("--only", default="decisions,claims,peers,live")
    parser.add_argument("--rate", default="5,10,20,50", help="contacts/s end to end, one or more")
    parser.add_argument("--carrier-ms", type=float, default=0.0, help="until the stub answers")
    asked = parser.parse_args(arguments)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # processes are ended on the way out
    sys.stdout.write(METHOD)
    figures: dict[str, Any] = {}
    wanted = asked.only.split(",")
    if "decisions" in wanted:
        figures["decisions"] = _decisions()
    for kind in ("sqlite", "postgresql"):
        if "claims" in wanted:
            figures[f"claims_{kind}_flushed"] = _claims(kind, asked.seconds, flushed=True)
            figures[f"claims_{kind}"] = _claims(kind, asked.seconds, flushed=False)
        if "peers" in wanted:
            figures[f"peers_{kind}"] = _peers(kind)
    if "live" in wanted:
        from tests.bench import routing_live  # noqa: PLC0415 - starts processes

        rates = [int(rate) for rate in asked.rate.split(",")]
        slow_s = asked.carrier_ms / 1000
        figures["live"] = routing_live.measure(asked.seconds, rates, carrier_s=slow_s)
    report.close(figures, METHOD.strip(), as_json=asked.json)
    return 0


def _decisions() -> dict[str, Any]:
    rows, found = [], {}
    for house in HOUSES:
        name = Shape(1, *house).name
        scenes = {
            (associates, waiting): decisions.Scene(Shape(associates, *house), waiting)
            for waiting in (0, 1000, 10000)
            for associates in SIZES
        }
        gc.collect()
        arrives = decisions.in_turns({key: one.arrives for key, one in scenes.items()}, 5, 300)
        frees = decisions.in_turns(
            {key: one.frees for key, one in scenes.items() if key[1]}, 5, 160
        )
        for (associates, waiting), arrive in sorted(arrives.items()):
            free = frees.get((associates, waiting), {})
            found[f"{name}/{associates}/{waiting}"] = {"arrive": arrive, "free": free}
            spent = (arrive["cpu_us"], arrive["p50_us"], arrive["p99_us"])
            rate, freed = 1e6 / arrive["cpu_us"], free.get("cpu_us", "")
            rows.append([name, associates, waiting, *spent, rate, freed])
    heads = ["house", "associates", "waiting", "cpu us", "p50 us", "p99 us", "per CPU s", "free us"]
    report.table("decisions (stores x categories x languages)", heads, rows)
    for house in HOUSES:
        name = Shape(1, *house).name
        grown = _mean(found, f"{name}/10000") / _mean(found, f"{name}/100")
        found[f"growth {name}"] = round(grown, 2)
        sys.stdout.write(
            f"  {name}: CPU per decision at 10,000 associates {grown:.2f}x that at 100\n"
        )
    return found


def _mean(found: dict[str, Any], prefix: str) -> float:
    lines = [
        value["arrive"]["cpu_us"] for key, value in found.items() if key.startswith(f"{prefix}/")
    ]
    return float(sum(lines) / len(lines))


def _claims(kind: str, seconds: float, *, flushed: bool) -> list[dict[str, Any]]:
    rows, found = [], []
    for associates, waiting, routers, batch in (
        (100, 0, 1, 8),
        (1000, 0, 1, 1),
        (1000, 0, 1, 8),
        (1000, 0, 1, 64),
        (1000, 1000, 1, 64),
        (10000, 10000, 1, 64),
        (2000, 0, 2, 64),
    ):
        shape = Shape(associates, 20, 10, 3, partitions=routers)
        with fresh(kind) as url:
            claims.furnish(url, shape, waiting)
            orders = [
                Order(url, shape, batch, seconds, number, flushed) for number in range(routers)
            ]
            measured = claims.together(orders)
        line = {
            "associates": associates,
            "waiting": waiting,
            "routers": routers,
            "batch": batch,
            "per_s": sum(one["per_s"] for one in measured),
            "cpu_us": sum(one["cpu_us"] for one in measured) / routers,
            "p50_ms": max(one["p50_ms"] for one in measured),
            "p99_ms": max(one["p99_ms"] for one in measured),
        }
        found.append({key: round(value, 1) for key, value in line.items()})
        rows.append(list(line.values()))
    heads = ["associates", "waiting", "routers", "batch", "claims/s", "cpu us", "p50 ms", "p99 ms"]
    how = "flushed" if flushed else "as deployed"
    report.table(f"claims, {kind}, {how} (cpu: the router's, per claim)", heads, rows)
    return found


def _peers(kind: str) -> list[dict[str, Any]]:
    rows, found = [], []
    for associates, waiting in ((100, 100), (1000, 1000), (10000, 1000)):
        shape = Shape(associates, 20, 10, 3)
        with fresh(kind) as url:
            claims.furnish(url, shape, waiting)
            services = floor.build(make_sessions(connect(url)), clock=SystemClock())
            line = {"associates": associates, **peers.one_pass(services, 200)}
        found.append(line)
        rows.append(list(line.values()))
    heads = ["associates", "waiting", "cpu us a look", "s a pass"]
    report.table(
        f"the peers' scan, {kind} (client CPU per waiting contact, every pass)", heads, rows
    )
    return found


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
