"""What callers may choose, read from the house's data."""

from collections.abc import Mapping

from callcenter.services import Transaction
from callcenter.stores.models import Store, every_category, every_store
from ivr import prompts
from ivr.menu import Choice, Step


def steps(tx: Transaction, dialled: Store | None) -> Mapping[str, Step]:
    """Build the menu of this store, or of all of them where the number belongs to none."""
    stores = every_store(tx.session)
    return {
        "language": languages(dialled.spoken if dialled else ["en"]),
        "store": Step(
            "store",
            "which_store",
            tuple(
                Choice(s.menu_digit, s.slug, "store", {"store": s.name, "city": s.city})
                for s in stores
                if dialled is None or _shares_language(s, dialled)
            ),
        ),
        "category": Step(
            "category",
            "which_category",
            tuple(
                Choice(c.menu_digit, c.slug, "category", {"category": c.names})
                for c in every_category(tx.session)
            ),
        ),
    }


def languages(codes: list[str]) -> Step:
    """Ask for the language, each in itself."""
    choices = (
        Choice(str(n), code, "language", {"language": prompts.spoken(code).name}, code)
        for n, code in enumerate(codes, 1)
    )
    return Step("language", None, tuple(choices))


def _shares_language(store: Store, dialled: Store) -> bool:
    return bool(set(store.spoken) & set(dialled.spoken))
