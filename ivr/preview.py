"""A menu played without a call: the same dialogue, its words for a page to speak."""

from dataclasses import dataclass

from callcenter.kernel.tokens import BadToken
from callcenter.services import Transaction
from callcenter.stores.models import Store
from ivr import dialogue, opening, options, prompts, reception, seals
from ivr.dialogue import Ask, GiveUp, Leave, Outcome, Progress, Steps
from ivr.menus import service as menus
from ivr.menus.models import HOUSE
from ivr.questions import Said, sentences
from ivr.reception import Pressed
from ivr.seals import Place


@dataclass(frozen=True)
class Played:
    """What is said now, and where the caller is; an empty `state` means the menu is over."""

    said: list[Said]
    state: str
    end: str = ""


def play(tx: Transaction, scope: int, author_id: int, state: str, sent: Pressed) -> Played:
    """Take one step in the draft; without a state it begins."""
    store = tx.session.get(Store, scope) if scope != HOUSE else None
    steps = options.steps(tx, store, menus.lines_of(menus.draft(tx, scope, author_id)))
    language = store.spoken[0] if store else "en"
    try:
        place = seals.opened(tx, state) if state else None
    except BadToken:
        place = None
    if place is None:
        welcome = prompts.say(language, "welcome", store=store.name if store else "Virtual Shopper")
        return _played(tx, store, steps, dialogue.begin(steps, Progress(language, {})), [welcome])
    return _played(tx, store, steps, reception.taken(steps, place, sent), [])


def _played(
    tx: Transaction, store: Store | None, steps: Steps, outcome: Outcome, greeting: list[str]
) -> Played:
    language = outcome.progress.language
    if isinstance(outcome, Ask):
        if outcome.tells_hours:
            greeting = [*greeting, *opening.hours_words(tx, store, language)]
        said = sentences(outcome, greeting, reception.keys_of(steps, outcome))
        return Played(said, seals.sealed(tx, Place(outcome.step.name, outcome.progress)))
    if isinstance(outcome, GiveUp):
        return Played([(language, prompts.say(language, "give_up"))], "", "The call ends here.")
    answers = outcome.progress.answers
    end = "leave a message" if isinstance(outcome, Leave) else _queue(answers)
    words = prompts.say(language, "preview_end")
    return Played([(language, " ".join([*greeting, words]))], "", f"Here: {end}.")


def _queue(answers: object) -> str:
    known = answers if isinstance(answers, dict) else {}
    if "person" in known:
        return f"wait for {known['person']}"
    about = known.get("category") or "anything"
    return f"wait at {known.get('store', 'the store')} about {about}"
