"""`scripts/simulate`: thousands of contacts and faults, and what was violated."""

import argparse
import json
import logging
import platform
import sys
import time
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field

from tests.simulation.batch import Result, play

METHOD = (
    "The product's own code (use-cases, webhooks through Flask, the Twilio SDK) and the sandbox's "
    "carrier run on one virtual clock in one process; dice from one seed crash it between any two "
    "SQL statements, falsify REST answers, lose, double and delay webhooks, flush Redis, restart "
    "the database, and set the clock wrong. The carrier's ledger is compared with the database."
)
_MOST_SHOWN = 30


@dataclass
class Total:
    """The sum of all batches."""

    contacts: int = 0
    virtual_s: float = 0.0
    faults: Counter[str] = field(default_factory=Counter)
    states: Counter[str] = field(default_factory=Counter)
    outcomes: Counter[str] = field(default_factory=Counter)
    recoveries: list[float] = field(default_factory=list)
    violations: list[tuple[int, str, str]] = field(default_factory=list)

    def add(self, seed: int, size: int, result: Result) -> None:
        self.contacts += size
        self.virtual_s += result.virtual_s
        self.faults += result.faults
        self.states += result.states
        self.outcomes += result.outcomes
        self.recoveries += result.recoveries
        self.violations += [(seed, *violation) for violation in result.violations]


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="scripts/simulate", description=__doc__)
    parser.add_argument("--contacts", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--at-once", type=int, default=800, help="contacts of one batch")
    parser.add_argument("--cpu-minutes", type=float, default=60.0, help="stop after these")
    parser.add_argument("--database", default="", help="SQLAlchemy URL; emptied!")
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args(arguments)
    logging.disable(logging.CRITICAL)
    total, seed, begun = Total(), asked.seed, time.process_time()
    with suppress(KeyboardInterrupt):
        while total.contacts < asked.contacts and _cpu(begun) < asked.cpu_minutes * 60:
            size = min(asked.at_once, asked.contacts - total.contacts)
            total.add(seed, size, play(seed, size, asked.database))
            seed += 1
    _print(total, _cpu(begun), asked)
    return 1 if total.violations else 0


def _cpu(begun: float) -> float:
    return time.process_time() - begun


def _print(total: Total, cpu_s: float, asked: argparse.Namespace) -> None:
    figures = _figures(total, cpu_s)
    lines = ["", METHOD, "", *table(figures)]
    for seed, invariant, words in total.violations[:_MOST_SHOWN]:
        lines.append(f"  {invariant} violated: {words}")
        lines.append(f"      replay: --seed {seed} --contacts {asked.at_once}")
    if asked.json:
        found = {"figures": figures, "method": METHOD, "machine": machine()}
        lines.append(json.dumps(found))
    sys.stdout.write("\n".join([*lines, ""]))


def table(figures: dict[str, object]) -> list[str]:
    lines = []
    for name, value in figures.items():
        if isinstance(value, dict):
            lines.append(f"  {name}:")
            lines += [f"      {key:<34} {number:>10}" for key, number in value.items()]
        else:
            lines.append(f"  {name:<38} {value!s:>10}")
    return lines


def _figures(total: Total, cpu_s: float) -> dict[str, object]:
    resumed = sorted(total.recoveries)
    return {
        "contacts": total.contacts,
        "faults": sum(total.faults.values()),
        "violations": len(total.violations),
        "violations by invariant": dict(Counter(one for _, one, _ in total.violations)),
        "faults by kind": dict(total.faults.most_common()),
        "contacts by outcome": dict(total.outcomes.most_common()),
        "errands resumed after a crash": len(resumed),
        "resumed after, p50 (virtual s)": _at(resumed, 0.5),
        "resumed after, p99 (virtual s)": _at(resumed, 0.99),
        "resumed after, max (virtual s)": _at(resumed, 1.0),
        "virtual hours": round(total.virtual_s / 3600, 2),
        "CPU seconds": round(cpu_s, 1),
        "contacts per CPU second": round(total.contacts / max(cpu_s, 0.01), 1),
    }


def _at(values: list[float], share: float) -> float | None:
    return round(values[min(len(values) - 1, int(len(values) * share))], 2) if values else None


def machine() -> str:
    return f"{platform.machine()}, Python {platform.python_version()}, {platform.system()}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
