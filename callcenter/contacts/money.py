"""What calls and texts cost, and the daily sums at which we stop by ourselves."""

import json
import logging
from pathlib import Path

from callcenter.infra.budget import Budget, Spent, Use, charge, spend_all, used
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


def pay_call(tx: Transaction, number: str, own: Use, *, proven: bool) -> None:
    """Spend the first minutes of a call, before it is placed, and of the number's own budget.

    Raises Spent.
    """
    _pay(tx, price(number, "call") * RESERVED_MINUTES, own, proven=proven)


def pay_staff(tx: Transaction, number: str) -> None:
    """Spend a call to an associate, before it is placed. Raises Spent."""
    _pay(tx, price(number, "call") * RESERVED_MINUTES, proven=True)


def pay_text(tx: Transaction, number: str, own: Use, *, proven: bool) -> None:
    """Spend a text, before it leaves, and of the number's own budget. Raises Spent."""
    _pay(tx, price(number, "text"), own, proven=proven)


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


def a_strangers(tx: Transaction, number: str) -> Use:
    """Return what a stranger's call and its text take of what is left for strangers today."""
    needed = price(number, "call") * RESERVED_MINUTES + price(number, "text")
    return Use(unproven(tx), "", needed)


def _pay(tx: Transaction, amount: int, *own: Use, proven: bool) -> None:
    sums = [daily(tx)] if proven else [daily(tx), unproven(tx)]
    try:
        spend_all(tx.session, [*own, *(Use(one, "", amount) for one in sums)], tx.now)
    except Spent as spent:
        if spent.budget in sums:
            _LOG.critical("money budget is spent; nothing leaves", extra={"amount": amount})
        raise
