"""Measured numbers by name: medians over rounds, a slope, and a table to read."""

from collections.abc import Sequence
from statistics import median

Number = float | int | None


class Figures:
    def __init__(self) -> None:
        self._found: dict[str, list[float]] = {}

    def add(self, name: str, value: Number) -> None:
        """Note a value; a thing that could not be measured stays away rather than being zero."""
        if value is not None:
            self._found.setdefault(name, []).append(float(value))

    def median(self, name: str) -> float:
        return float(median(self._found[name]))

    def medians(self) -> dict[str, float]:
        return {name: round(self.median(name), 3) for name in self._found}

    def table(self, method: str) -> str:
        wide = max((len(name) for name in self._found), default=0)
        lines = [method.strip(), ""]
        for name, values in self._found.items():
            spread = f"   ({', '.join(f'{v:g}' for v in values)})" if len(values) > 1 else ""
            lines.append(f"  {name:<{wide}}  {self.median(name):>10g}{spread}")
        return "\n".join(lines) + "\n"


def slope(xs: Sequence[float], ys: Sequence[float]) -> float:
    """Return the least squares slope."""
    mean_x, mean_y = sum(xs) / len(xs), sum(ys) / len(ys)
    over = sum((x - mean_x) * (y - mean_y) for x, y in zip(xs, ys, strict=True))
    return over / sum((x - mean_x) ** 2 for x in xs)
