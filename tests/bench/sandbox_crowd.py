"""Simultaneous bridged calls of virtual telephones, in virtual time."""

import resource
import time

from sandbox.chaos.scenario import Scenario
from tests.sandbox.scene import BASE, STORE, Scene

_PAIRS = 2500
_FIRST = "+39320"


def bridged() -> dict[str, float]:
    """Bridge 2,500 calls at once, let them talk for a minute, and let all hang up."""
    scene = Scene(config={"calls_per_second": 0})

    def other(asked: dict[str, str]) -> str:
        number = f"{_FIRST}{_PAIRS + int(asked['To'].removeprefix(_FIRST)):06d}"
        return f"<Response><Dial callerId='{STORE}'>{number}</Dial></Response>"

    scene.pages["/voice"] = other
    habits = [{"does": "answer", "after_s": [1, 10], "talk_s": [60, 120]}]
    crowd = {"numbers": f"{_FIRST}*", "habits": habits}
    scene.carrier.play(Scenario.from_json({"crowd": [crowd]}))
    began, used = time.perf_counter(), _processor_s()
    for n in range(_PAIRS):
        scene.call(to=f"{_FIRST}{n:06d}", url=f"{BASE}/voice")
    scene.carrier.advance(30)
    most = len(set(scene.carrier.lines.rooms.values()))
    scene.carrier.advance(200)
    took, used = time.perf_counter() - began, _processor_s() - used
    talks = scene.carrier.judge.talks()
    if most != _PAIRS or len(talks) != _PAIRS or scene.carrier.assembly.crowd.engaged:
        words = f"{most} bridged at once, {len(talks)} talks of {_PAIRS}"
        raise AssertionError(words)
    return {
        "virtual_bridged_calls_at_once": float(most),
        "virtual_bridged_calls_took_s": took,
        "virtual_bridged_calls_processor_s": used,
        "virtual_seconds_per_second": 230 / took,
        "memory_peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


def _processor_s() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime
