"""`scripts/bench policy [--json] [--log FILE] [--seeds N] [--quick]`: how good the matching is."""

import argparse
import json
import platform
import sys
from collections.abc import Sequence
from dataclasses import asdict
from math import isfinite
from pathlib import Path
from time import process_time
from typing import Any

from tests.bench.policy import contest, estimates, published, replay
from tests.bench.policy.contenders import HOUSE
from tests.bench.policy.logs import Call, read, working_days
from tests.bench.policy.measures import summary

METHOD = """\
The product's own routing.matching.Floor in a discrete-event simulation. Every contender meets the
same customers (common random numbers): log-normal work of 240 s, cv 1.15, 15 s of wrap-up,
exponential patience of 180 s. Merchant: 240 associates, 40 stores in 8 cities, 12 categories, 3
languages, 4-8 categories each (sparse: 1-3; small: 60 associates, 12 stores). 5 h a run after 30
minutes. Scarcity is learnt from another day. Waits count everybody, hang-ups too; "in 20 s" is
served of all who came; "own": by the contact's own store; "level" of 5; "worst": in 20 s of the
worst category and language; Gini of work. "x" is the mean wait over FIFO + longest idle, with the
95 % interval of paired runs. Seeds from 301 were not used for choosing parameters (1-10 were).
"""


def main(arguments: Sequence[str]) -> int:
    options = _options(arguments)
    calls = _calls(options.log)
    began = process_time()
    say(METHOD)
    seeds = list(range(301, 301 + options.seeds))
    names = contest.DUEL if options.quick else contest.EVERYBODY
    results = contest.hold(seeds, calls, names)
    contest.table(results, say)
    figures: dict[str, Any] = {"contest": {one.name: _contest(one) for one in results}}
    figures["goals"] = _goals(results)
    figures["estimate"] = _estimate(seeds, calls)
    figures["published"] = _published(0.1 if options.quick else 1.0)
    if calls is not None:
        figures["log"] = _log(calls)
    figures["calls_per_cpu_s"] = _speed(results)
    figures["cpu_s"] = round(process_time() - began, 1)
    say(f"\n{figures['cpu_s']} s of CPU on {machine()}")
    if options.json:
        told = {"figures": _finite(figures), "method": METHOD, "machine": machine()}
        say(json.dumps(told, allow_nan=False))
    return 0


def _finite(value: Any) -> Any:
    """Put null where there is no number: JSON has no other word for it."""
    if isinstance(value, dict):
        return {name: _finite(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [_finite(one) for one in value]
    return None if isinstance(value, float) and not isfinite(value) else value


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def machine() -> str:
    return f"{platform.machine()}, Python {platform.python_version()}, {platform.system()}"


def _options(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="scripts/bench policy", description=METHOD)
    parser.add_argument("--json", action="store_true", help="one JSON object as the last line")
    parser.add_argument("--log", type=Path, help="a call centre's log to play (see logs.py)")
    parser.add_argument("--seeds", type=int, default=8, help="runs per situation (2-15)")
    parser.add_argument(
        "--quick", action="store_true", help="the house and FIFO only, tables at a tenth"
    )
    return parser.parse_args(arguments)


def _calls(path: Path | None) -> list[Call] | None:
    if path is None or not path.exists():
        say(f"No call log ({path or '--log FILE'}): 'real profile' and the replay are skipped.\n")
        return None
    calls = read(path)
    if not working_days(calls):
        say(f"{path.name} has no working day: 'real profile' and the replay are skipped.\n")
        return None
    return calls


def _contest(one: contest.Result) -> dict[str, Any]:
    return {
        who: {
            **{name: [round(e.mean, 5), round(e.half, 5)] for name, e in summary(runs).items()},
            "wait_ratio": [round(value, 4) for value in asdict(one.ratio("wait", who)).values()],
        }
        for who, runs in one.runs.items()
    }


def _goals(results: Sequence[contest.Result]) -> list[dict[str, Any]]:
    say("\nGoals (house over FIFO + longest idle)")
    found = contest.goals(results)
    for goal in found:
        mark = "met" if goal.met else "NOT met"
        span = f"{goal.measured.mean:.3f} +- {goal.measured.half:.3f}"
        say(f"  {goal.name:30}{goal.wanted:>10}{span:>18}  {mark}")
    return [asdict(goal) for goal in found]


def _estimate(seeds: Sequence[int], calls: Sequence[Call] | None) -> list[dict[str, Any]]:
    say("\nForetold waits of those who had to wait, each day by what the days before it taught;")
    say("the range is to hold for 80 % (hang-ups counted as at least so long, Kaplan-Meier);")
    say("'worst': the class of predictions furthest from that; 'untaught': without any history")
    head = ("waits", "mean s", "rmse s", "bias s", "inside", "worst", "untaught", "width s")
    say(f"  {'':16}" + "".join(f"{name:>9}" for name in head))
    found = estimates.everything(seeds[:4], calls)
    for one in found:
        point = f"{one.contacts:9}{one.mean_wait_s:9.1f}{one.rmse_s:9.1f}{one.bias_s:9.1f}"
        shares = f"{one.inside:9.3f}{one.worst:9.3f}{one.untaught:9.3f}"
        say(f"  {one.name:16}{point}{shares}{one.width_s:9.1f}")
    return [asdict(one) for one in found]


def _published(scale: float) -> list[dict[str, Any]]:
    say("\nPublished tables and exact values: the intervals are to overlap")
    found = published.everything(scale)
    for one in found:
        span = f"{one.low:.4f}" if one.low == one.high else f"{one.low:.4f} - {one.high:.4f}"
        ours = f"{one.ours.mean:.4f} +- {one.ours.half:.4f}"
        mark = "met" if one.met else "NOT met"
        say(f"  {one.table:24}{one.figure:16}{span:>24}{ours:>24}  {mark}")
    return [{**asdict(one), "met": one.met} for one in found]


def _log(calls: Sequence[Call]) -> dict[str, Any]:
    say("\nThe log played again (working days, 08-22 h; what it leaves out was inferred on January")
    say("1999: people present unless idle > 300 s, wrap-up 26 s, 360 s more patience, 90 s credit)")
    say(f"  {'':28}{'calls':>8}{'wait s':>9}{'in 20 s':>9}{'lost':>9}{'priority':>9}")
    inferred = replay.Inferred()
    rows = {
        "what happened": replay.actual(calls),
        "simulated": replay.predict(calls, inferred),
        f"simulated, {HOUSE} policy": replay.predict(calls, inferred, "weighed"),
    }
    first, rest = _halves(calls)
    chosen = replay.calibrate(first) if first else inferred
    rows["second half, what happened"] = replay.actual(rest)
    rows["calibrated on first half"] = replay.predict(rest, chosen)
    for name, told in rows.items():
        line = f"{told.wait:9.1f}{told.sl20:9.3f}{told.abandoned:9.3f}{told.priority_sl20:9.3f}"
        say(f"  {name:28}{told.contacts:8}{line}")
    say(f"  calibrated: {chosen}")
    return {**{name: asdict(told) for name, told in rows.items()}, "calibrated": asdict(chosen)}


def _halves(calls: Sequence[Call]) -> tuple[list[Call], list[Call]]:
    """Split by working days; at most a month is learnt from."""
    days = sorted(working_days(calls))
    middle = days[len(days) // 2]
    start = days[max(0, len(days) // 2 - 22)]
    return (
        [call for call in calls if start <= call.day < middle],
        [call for call in calls if call.day >= middle],
    )


def _speed(results: Sequence[contest.Result]) -> dict[str, int]:
    return {one.name: round(one.calls / one.cpu_s) for one in results}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
