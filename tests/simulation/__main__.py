"""`scripts/simulate`: thousands of contacts and faults, and what was violated."""

import argparse
import json
import logging
import platform
import sys
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import FIRST_COMPLETED, ProcessPoolExecutor, wait
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import islice
from typing import NamedTuple

from tests.simulation.batch import Result, play

METHOD = (
    "The product's own code (use-cases, webhooks through Flask, the Twilio SDK) and the sandbox's "
    "carrier run on one virtual clock in one process; dice from one seed crash it between any two "
    "SQL statements, falsify REST answers, lose, double and delay webhooks, flush Redis and take "
    "it away, restart the database, stop the whole machine, and set the clock wrong. The carrier's "
    "ledger is compared with the database."
)
_MOST_SHOWN = 30


class Batch(NamedTuple):
    """One fresh world: its seed, how many contacts, and the database that is emptied for it."""

    seed: int
    size: int
    database: str


@dataclass
class Total:
    """The sum of all batches."""

    contacts: int = 0
    cpu_s: float = 0.0
    late: list[float] = field(default_factory=list)
    promises: Counter[str] = field(default_factory=Counter)
    virtual_s: float = 0.0
    faults: Counter[str] = field(default_factory=Counter)
    states: Counter[str] = field(default_factory=Counter)
    outcomes: Counter[str] = field(default_factory=Counter)
    recoveries: list[float] = field(default_factory=list)
    violations: list[tuple[int, int, str, str]] = field(default_factory=list)

    def add(self, batch: Batch, result: Result) -> None:
        self.contacts += batch.size
        self.cpu_s += result.cpu_s
        self.late += result.late
        self.promises += result.promises
        self.virtual_s += result.virtual_s
        self.faults += result.faults
        self.states += result.states
        self.outcomes += result.outcomes
        self.recoveries += result.recoveries
        self.violations += [(batch.seed, batch.size, *found) for found in result.violations]


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="scripts/simulate", description=__doc__)
    parser.add_argument("--contacts", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--at-once", type=int, default=800, help="contacts of one batch")
    parser.add_argument("--processes", type=int, default=1, help="each plays seeds of its own")
    parser.add_argument("--cpu-minutes", type=float, default=60.0, help="stop after these, in all")
    parser.add_argument("--database", default="", help="SQLAlchemy URL; emptied!")
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args(arguments)
    total = Total()
    with suppress(KeyboardInterrupt):
        for batch, result in _played(asked, total):
            total.add(batch, result)
            _tell(total)
    _print(total, asked)
    return 1 if total.violations else 0


def _batches(asked: argparse.Namespace, total: Total) -> Iterator[Batch]:
    """Yield what is still to be played; nothing more once the CPU time is used up."""
    for number, begun in enumerate(range(0, asked.contacts, asked.at_once)):
        if total.cpu_s >= asked.cpu_minutes * 60:
            return
        size = min(asked.at_once, asked.contacts - begun)
        yield Batch(asked.seed + number, size, asked.database)


def _played(asked: argparse.Namespace, total: Total) -> Iterator[tuple[Batch, Result]]:
    if asked.processes == 1:
        yield from map(_play, _batches(asked, total))
        return
    with ProcessPoolExecutor(asked.processes) as pool:
        batches = _batches(asked, total)
        open_ = {pool.submit(_play, batch) for batch in islice(batches, asked.processes)}
        while open_:
            done, open_ = wait(open_, return_when=FIRST_COMPLETED)
            yield from (one.result() for one in done)
            open_ |= {pool.submit(_play, batch) for batch in islice(batches, len(done))}


def _play(batch: Batch) -> tuple[Batch, Result]:
    logging.disable(logging.CRITICAL)
    return batch, play(*batch)


def _tell(total: Total) -> None:
    """Say how far it is: a long run may be stopped, and has not been for nothing."""
    faults, found = sum(total.faults.values()), len(total.violations)
    done = f"{total.contacts} contacts, {faults} faults, {found} violations"
    sys.stderr.write(f"{done}, {total.cpu_s:.0f} CPU s\n")
    for seed, size, invariant, words in total.violations[-3:]:
        sys.stderr.write(f"  {invariant}: {words} (--seed {seed} --at-once {size})\n")


def _print(total: Total, asked: argparse.Namespace) -> None:
    figures = _figures(total)
    lines = ["", METHOD, "", *table(figures)]
    for seed, size, invariant, words in total.violations[:_MOST_SHOWN]:
        lines.append(f"  {invariant} violated: {words}")
        lines.append(f"      replay: --seed {seed} --contacts {size} --at-once {size}")
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


def _figures(total: Total) -> dict[str, object]:
    resumed, late, cpu_s = sorted(total.recoveries), sorted(total.late), total.cpu_s
    return {
        "contacts": total.contacts,
        "faults": sum(total.faults.values()),
        "violations": len(total.violations),
        "violations by invariant": dict(Counter(one for _, _, one, _ in total.violations)),
        "faults by kind": dict(total.faults.most_common()),
        "contacts by outcome": dict(total.outcomes.most_common()),
        "errands resumed after a crash": len(resumed),
        "resumed after, p50 (virtual s)": _at(resumed, 0.5),
        "resumed after, p99 (virtual s)": _at(resumed, 0.99),
        "resumed after, max (virtual s)": _at(resumed, 1.0),
        "promises": dict(total.promises),
        "promise begun after, p50 (virtual s)": _at(late, 0.5),
        "promise begun after, p99 (virtual s)": _at(late, 0.99),
        "promise begun after, max (virtual s)": _at(late, 1.0),
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
