"""Transactions that stand in each other's way: the loser goes again, nobody sees an error."""

from collections.abc import Callable

import pytest
from sqlalchemy.exc import OperationalError

from callcenter.infra.rivals import goes_again


class Ended(Exception):  # noqa: N818 - the driver's words
    def __init__(self, sqlstate: str) -> None:
        super().__init__(sqlstate)
        self.sqlstate = sqlstate


def failing(times: int, sqlstate: str) -> Callable[[], int]:
    tried: list[int] = []

    @goes_again
    def use_case() -> int:
        tried.append(1)
        if len(tried) <= times:
            raise OperationalError("UPDATE", {}, Ended(sqlstate))
        return len(tried)

    return use_case


def test_who_was_ended_for_a_rival_goes_again() -> None:
    assert failing(2, "40P01")() == 3


def test_rivals_without_end_are_an_error() -> None:
    with pytest.raises(OperationalError):
        failing(9, "40P01")()


def test_a_database_that_is_away_is_not_asked_twice() -> None:
    with pytest.raises(OperationalError):
        failing(1, "57P01")()
