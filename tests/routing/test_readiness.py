"""What a page proves decides whether its associate can be reached and can show something."""

import pytest

from routing.presence.readiness import Proof, rings_better, unable_to_show, unreachable


@pytest.mark.parametrize(
    ("sent", "fault"),
    [
        ({}, ""),
        ({"microphone": "prompt"}, ""),
        ({"microphone": "denied"}, "no_microphone"),
        ({"audio": False, "visible": True}, ""),
        ({"audio": False, "visible": False}, "no_sound"),
    ],
)
def test_who_cannot_be_heard_or_rung_is_not_reachable(sent: dict[str, object], fault: str) -> None:
    assert unreachable(Proof.read(sent)) == fault


@pytest.mark.parametrize(
    ("sent", "fault"),
    [
        ({"camera": "granted"}, ""),
        ({"camera": "denied"}, "no_camera"),
        ({"camera": "missing"}, "no_camera"),
        ({"battery": 0.05, "charging": False}, "battery_low"),
        ({"battery": 0.05, "charging": True}, ""),
        ({"uplink_kbit": 120}, "uplink_weak"),
        ({"uplink_kbit": None}, ""),
    ],
)
def test_what_keeps_a_picture_from_being_shown(sent: dict[str, object], fault: str) -> None:
    assert unable_to_show(Proof.read(sent)) == fault


def test_a_page_that_sends_nonsense_proves_nothing_by_it() -> None:
    nonsense = Proof.read({"battery": "full", "tab": 7, "uplink_kbit": -1, "camera": "x" * 500})
    assert (nonsense.battery, nonsense.tab, nonsense.uplink_kbit) == (None, "", None)
    assert len(nonsense.camera) == 64


def test_the_page_that_rings_is_left_only_when_silent() -> None:
    better = Proof(tab="b", visible=True, audio=True)
    assert not rings_better(better, silent_s=3, beat_s=5)
    assert rings_better(better, silent_s=6, beat_s=5)
    assert not rings_better(Proof(tab="b", visible=False), silent_s=6, beat_s=5)
    assert rings_better(Proof(tab="b", visible=False), silent_s=11, beat_s=5)


@pytest.mark.parametrize("word", ["a\x00b", "half \ud800"])
def test_a_word_no_database_can_keep_is_not_taken(word: str) -> None:
    assert Proof.read({"tab": word, "camera": word, "department": word}) == Proof()


@pytest.mark.parametrize("number", [float("inf"), float("nan"), 10**400, -1])
def test_a_number_no_database_can_keep_is_not_taken(number: float) -> None:
    assert Proof.read({"battery": number, "uplink_kbit": number}) == Proof()
