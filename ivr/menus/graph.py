"""A menu drawn: as mermaid for pages of text, as boxes and lines for the browser. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ivr.menu import MAIN
from ivr.menus.check import Line

_WIDTH, _HEIGHT, _GAP_X, _GAP_Y = 190, 40, 70, 14
_ENDS = {"message": "leave a message", "hours": "opening hours"}


@dataclass(frozen=True)
class Box:
    """Where something stands, in pixels from the upper left, and what it says."""

    x: int
    y: int
    text: str
    kind: str


@dataclass(frozen=True)
class Wire:
    """A key that leads from one box to another."""

    start: tuple[int, int]
    end: tuple[int, int]
    key: str


@dataclass(frozen=True)
class Drawing:
    boxes: tuple[Box, ...]
    wires: tuple[Wire, ...]
    width: int
    height: int


def mermaid(lines: Sequence[Line], names: Mapping[str, str]) -> str:
    """Return a flowchart; `names` says what `leads:value` is called."""
    drawn = ["flowchart LR", f'    {MAIN}(["{MAIN}"])']
    for number, line in enumerate(lines):
        target = line.value if line.leads == "menu" else f"end{number}"
        drawn.append(f'    {line.step} -- "{line.digit}" --> {target}["{_said(line, names)}"]')
    return "\n".join(drawn)


def drawing(lines: Sequence[Line], names: Mapping[str, str]) -> Drawing:
    """Lay the menu out from left to right, each page's keys below each other."""
    boxes: list[Box] = []
    wires: list[Wire] = []
    bottom = _draw(MAIN, MAIN, (0, 0), _Sheet(lines, names, boxes, wires))
    right = max((box.x for box in boxes), default=0) + _WIDTH
    return Drawing(tuple(boxes), tuple(wires), right, max(bottom, _HEIGHT))


@dataclass(frozen=True)
class _Sheet:
    lines: Sequence[Line]
    names: Mapping[str, str]
    boxes: list[Box]
    wires: list[Wire]


def _draw(page: str, text: str, at: tuple[int, int], sheet: _Sheet, deep: int = 0) -> int:
    """Draw the page and what it leads to; return where the next thing below may begin."""
    x, y = at
    sheet.boxes.append(Box(x, y, text, "page"))
    keys = [line for line in sheet.lines if line.step == page] if deep < len(sheet.lines) else []
    below = y
    for line in keys:
        place = (x + _WIDTH + _GAP_X, below)
        start, end = (x + _WIDTH, y + _HEIGHT // 2), (place[0], below + _HEIGHT // 2)
        sheet.wires.append(Wire(start, end, line.digit))
        said = _said(line, sheet.names)
        if line.leads == "menu":
            below = _draw(line.value, said, place, sheet, deep + 1)
        else:
            sheet.boxes.append(Box(*place, said, line.leads))
            below += _HEIGHT + _GAP_Y
    return max(below, y + _HEIGHT + _GAP_Y)


def _said(line: Line, names: Mapping[str, str]) -> str:
    label = line.labels.get("en") or next(iter(line.labels.values()), "")
    name = names.get(f"{line.leads}:{line.value}", _ENDS.get(line.leads, line.value))
    text = label or name
    return text.replace('"', "'")
