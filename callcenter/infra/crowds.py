"""Many rows of one kind at once: the same compare-and-set and the same history, in bulk.

A crowd moves whole or not at all: who was faster with one row makes the caller's transaction roll
back, and the caller take fewer.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from sqlalchemy import bindparam, inspect, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import set_committed_value

from callcenter.errors import IllegalTransition
from callcenter.infra import states
from callcenter.infra.database import rows as changed
from callcenter.infra.states import Move, Stateful
from callcenter.infra.vault import Unreadable
from callcenter.kernel.lifecycle import Lifecycle

Work = Callable[[Sequence[int]], Sequence[int]]
"""Takes some ids in one transaction; returns those that it has dealt with."""
_Row = TypeVar("_Row", bound=Stateful)
SPOILT = (IntegrityError, IllegalTransition, Unreadable)
"""What one row of a crowd can do to all of it."""


def in_batches(ids: Sequence[int], size: int, work: Work) -> list[int]:
    """Work through the ids, a batch a transaction; returns who is left for one at a time.

    A batch that one row spoils is halved until the row is alone.
    """
    left: list[int] = []
    for start in range(0, len(ids), size):
        left += _halving(ids[start : start + size], work)
    return left


def move_all(
    session: Session,
    life: Lifecycle,
    each: Sequence[tuple[_Row, Move]],
    values: Sequence[Mapping[str, Any]],
) -> None:
    """Apply each row's event, with its values; the rows are of one kind and set the same columns.

    Raises IllegalTransition where one does not fit (any more).
    """
    if not each:
        return
    moves = [(row, step, row.state, _after(life, row, step)) for row, step in each]
    session.flush()
    table: Any = type(each[0][0]).__table__  # type: ignore[attr-defined]
    names = list(values[0])
    statement = (
        update(table)
        .where(table.c.id == bindparam("b_id"), table.c.state == bindparam("b_was"))
        .values(state=bindparam("b_state"), **{name: bindparam(f"v_{name}") for name in names})
    )
    bound = [
        {"b_id": row.id, "b_was": was, "b_state": after}
        | {f"v_{name}": some[name] for name in names}
        for (row, _, was, after), some in zip(moves, values, strict=True)
    ]
    if changed(session.connection().execute(statement, bound)) != len(bound):
        message = f"Somebody was faster with a {life.noun}."
        raise IllegalTransition(message)
    states.write_all(session, [(step, life.noun, row.id, was, to) for row, step, was, to in moves])
    for (row, _, _, after), some in zip(moves, values, strict=True):
        for name, value in {"state": after, **some}.items():
            set_committed_value(row, name, value)
    _forget_others(session, [row for row, *_ in moves], names)


def _after(life: Lifecycle, row: Stateful, step: Move) -> str:
    after = life.after(row.state, step.event)
    if after is None:
        message = f"This {life.noun} is {row.state}; it cannot {step.event}."
        raise IllegalTransition(message)
    return after


def _forget_others(session: Session, moved: Sequence[Any], names: Sequence[str]) -> None:
    """Let what a changed column refers to be read again when somebody asks for it."""
    mapper = inspect(type(moved[0]))
    columns = {mapper.columns[name] for name in names}
    others = [one.key for one in mapper.relationships if columns & one.local_columns]
    for row in moved if others else ():
        session.expire(row, others)


def _halving(some: Sequence[int], work: Work) -> list[int]:
    try:
        dealt = set(work(some))
    except SPOILT:
        if len(some) == 1:
            return list(some)
        half = len(some) // 2
        return [*_halving(some[:half], work), *_halving(some[half:], work)]
    return [one for one in some if one not in dealt]
