"""Virtual telephones: habits by share, arrivals, and many calls at once in virtual time."""

from collections import Counter

import pytest

from sandbox.chaos.scenario import Scenario
from tests.sandbox.scene import BASE, STORE, Scene

HABITS = [
    {"does": "answer", "share": 6, "after_s": [1, 4], "talk_s": [20, 40]},
    {"does": "ignore", "share": 2},
    {"does": "decline", "share": 1, "after_s": 2},
    {"does": "busy", "share": 1},
]


def crowd(scene: Scene, habits: list[dict[str, object]], **more: object) -> None:
    people = {"numbers": "+39320*", "habits": habits}
    scene.carrier.play(Scenario.from_json({"crowd": [people], **more}))


def number(n: int) -> str:
    return f"+39320{n:06d}"


def test_everybody_of_the_crowd_does_as_its_habit_says() -> None:
    scene = Scene(config={"calls_per_second": 0})
    scene.says("/voice", "<Pause length='60'/>")
    crowd(scene, HABITS)
    for n in range(200):
        scene.call(to=number(n), timeout=15)
    scene.carrier.advance(90)
    ends = Counter(call.status.value for call in scene.carrier.exchange.calls.values())
    assert ends["completed"] == pytest.approx(120, abs=25)
    assert ends["no-answer"] == pytest.approx(40, abs=18)
    assert ends["busy"] == pytest.approx(40, abs=18)
    assert scene.carrier.assembly.crowd.engaged == 0


def test_callers_arrive_on_their_own_and_go() -> None:
    scene = Scene()
    scene.says("/voice", "<Gather numDigits='1' action='/key'/>")
    scene.says("/key", "<Pause length='60'/>")
    arrivals = [{"from": "+39320*", "to": STORE, "count": 5, "per_minute": 60, "press": "2"}]
    crowd(scene, [{"does": "answer"}], arrivals=arrivals)
    scene.carrier.advance(12)
    assert [asked["Digits"] for asked in scene.at("/key")] == ["2"] * 5
    scene.carrier.advance(120)
    assert len(scene.at("/status")) == 5
    assert scene.carrier.assembly.crowd.engaged == 0


def test_many_calls_are_bridged_at_once() -> None:
    """The long form, 2,500 at once, is `scripts/bench sandbox`."""
    pairs = 150
    scene = Scene(config={"calls_per_second": 0})

    def other(asked: dict[str, str]) -> str:
        called = number(pairs + int(asked["To"][6:]))
        return f"<Response><Dial callerId='{STORE}'>{called}</Dial></Response>"

    scene.pages["/voice"] = other
    crowd(scene, [{"does": "answer"}])
    for n in range(pairs):
        scene.call(to=number(n), url=f"{BASE}/voice")
    scene.carrier.advance(30)
    assert scene.carrier.assembly.crowd.engaged == 2 * pairs
    assert len(scene.carrier.judge.talks()) == pairs
