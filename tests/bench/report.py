"""How every bench prints: the method, a readable table, and with `--json` one object at the end."""

import json
import os
import platform
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Result:
    """Figures by name; a name ends in its unit: `click_to_offer_p99_ms`."""

    method: str
    figures: Mapping[str, float]


def percentile(values: Sequence[float], share: float) -> float:
    """Return the value below which that share (0-1) lies, by the nearest rank."""
    ranked = sorted(values)
    return ranked[min(len(ranked) - 1, max(0, round(share * len(ranked)) - 1))]


def show(result: Result) -> None:
    print(f"Method: {result.method}\n")
    widest = max(map(len, result.figures))
    for name, value in result.figures.items():
        print(f"  {name:<{widest}}  {value:>12,.3f}".rstrip("0").rstrip("."))
    if "--json" in sys.argv[1:]:
        whole = {"figures": result.figures, "method": result.method, "machine": machine()}
        print(json.dumps(whole))


def machine() -> str:
    return f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}"
