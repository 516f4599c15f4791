"""`docs/menu.md` from the menus as data: written, or checked for being current.

Run by the environment's Python from the repository's root: `-m scripts.kit.menus [--check]`.
"""

import json
import sys
from collections.abc import Sequence
from pathlib import Path

from callcenter.seed import CATEGORIES, PEOPLE, STORES
from ivr.menu import MAIN
from ivr.menus.check import Line
from ivr.menus.graph import mermaid

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "menu.md"
EXAMPLE = ROOT / "ivr" / "menus" / "example.json"
_HEAD = """# The telephone menu

A caller is asked for the language (unless they chose one before), then hears the menu of the store
they dialled, and of the house on a number that belongs to no store. A menu is data: pages of keys,
each with a label per language and something it leads to.

| leads to | value | what happens |
|---|---|---|
| category | its slug | the caller queues for that subject |
| store | its slug | the caller is asked for the subject there |
| person | their slug | that person is asked first for 60 s, then whoever fits |
| message | | the caller leaves a message at once |
| hours | | the opening hours are said, then the page again |
| menu | a page | that page is asked |

On every page 0 asks for a person, whoever is free and speaks the language, and star goes back. A
key or a word interrupts what is said; words are matched to labels and names. Three wrong answers
end the call politely.

Supervisors write menus on `/menu`: every change goes to a draft, faults are said in words, the
preview plays the draft with the very dialogue that callers have, spoken by the browser, or
to whoever calls from a number they name (a handset of the sandbox, their own telephone), and
*publish* lets callers hear it from their next call on. A call keeps the version it began with: it
stands, signed, in the address of every step.

This page is generated from the data: `.venv/bin/python -m scripts.kit.menus`.
"""


def document() -> str:
    """Return the whole page."""
    names = {
        **{f"category:{slug}": words["en"] for slug, words in CATEGORIES},
        **{f"store:{store['slug']}": store["name"] for store in STORES},
        **{f"person:{slug}": name for slug, name, *_ in PEOPLE},
    }
    usual = [
        Line(MAIN, str(digit), "category", slug) for digit, (slug, _) in enumerate(CATEGORIES, 1)
    ]
    begins = _section("What every store begins with", usual, names)
    return _HEAD + begins + _section("An example", example(), names)


def example() -> list[Line]:
    """Return the example's lines."""
    return [Line(**line) for line in json.loads(EXAMPLE.read_text(encoding="utf-8"))]


def _section(title: str, lines: Sequence[Line], names: dict[str, str]) -> str:
    return "\n".join([f"\n## {title}\n", "```mermaid", mermaid(lines, names), "```", ""])


def main(arguments: list[str]) -> int:
    if "--check" not in arguments:
        PAGE.write_text(document(), encoding="utf-8")
        return 0
    if PAGE.exists() and PAGE.read_text(encoding="utf-8") == document():
        return 0
    print("docs/menu.md is old: run .venv/bin/python -m scripts.kit.menus")
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
