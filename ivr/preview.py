"""A menu played without a call: the same dialogue, its words for a page to speak."""

from dataclasses import dataclass

from callcenter.kernel.tokens import BadToken
from callcenter.services import Transaction
from callcenter.stores.models import Store
from ivr import dialogue, opening, options, prompts, reception, seals
from ivr.dialogue import Ask, GiveUp, Leave, Outcome, Progress, Steps
from ivr.menus import service as menus
from ivr.menus.models import HOUSE, MenuVersion
from ivr.questions import Said, sentences
from ivr.reception import Pressed
from ivr.seals import Place


@dataclass(frozen=True)
class Played:
    """What is said now, and where the caller is; an empty `state` means the menu is over."""

    said: list[Said]
    state: str
    end: str = ""


@dataclass(frozen=True)
class Turn:
    """One step of the draft before it is put in words; `greeting` is said first."""

    steps: Steps
    outcome: Outcome
    greeting: list[str]


def play(tx: Transaction, draft: MenuVersion, state: str, sent: Pressed) -> Played:
    """Take one step in the draft; without a state it begins."""
    return played(tx, turn(tx, draft, state, sent))


def turn(tx: Transaction, draft: MenuVersion, state: str, sent: Pressed) -> Turn:
    """Take one step in the draft; a state that is none begins anew."""
    store = tx.session.get(Store, draft.scope) if draft.scope != HOUSE else None
    steps, greeting = options.steps(tx, store, menus.lines_of(draft)), list[str]()
    place = _opened(tx, state)
    if place:
        outcome = reception.taken(steps, place, sent)
    else:
        language = store.spoken[0] if store else "en"
        name = store.name if store else "Virtual Shopper"
        outcome = dialogue.begin(steps, Progress(language, {}))
        greeting = [prompts.say(language, "welcome", store=name)]
    if isinstance(outcome, Ask) and outcome.tells_hours:
        greeting += opening.hours_words(tx, store, outcome.progress.language)
    return Turn(steps, outcome, greeting)


def played(tx: Transaction, turn: Turn, trial_id: int = 0) -> Played:
    """Put a step in words: for a page to speak, or for the telephone of a trial."""
    outcome, language = turn.outcome, turn.outcome.progress.language
    if isinstance(outcome, Ask):
        said = sentences(outcome, turn.greeting, reception.keys_of(turn.steps, outcome))
        place = Place(outcome.step.name, outcome.progress, trial_id)
        return Played(said, seals.sealed(tx, place))
    if isinstance(outcome, GiveUp):
        return Played([(language, prompts.say(language, "give_up"))], "", "The call ends here.")
    answers = outcome.progress.answers
    end = "leave a message" if isinstance(outcome, Leave) else _queue(answers)
    words = prompts.say(language, "preview_end")
    return Played([(language, " ".join([*turn.greeting, words]))], "", f"Here: {end}.")


def _opened(tx: Transaction, state: str) -> Place | None:
    try:
        return seals.opened(tx, state) if state else None
    except BadToken:
        return None


def _queue(answers: object) -> str:
    known = answers if isinstance(answers, dict) else {}
    if "person" in known:
        return f"wait for {known['person']}"
    about = known.get("category") or "anything"
    return f"wait at {known.get('store', 'the store')} about {about}"
