"""docs/console.md shows every state of a call as the console has it, with a picture and words."""

import re
from pathlib import Path

import pytest

from callcenter.contacts.lifecycle import SERVED
from callcenter.recordings.lifecycle import RUNS
from routing.consults.lifecycle import CONSULT
from routing.presence.lifecycle import PRESENCE

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "console.md"
FOLDER = ROOT / "docs" / "pictures" / "console"
LARGEST = 60_000
STATES = sorted(
    {("contact", one) for one in (*SERVED, "handed_out")}
    | {("consultation", one) for one in CONSULT.live}
    | {("recording", one) for one in RUNS}
    | {("presence", one) for one in PRESENCE.states}
    | {("line", one) for one in ("green", "amber", "red")}
)
_ROW = re.compile(r"^\| (\w+) `(\w+)` \| (.+?) \| (.+?) \|$", re.MULTILINE)
_PICTURE = re.compile(r"\((pictures/console/[\w-]+\.webp)\)")


@pytest.mark.parametrize(("noun", "state"), STATES)
def test_every_state_has_a_picture_and_a_sentence(noun: str, state: str) -> None:
    rows = {(row[0], row[1]): row for row in _ROW.findall(PAGE.read_text(encoding="utf-8"))}
    assert (noun, state) in rows, f"docs/console.md has no line for {noun} `{state}`"
    _, _, sentence, picture = rows[noun, state]
    assert sentence.endswith(".")
    assert _PICTURE.search(picture), f"{noun} `{state}` has no picture"


def test_every_picture_named_is_there_small_and_every_one_there_is_named() -> None:
    named = {Path(one).name for one in _PICTURE.findall(PAGE.read_text(encoding="utf-8"))}
    found = {path.name: path.stat().st_size for path in FOLDER.glob("*.webp")}
    assert named == set(found)
    assert [name for name, size in found.items() if size >= LARGEST] == []
