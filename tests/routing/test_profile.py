"""What somebody can do as a value: typed, kept, compared, told."""

from dataclasses import replace

import pytest

from routing.people.profile import (
    Choices,
    Names,
    Profile,
    Typed,
    bared,
    difference,
    pack,
    read,
    told,
    unpack,
)

TURIN, BERLIN = 1, 2
RINGS, AUDIO = 10, 20
NAMES = Names({RINGS: "Jewellery", AUDIO: "Audio"}, {TURIN: "Turin", BERLIN: "Berlin"})
CHOICES = Choices({"turin": TURIN, "berlin": BERLIN}, [RINGS, AUDIO], ["aurora"])
ADA = Profile(
    TURIN, {RINGS: 5}, frozenset({"it", "en"}), frozenset({"aurora"}), video=True, capacity=1
)
FORM = Typed("turin", {RINGS: "5", AUDIO: ""}, ("it", "en"), "", ("aurora",), "yes", "1")


def test_a_form_is_read_as_what_it_says() -> None:
    assert read(FORM, CHOICES) == (ADA, [])
    more = replace(FORM, more_languages="FR, pt")
    found, _ = read(more, CHOICES)
    assert found is not None
    assert found.languages == {"it", "en", "fr", "pt"}


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"levels": {RINGS: "6"}}, f"level-{RINGS}"),
        ({"levels": {RINGS: "five"}}, f"level-{RINGS}"),
        ({"levels": {999: "1"}}, "level-999"),
        ({"languages": ("italian",)}, "languages"),
        ({"more_languages": "fr\x00"}, "languages"),
        ({"lines": ("unknown",)}, "lines"),
        ({"video": ""}, "video"),
        ({"capacity": "2"}, "capacity"),
        ({"store": "rome"}, "store"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(wrong: dict[str, object], field: str) -> None:
    found, faults = read(replace(FORM, **wrong), CHOICES)  # type: ignore[arg-type]
    assert found is None
    assert [one.field for one in faults] == [field]


def test_what_is_kept_comes_back() -> None:
    assert unpack(pack(ADA)) == ADA


def test_a_change_is_told_line_by_line() -> None:
    later = Profile(BERLIN, {AUDIO: 2}, frozenset({"it"}), frozenset(), video=False, capacity=0)
    assert difference(ADA, later, NAMES) == [
        "Jewellery: 5, teaches it → not served",
        "Audio: not served → 2, knows the basics",
        "Languages: − English",  # noqa: RUF001 - a minus
        "Product lines: − aurora",  # noqa: RUF001 - a minus
        "Shows live: yes → no",
        "Takes customers: yes → no",
        "Store: Turin → Berlin",
    ]
    assert difference(ADA, ADA, NAMES) == []


def test_a_profile_is_told_in_a_sentence() -> None:
    assert told(ADA, NAMES) == "Jewellery 5 · in English, Italian."
    assert (
        told(replace(ADA, video=False), NAMES)
        == "Jewellery 5 · in English, Italian. No live video."
    )
    assert told(replace(ADA, capacity=0), NAMES) == "Takes no customers."
    assert told(replace(ADA, levels={}), NAMES).startswith("Nobody is sent")


def test_what_nobody_would_serve_any_more_is_named() -> None:
    other = replace(ADA, languages=frozenset({"it"}))
    gone = replace(ADA, levels={AUDIO: 3})
    assert bared(ADA, gone, [], NAMES) == ["Jewellery in English", "Jewellery in Italian"]
    assert bared(ADA, gone, [other], NAMES) == ["Jewellery in English"]
    assert bared(ADA, replace(ADA, store_id=BERLIN), [other], NAMES) == ["Jewellery in English"]
    assert bared(ADA, ADA, [], NAMES) == []
