"""Whether a menu makes sense: what is wrong with it, in sentences for whoever wrote it. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from ivr.menu import LEADS, MAIN

KEYS = "123456789"
_LONGEST_LABEL = 60
_NAMED = frozenset({"category", "store", "person"})
"""Where a line without a label speaks the name of what it leads to."""


@dataclass(frozen=True)
class Line:
    step: str
    digit: str
    leads: str
    value: str = ""
    labels: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class House:
    """What a line may lead to, and the languages in which callers are asked."""

    categories: frozenset[str]
    stores: frozenset[str]
    people: frozenset[str]
    languages: Mapping[str, str]


def faults(lines: Sequence[Line], house: House) -> list[str]:
    """Return every fault, the first things first; nothing where it may be published."""
    pages = {line.step for line in lines}
    if MAIN not in pages:
        return ["The menu is empty: add a first key."]
    found = [fault for line in lines for fault in _of_line(line, house, pages)]
    found += _doubled(lines)
    return found + _lost(lines, pages)


def _of_line(line: Line, house: House, pages: set[str]) -> Iterable[str]:
    where = f"Key {line.digit or '?'} of {line.step}"
    if len(line.digit) != 1 or line.digit not in KEYS:
        yield f"{where}: please use one of the keys 1 to 9; 0 and star have their own meaning."
    known: dict[str, frozenset[str] | set[str]] = {
        "category": house.categories,
        "store": house.stores,
        "person": house.people,
        "menu": pages,
    }
    if line.leads not in LEADS:
        yield f"{where}: please choose what the key leads to."
    elif line.leads in known and line.value not in known[line.leads]:
        yield f"{where}: there is no {line.leads} “{line.value}”."
    yield from _labels(line, house, where)


def _labels(line: Line, house: House, where: str) -> Iterable[str]:
    if line.leads not in _NAMED:
        for code, name in house.languages.items():
            if not line.labels.get(code, "").strip():
                yield f"{where}: the label in {name} is missing."
    for code, label in line.labels.items():
        if len(label) > _LONGEST_LABEL:
            yield f"{where}: the label in {house.languages.get(code, code)} is too long to hear."


def _doubled(lines: Sequence[Line]) -> Iterable[str]:
    seen: set[tuple[str, str]] = set()
    for line in lines:
        key = (line.step, line.digit)
        if key in seen:
            yield f"Key {line.digit} of {line.step} is used twice."
        seen.add(key)


def _lost(lines: Sequence[Line], pages: set[str]) -> list[str]:
    """Find pages that nobody reaches, and pages that lead back to themselves."""
    doors = {
        page: {one.value for one in lines if one.step == page and one.leads == "menu"}
        for page in pages
    }
    reached = _reached(MAIN, doors)
    found = [f"Nothing leads to the page {page}." for page in sorted(pages - reached - {MAIN})]
    circles = (page for page in sorted(pages) if page in _reached(page, doors))
    return found + [
        f"The page {page} leads back to itself; star already goes back." for page in circles
    ]


def _reached(start: str, doors: Mapping[str, set[str]]) -> set[str]:
    reached: set[str] = set()
    waiting = [*doors.get(start, ())]
    while waiting:
        page = waiting.pop()
        if page not in reached:
            reached.add(page)
            waiting += doors.get(page, ())
    return reached
