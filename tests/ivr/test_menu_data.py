"""A stored menu: what is wrong with one, and how it is drawn."""

import pytest

from ivr.menus.check import House, Line, faults
from ivr.menus.graph import drawing, mermaid
from scripts.kit.menus import document, example

HOUSE = House(
    frozenset({"phones", "audio"}),
    frozenset({"turin", "berlin"}),
    frozenset({"ada"}),
    {"it": "italiano", "en": "English"},
)
BOTH = {"it": "altro", "en": "More"}
PHONES = Line("main", "1", "category", "phones")
GOOD = [
    PHONES,
    Line("main", "2", "menu", "more", BOTH),
    Line("more", "1", "person", "ada"),
    Line("more", "2", "message", "", BOTH),
    Line("more", "3", "hours", "", BOTH),
]


def test_a_menu_that_makes_sense_has_no_fault() -> None:
    assert faults(GOOD, HOUSE) == []


@pytest.mark.parametrize(
    ("lines", "word"),
    [
        ([], "empty"),
        ([Line("main", "0", "category", "phones")], "keys 1 to 9"),
        ([PHONES, PHONES], "used twice"),
        ([Line("main", "1", "category", "boats")], "no category “boats”"),
        ([Line("main", "1", "store", "rome")], "no store"),
        ([Line("main", "1", "person", "zoe")], "no person"),
        ([Line("main", "1", "menu", "more", BOTH)], "no menu “more”"),
        ([Line("main", "1", "message", "", {"en": "Leave word"})], "label in italiano is missing"),
        ([Line("main", "1", "magic", "")], "choose what the key leads to"),
        ([PHONES, Line("lost", "1", "category", "audio")], "Nothing leads to the page lost"),
        (
            [Line("main", "1", "menu", "more", BOTH), Line("more", "1", "menu", "main", BOTH)],
            "leads back to itself",
        ),
        ([Line("main", "1", "hours", "", {"it": "a" * 61, "en": "x"})], "too long"),
    ],
)
def test_a_fault_is_said_in_words(lines: list[Line], word: str) -> None:
    assert any(word in fault for fault in faults(lines, HOUSE))


def test_it_is_drawn_as_text() -> None:
    drawn = mermaid(GOOD, {"category:phones": "Phones", "person:ada": "Ada Rossi"})
    assert 'main -- "1" --> end0["Phones"]' in drawn
    assert 'main -- "2" --> more["More"]' in drawn
    assert 'more -- "1" --> end2["Ada Rossi"]' in drawn


def test_it_is_drawn_as_boxes_that_do_not_overlap() -> None:
    found = drawing(GOOD, {})
    places = [(box.x, box.y) for box in found.boxes]
    assert len(places) == len(set(places)) == 6
    assert len(found.wires) == 5
    assert all(box.x + 190 <= found.width and box.y + 40 <= found.height for box in found.boxes)


def test_a_menu_that_leads_to_itself_is_drawn_and_ends() -> None:
    circle = [Line("main", "1", "menu", "main")]
    assert len(drawing(circle, {}).boxes) < 5


def test_the_example_of_the_docs_makes_sense_and_is_drawn() -> None:
    house = House(
        frozenset({"jewellery", "phones"}),
        frozenset({"berlin"}),
        frozenset({"chiara"}),
        {"en": "English", "it": "italiano", "es": "español"},
    )
    assert faults(example(), house) == []
    assert 'service -- "1" --> end4["repairs"]' in document()
