"""Moments of a scenario: what is done once, some seconds after its start."""

from collections.abc import Callable, Mapping
from functools import partial

from sandbox.calls.ports import Scheduler, Timer
from sandbox.chaos.scenario import Scenario

Deeds = Mapping[str, Callable[[str], None]]
"""What can be done, by its word; the argument is an identity or nothing."""


def arrange(scenario: Scenario, scheduler: Scheduler, deeds: Deeds) -> list[Timer]:
    """Schedule every moment whose deed there is."""
    return [
        scheduler.later(moment.at_s, partial(deeds[moment.do], moment.to))
        for moment in scenario.moments
        if moment.do in deeds
    ]
