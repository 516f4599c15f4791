"""What calls and texts cost, and the daily sums at which we stop by ourselves."""

import json
import logging
from collections.abc import Sequence
from pathlib import Path

from callcenter.contacts import standing
from callcenter.errors import TooMany
from callcenter.infra.budget import Budget, charge, spend, used
from callcenter.kernel.phone import region_of
from callcenter.services import Transaction

_LOG = logging.getLogger(__name__)
_UNIT = 10_000
"""Sums are counted in ten-thousandths of a dollar."""
_TABLE: dict[str, dict[str, float]] = json.loads(
    (Path(__file__).parent / "prices.json").read_text(encoding="utf-8")
)
"""Estimates per region, dollars a minute and a text; `*` for any other."""
RESERVED_MINUTES = 3
_DAY = 86_400
_STOPPED = "We cannot call today any more. Please call the store, or come back tomorrow."


def price(number: str, kind: str) -> int:
    """Return the price of `call` (a minute) or `text`, in ten-thousandths of a dollar."""
    prices = _TABLE.get(region_of(number) or "*", _TABLE["*"])
    return round(prices[kind] * _UNIT)


def daily(tx: Transaction) -> Budget:
    return Budget("money", round(tx.settings.daily_budget * _UNIT), _DAY, _STOPPED)


def unproven(tx: Transaction) -> Budget:
    """Return what unproven numbers may cost together: an attack has this and no more."""
    return Budget("unproven", round(tx.settings.unproven_budget * _UNIT), _DAY, _STOPPED)


def pay_call(tx: Transaction, number: str, number_index: str) -> None:
    """Spend the first minutes of a call, before it is placed. Raises TooMany."""
    _pay(tx, number_index, price(number, "call") * RESERVED_MINUTES)


def pay_staff(tx: Transaction, number: str) -> None:
    """Spend a call to an associate, before it is placed. Raises TooMany."""
    _spend(tx, [daily(tx)], price(number, "call") * RESERVED_MINUTES)


def pay_text(tx: Transaction, number: str, number_index: str) -> None:
    """Spend a text, before it leaves. Raises TooMany."""
    _pay(tx, number_index, price(number, "text"))


def pay_rest(tx: Transaction, number: str, minutes: int) -> None:
    """Count the minutes that a call lasted beyond those spent at its beginning."""
    beyond = max(0, minutes - RESERVED_MINUTES)
    charge(tx.session, daily(tx), "", tx.now, price(number, "call") * beyond)


def give_back(tx: Transaction, number: str) -> None:
    """Give back what a number cost that has proved itself: it was no waste."""
    sum_ = price(number, "call") * RESERVED_MINUTES + price(number, "text")
    budget = unproven(tx)
    refund = min(sum_, used(tx.session, budget, "", tx.now))
    charge(tx.session, budget, "", tx.now, -refund)


def is_spent(tx: Transaction, number: str) -> bool:
    """Whether a stranger's call and its text are more than is left for strangers today."""
    budget = unproven(tx)
    needed = price(number, "call") * RESERVED_MINUTES + price(number, "text")
    return used(tx.session, budget, "", tx.now) + needed > budget.limit


def _pay(tx: Transaction, number_index: str, amount: int) -> None:
    budgets = [daily(tx)]
    if not standing.is_proven(tx.session, number_index, tx.now):
        budgets.append(unproven(tx))
    _spend(tx, budgets, amount)


def _spend(tx: Transaction, budgets: Sequence[Budget], amount: int) -> None:
    try:
        for budget in budgets:
            spend(tx.session, budget, "", tx.now, amount)
    except TooMany:
        _LOG.critical("money budget is spent; nothing leaves", extra={"amount": amount})
        raise
