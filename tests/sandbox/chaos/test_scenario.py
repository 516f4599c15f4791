"""Scenarios are read strictly and played alike by the same seed."""

import json
from pathlib import Path

import pytest

from sandbox.chaos import scenario
from sandbox.chaos.faults import Faults
from sandbox.chaos.reading import ScenarioError
from sandbox.chaos.scenario import KINDS, Scenario

EVENING = {
    "name": "a bad evening",
    "seed": 7,
    "faults": [
        {
            "at": "webhook",
            "what": "duplicate",
            "share": 0.3,
            "match": {"kind": "callback"},
            "seconds": [1, 2],
        },
        {"at": "rest", "what": "429", "times": 2, "from_s": 10, "until_s": 20},
    ],
    "moments": [{"at_s": 60, "do": "restart"}],
    "crowd": [
        {
            "numbers": "+39320*",
            "habits": [{"does": "answer", "share": 2, "talk_s": 30}, {"does": "ignore"}],
        }
    ],
    "arrivals": [{"from": "+39320*", "to": "+390111234567", "count": 3}],
}
SHIPPED = sorted((Path(scenario.__file__).parent / "scenarios").glob("*.json"))


class Noted:
    def __init__(self) -> None:
        self.facts: list[dict[str, str]] = []
        self.now = 0.0

    def __call__(self, _kind: str, **fields: str) -> None:
        self.facts.append(fields)


def armed(seed: int = 7) -> tuple[Faults, Noted]:
    noted = Noted()
    faults = Faults(lambda: noted.now, noted)
    faults.load(Scenario.from_json({**EVENING, "seed": seed}))
    return faults, noted


def hits(seed: int) -> list[int]:
    faults, _ = armed(seed)
    return [n for n in range(200) if faults.strike("webhook", kind="callback")]


def test_a_file_is_read_whole(tmp_path: Path) -> None:
    path = tmp_path / "evening.json"
    path.write_text(json.dumps(EVENING))
    read = Scenario.load(path)
    assert read.faults[0].seconds == (1.0, 2.0)
    assert read.crowd[0].habits[0].talk_s == (30.0, 30.0)
    assert read.arrivals[0].from_ == "+39320*"
    assert read.moments[0].do == "restart"


@pytest.mark.parametrize("path", SHIPPED, ids=[path.stem for path in SHIPPED])
def test_every_scenario_that_comes_along_can_be_played(path: Path) -> None:
    played = Scenario.load(path)
    assert played.name
    assert played.faults or played.moments or played.crowd


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"fautls": []}, "unknown: fautls"),
        ({"faults": [{"at": "webhook", "what": "explode"}]}, "faults[0]: no fault webhook/explode"),
        ({"faults": [{"at": "webhook"}]}, "missing: what"),
        ({"faults": {}}, "faults must be a list"),
        ({"moments": [{"at_s": 1, "do": "dance"}]}, "nobody can do dance"),
        ({"crowd": [{"numbers": "+1*", "habits": [{"does": "sing"}]}]}, "cannot sing"),
        ({"faults": [{"at": "rest", "what": "429", "seconds": "long"}]}, "faults[0]"),
        ({"seed": "seven"}, "scenario"),
    ],
)
def test_a_mistake_is_named(change: dict[str, object], words: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        Scenario.from_json({**EVENING, **change})
    assert words in str(caught.value)


@pytest.mark.parametrize("text", ["", "[]", "{"])
def test_what_is_no_scenario_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "no.json"
    path.write_text(text)
    with pytest.raises(ScenarioError):
        Scenario.load(path)


def test_the_same_seed_strikes_alike_and_another_does_not() -> None:
    assert hits(7) == hits(7)
    assert hits(7) != hits(8)
    assert 30 < len(hits(7)) < 90


def test_a_fault_strikes_only_what_it_matches_and_in_its_time() -> None:
    faults, noted = armed()
    assert not any(faults.strike("webhook", kind="twiml") for _ in range(100))
    assert not faults.strike("rest", method="POST")
    noted.now = 10
    assert [len(faults.strike("rest", method="POST")) for _ in range(4)] == [1, 1, 0, 0]
    assert noted.facts[-1]["what"] == "429"
    noted.now = 20
    assert not faults.strike("rest", method="POST")


def test_without_a_scenario_nothing_goes_wrong() -> None:
    faults = Faults(lambda: 0.0, Noted())
    assert not any(faults.strike(at) for at in KINDS for _ in range(10))
