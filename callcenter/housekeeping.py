"""What the clock tidies once an hour."""

from callcenter.infra import budget
from callcenter.services import Services


def run(services: Services) -> None:
    """Forget budgets of days gone by."""
    with services.transaction() as tx:
        budget.forget(tx.session, tx.now)
