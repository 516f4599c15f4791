"""A process that dies: before the n-th statement of its next step, the database refuses it."""

import gc
from collections.abc import Callable
from typing import Any

from sqlalchemy import Engine, event


class Died(BaseException):
    """Not an Exception: nothing in the product may catch it, as nothing catches kill -9."""


def dies(engine: Engine, statement: int, act: Callable[[], object]) -> bool:
    """Do it, dying in place of that statement (from 1), counted over all connections."""
    count = 0

    def strike(*_: Any) -> None:
        nonlocal count
        count += 1
        if count == statement:
            raise Died

    event.listen(engine, "before_cursor_execute", strike)
    try:
        act()
    except Died:
        died = True
    else:
        died = False
    finally:
        event.remove(engine, "before_cursor_execute", strike)
    gc.collect()  # a dead process leaves no open cursor; the traceback's frames would
    return died
