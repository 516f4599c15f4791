"""Many offers in one transaction: each pair is claimed whole or not at all."""

from collections.abc import Sequence

from callcenter.services import Transaction
from routing.offers import claims_postgresql, claims_sqlite
from routing.offers.pairs import Made, Pair

_WAYS = {"sqlite": claims_sqlite.claim, "postgresql": claims_postgresql.claim}
"""The same steps: one statement where each is a journey, plain ones where none is."""


def claim(tx: Transaction, pairs: Sequence[Pair]) -> list[Made]:
    """Offer every pair whose contact still waits and whose associate is still available.

    The contact's row is locked until the commit, so a cancellation comes before or after the
    offer and never beside it; the unique indexes refuse what no code should try.
    """
    if not pairs:
        return []
    wire = tx.session.connection()
    return _WAYS[wire.dialect.name](wire, pairs, tx.now)
