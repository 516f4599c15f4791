"""What the clock tidies once an hour."""

from callcenter.appointments import keeping
from callcenter.infra import budget
from callcenter.services import Services


def run(services: Services) -> None:
    """Forget budgets of days gone by; let promises follow the clocks of their zones."""
    with services.transaction() as tx:
        budget.forget(tx.session, tx.now)
    keeping.keep_local_times(services)
