"""The product's website for the bench: one address asks for everybody, so budgets are lifted."""

from callcenter.contacts import guards
from callcenter.infra.budget import Budget
from wsgi import create_app

_FREE = (Budget("bench", 10**9, 600, ""),)
guards.PER_ADDRESS = guards.PER_NUMBER = guards.IN_ALL = _FREE  # type: ignore[assignment]
app = create_app()
