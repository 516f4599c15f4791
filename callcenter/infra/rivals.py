"""Transactions that each hold what the other waits for: the one that was ended goes again."""

from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from sqlalchemy.exc import OperationalError

P = ParamSpec("P")
R = TypeVar("R")

_CROSSED = frozenset({"40P01", "40001"})
"""deadlock_detected, serialization_failure (PostgreSQL, appendix A)."""
_TRIES = 4


def goes_again(use_case: Callable[P, R]) -> Callable[P, R]:
    """Run a use-case of one transaction anew where it was rolled back for a rival's sake.

    A leave takes presence, offer, contact; an accept takes contact, offer, presence. Whoever
    loses has changed nothing and told nobody.
    """

    @wraps(use_case)
    def again(*args: P.args, **kwargs: P.kwargs) -> R:
        for _ in range(_TRIES - 1):
            try:
                return use_case(*args, **kwargs)
            except OperationalError as error:
                if not _crossed(error):
                    raise
        return use_case(*args, **kwargs)

    return again


def _crossed(error: OperationalError) -> bool:
    cause: Any = error.orig
    return getattr(cause, "sqlstate", "") in _CROSSED
