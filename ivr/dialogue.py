"""The dialogue: given what is known and what was pressed, what comes next. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from ivr.menu import ORDER, Step

TRIES = 3


@dataclass(frozen=True)
class Progress:
    """What the caller has decided so far, and how often they failed at this step."""

    language: str
    answers: Mapping[str, str]
    failures: int = 0


@dataclass(frozen=True)
class Ask:
    step: Step
    progress: Progress
    apologise: bool = False


@dataclass(frozen=True)
class Queue:
    """Everything is known: queue for this store and category, in this language."""

    progress: Progress


@dataclass(frozen=True)
class GiveUp:
    progress: Progress


Outcome = Ask | Queue | GiveUp


def begin(steps: Mapping[str, Step], progress: Progress) -> Outcome:
    """Ask the first open question; a step without a real choice answers itself."""
    for name in ORDER:
        if name in progress.answers:
            continue
        step = steps[name]
        if len(step.choices) > 1:
            return Ask(step, progress)
        progress = _answered(progress, name, step.choices[0].value)
    return Queue(progress)


def answer(steps: Mapping[str, Step], progress: Progress, name: str, digits: str) -> Outcome:
    """Take `digits` (empty: nothing was pressed) at the step `name`; `*` goes back one step."""
    if digits == "*":
        return begin(steps, _back(progress))
    choice = steps[name].chosen(digits)
    if choice:
        return begin(steps, _answered(progress, name, choice.value))
    failures = progress.failures + 1
    tried = replace(progress, failures=failures)
    return GiveUp(tried) if failures >= TRIES else Ask(steps[name], tried, apologise=True)


def _answered(progress: Progress, name: str, value: str) -> Progress:
    language = value if name == "language" else progress.language
    return Progress(language, {**progress.answers, name: value})


def _back(progress: Progress) -> Progress:
    given = [name for name in ORDER if name in progress.answers][:-1]
    return Progress(progress.language, {name: progress.answers[name] for name in given})
