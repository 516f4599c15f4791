"""What callers may choose: the house's data, and the menu that its supervisors wrote."""

from collections.abc import Mapping, Sequence

from callcenter.services import Transaction
from callcenter.staff import models as staff
from callcenter.stores.models import Store, every_category, every_store
from ivr import prompts
from ivr.menu import MAIN, Choice, Step, Words
from ivr.menus.check import Line


def steps(
    tx: Transaction, dialled: Store | None, stored: Sequence[Line] = ()
) -> Mapping[str, Step]:
    """Build the menu of this store, or of all of them where the number belongs to none.

    With a stored menu its pages come instead of the question for the subject, and who dialled a
    store is not asked for one.
    """
    stores = every_store(tx.session)
    near = [one for one in stores if dialled is None or _shares_language(one, dialled)]
    asked = [dialled] if dialled and stored else near
    built = {
        "language": languages(dialled.spoken if dialled else ["en"]),
        "store": Step("store", "which_store", tuple(_store(one) for one in asked)),
        "category": Step("category", "which_category", _categories(tx)),
    }
    return {**built, **_pages(tx, stored)}


def languages(codes: list[str]) -> Step:
    """Ask for the language, each in itself."""
    choices = (
        Choice(str(n), code, "language", {"language": prompts.spoken(code).name}, code)
        for n, code in enumerate(codes, 1)
    )
    return Step("language", None, tuple(choices))


def _pages(tx: Transaction, stored: Sequence[Line]) -> dict[str, Step]:
    named = _named(tx) if stored else {}
    pages: dict[str, list[Choice]] = {}
    for line in stored:
        nameless: Words = {"label": line.value or line.leads}  # a draft, or who has left the house
        prompt, words = named.get((line.leads, line.value), ("entry", nameless))
        labels = {code: label for code, label in line.labels.items() if label}
        if labels:
            prompt, words = "entry", {"label": labels}
        choice = Choice(line.digit, line.value, prompt, words, leads=line.leads)
        pages.setdefault(line.step, []).append(choice)
    question = {MAIN: "which_category"}
    return {name: Step(name, question.get(name), tuple(found)) for name, found in pages.items()}


def _named(tx: Transaction) -> dict[tuple[str, str], tuple[str, Words]]:
    """Return how a line without a label is spoken: by the name of what it leads to."""
    categories = {
        ("category", one.slug): _category_words(one.names) for one in every_category(tx.session)
    }
    stores = {
        ("store", one.slug): ("store", {"store": one.name, "city": one.city})
        for one in every_store(tx.session)
    }
    people = {
        ("person", one.slug): ("person", {"person": one.name}) for one in staff.every(tx.session)
    }
    return {**categories, **stores, **people}


def _category_words(names: Mapping[str, str]) -> tuple[str, Words]:
    return "category", {"category": names}


def _categories(tx: Transaction) -> tuple[Choice, ...]:
    return tuple(
        Choice(one.menu_digit, one.slug, *_category_words(one.names))
        for one in every_category(tx.session)
    )


def _store(store: Store) -> Choice:
    words = {"store": store.name, "city": store.city}
    return Choice(store.menu_digit, store.slug, "store", words)


def _shares_language(store: Store, dialled: Store) -> bool:
    return bool(set(store.spoken) & set(dialled.spoken))
