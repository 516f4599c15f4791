"""When a store is open, in words."""

from callcenter.services import Transaction
from callcenter.stores.hours import Hours
from callcenter.stores.models import Store, hours_of
from ivr import prompts


def hours_words(tx: Transaction, store: Store | None, language: str) -> list[str]:
    """Say until when the store is open, or when it opens; nothing of no store."""
    if store is None:
        return []
    hours = hours_of(tx.session, store)
    if not hours.open_at(tx.now):
        return [closed(tx, store, hours, language)]
    until = hours.closes(tx.now)
    if until is None:
        return [prompts.say(language, "open_always", store=store.name)]
    return [prompts.say(language, "open_until", store=store.name, time=f"{until:%H:%M}")]


def closed(tx: Transaction, store: Store, hours: Hours, language: str) -> str:
    """Say that it is closed, and when it opens."""
    at = hours.next_opening(tx.now)
    sentence = ""
    if at:
        day = prompts.spoken(language).days[at.weekday()]
        sentence = prompts.say(language, "opens", day=day, time=f"{at:%H:%M}")
    return prompts.say(language, "closed", store=store.name, opening=sentence)
