"""How every bench prints: a method, a table a person can read, and with --json one last line."""

import json
import os
import platform
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any


def table(title: str, heads: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """Print a titled table, numbers to the right."""
    cells = [list(heads), *([_text(cell) for cell in row] for row in rows)]
    widths = [max(len(line[column]) for line in cells) for column in range(len(heads))]
    sys.stdout.write(f"\n{title}\n")
    for line in cells:
        first, *others = [cell.rjust(width) for cell, width in zip(line, widths, strict=True)]
        sys.stdout.write("  ".join([first.strip().ljust(widths[0]), *others]) + "\n")
    sys.stdout.flush()


def close(figures: Mapping[str, Any], method: str, *, as_json: bool) -> None:
    """Print the last line: one JSON object where it was asked for."""
    if as_json:
        found = {"figures": figures, "method": method, "machine": machine()}
        sys.stdout.write(json.dumps(found) + "\n")


def machine() -> str:
    model = next(
        (
            line.partition(":")[2].strip()
            for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
            if line.startswith("model name")
        ),
        platform.machine(),
    )
    load = os.getloadavg()[0]
    return f"{os.cpu_count()} x {model}, Python {platform.python_version()}, load {load:.1f}"


def quantile(values: Sequence[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else 0.0


def _text(cell: Any) -> str:
    return (
        f"{cell:,.1f}"
        if isinstance(cell, float)
        else f"{cell:,}"
        if isinstance(cell, int)
        else str(cell)
    )
