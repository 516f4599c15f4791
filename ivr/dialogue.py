"""The dialogue: given what is known and what was pressed, what comes next. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from ivr.menu import MAIN, ORDER, Choice, Step

TRIES = 3
BACK = "*"
PERSON = "0"


@dataclass(frozen=True)
class Progress:
    """What the caller has decided so far, and how often they failed at this step.

    `trail`: the pages of a stored menu that they went through, the present one last.
    """

    language: str
    answers: Mapping[str, str]
    failures: int = 0
    trail: tuple[str, ...] = ()


@dataclass(frozen=True)
class Ask:
    step: Step
    progress: Progress
    apologise: bool = False
    tells_hours: bool = False


@dataclass(frozen=True)
class Queue:
    """Everything is known: queue for this store and category, or person, in this language.

    An empty category is for whoever is free.
    """

    progress: Progress


@dataclass(frozen=True)
class Leave:
    """The caller would rather leave a message."""

    progress: Progress


@dataclass(frozen=True)
class GiveUp:
    progress: Progress


Outcome = Ask | Queue | Leave | GiveUp
Steps = Mapping[str, Step]


def begin(steps: Steps, progress: Progress) -> Outcome:
    """Ask the first open question; a step without a real choice answers itself."""
    for name in ORDER:
        if name in progress.answers or name not in steps or "person" in progress.answers:
            continue
        if name == MAIN:
            return Ask(steps[progress.trail[-1] if progress.trail else MAIN], progress)
        step = steps[name]
        if len(step.choices) > 1:
            return Ask(step, progress)
        progress = _answered(progress, name, step.choices[0].value)
    return Queue(progress)


def answer(steps: Steps, progress: Progress, name: str, digits: str) -> Outcome:
    """Take `digits` (empty: nothing) at the step `name`; `*` goes back, 0 asks for a person."""
    choice = steps[name].chosen(digits) if name in steps else None
    if choice:
        return _led(steps, progress, name, choice)
    if digits == BACK:
        return begin(steps, _back(steps, progress))
    if digits == PERSON:
        anybody = {"language": progress.language, MAIN: PERSON, "category": ""}
        return begin(steps, replace(progress, answers={**progress.answers, **anybody}, failures=0))
    failures = progress.failures + 1
    tried = replace(progress, failures=failures)
    if failures >= TRIES or name not in steps:
        return GiveUp(tried)
    return Ask(steps[name], tried, apologise=True)


def can_go_back(steps: Steps, progress: Progress) -> bool:
    """Whether `*` leads anywhere else than here."""
    back = _back(steps, progress)
    return (back.answers, back.trail) != (progress.answers, progress.trail)


def _led(steps: Steps, progress: Progress, name: str, choice: Choice) -> Outcome:
    fresh = replace(progress, failures=0)
    if choice.leads == "":
        return begin(steps, _answered(fresh, name, choice.value))
    if choice.leads == "menu":
        return begin(steps, replace(fresh, trail=(*fresh.trail, choice.value)))
    if choice.leads == "message":
        return Leave(fresh)
    if choice.leads == "hours":
        return Ask(steps[name], fresh, tells_hours=True)
    answers = {**fresh.answers, MAIN: choice.digit, choice.leads: choice.value}
    return begin(steps, replace(fresh, answers=answers))


def _answered(progress: Progress, name: str, value: str) -> Progress:
    language = value if name == "language" else progress.language
    return replace(progress, language=language, answers={**progress.answers, name: value})


def _back(steps: Steps, progress: Progress) -> Progress:
    """Undo the last decision that was one; what answers itself is no decision."""
    given = [name for name in ORDER if name in progress.answers]
    if progress.trail and MAIN not in given:
        return replace(progress, trail=progress.trail[:-1], failures=0)
    while given:
        name = given.pop()
        if name == MAIN or (name in steps and len(steps[name].choices) > 1):
            kept = {known: progress.answers[known] for known in given}
            return replace(progress, answers=kept, failures=0)
    return replace(progress, failures=0)
