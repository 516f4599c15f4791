"""State moves by compare-and-set, and every move leaves one transition behind."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol, cast

from sqlalchemy import Index, Table, func, insert, inspect, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column
from sqlalchemy.orm.attributes import set_committed_value

from callcenter.errors import IllegalTransition
from callcenter.infra.database import Base
from callcenter.kernel.lifecycle import Lifecycle


class Transition(Base):
    """What became of what, when and why: the audit trail and a contact's timeline.

    A mark (`was` empty) is a moment worth remembering that moved no state.
    """

    __tablename__ = "transition"
    __table_args__ = (
        Index("ix_transition_contact", "contact_id", "id"),
        Index("ix_transition_subject", "noun", "subject_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    noun: Mapped[str]
    subject_id: Mapped[int]
    contact_id: Mapped[int | None]
    was: Mapped[str | None]
    state: Mapped[str]
    reason: Mapped[str] = mapped_column(default="")
    at: Mapped[datetime]


class Stateful(Protocol):
    """A row with a life."""

    id: Any
    state: Any


@dataclass(frozen=True)
class Move:
    """One step of one life: which event, why, and when."""

    event: str
    at: datetime
    reason: str = ""
    contact_id: int | None = None


Step = tuple[Move, str, int, str | None, str]
"""(why and when, noun, whose, the state before, the state after)"""


def move(session: Session, life: Lifecycle, row: Stateful, step: Move, **values: Any) -> bool:
    """Apply the event if it fits, else return false: the voice of a report.

    Runs `UPDATE ... SET state=new, values WHERE id=... AND state=old`. Where somebody was faster,
    the event is held against the state they left: two reports at the same moment both count.
    """
    for _ in range(_MOST_RIVALS):
        after = life.after(row.state, step.event)
        if after is None:
            break
        before = row.state
        if _swapped(session, row, after, values):
            _write(session, step, noun=life.noun, subject_id=row.id, was=before, state=after)
            _reread(session, row, values)
            return True
        session.refresh(row)
    return False


def _swapped(session: Session, row: Stateful, after: str, values: dict[str, Any]) -> bool:
    """Swap, and read the row's own columns in the same breath: it is ours now."""
    model: Any = type(row)
    mapper, table = inspect(model), model.__table__
    session.flush()
    statement = (
        update(table)
        .where(table.c.id == row.id, table.c.state == row.state)
        .values(state=after, **values)
        .returning(*(one.columns[0] for one in mapper.column_attrs))
    )
    found = session.connection().execute(statement).first()
    if found is None:
        return False
    for name, value in zip(mapper.column_attrs.keys(), found, strict=True):
        set_committed_value(row, name, value)
    return True


def _reread(session: Session, row: Stateful, changed: Collection[str]) -> None:
    """Read again of what it refers to only what may be another."""
    mapper = inspect(type(row))
    moved = {mapper.columns[name] for name in changed}
    others = [one.key for one in mapper.relationships if moved & one.local_columns]
    if others:
        session.expire(row, others)
        for other in others:
            getattr(row, other)


def must_move(session: Session, life: Lifecycle, row: Stateful, step: Move, **values: Any) -> None:
    """Our own voice: an illegal move is a bug or a second click. Raises IllegalTransition."""
    if not move(session, life, row, step, **values):
        message = f"This {life.noun} is {row.state}; it cannot {step.event.replace('_', ' ')}."
        raise IllegalTransition(message)


def born(session: Session, life: Lifecycle, row: Stateful, step: Move) -> None:
    """Add a new row and note its first state."""
    born_all(session, life, [(row, step)])


def born_all(session: Session, life: Lifecycle, each: Sequence[tuple[Stateful, Move]]) -> None:
    """Add many new rows of one kind in one go, and note the first state of each."""
    session.add_all([row for row, _ in each])
    session.flush()
    for row, _ in each:
        if row.state not in life.first:
            message = f"A {life.noun} cannot begin as {row.state}."
            raise IllegalTransition(message)
    write_all(session, [(step, life.noun, row.id, None, row.state) for row, step in each])


def mark(session: Session, noun: str, subject_id: int, name: str, step: Move) -> None:
    """Remember a moment that moved no state; `step.event` is ignored."""
    _write(session, step, noun=noun, subject_id=subject_id, was=None, state=name)


def history(session: Session, contact_id: int) -> list[Transition]:
    """Return a contact's timeline, oldest first."""
    statement = (
        select(Transition).where(Transition.contact_id == contact_id).order_by(Transition.id)
    )
    return list(session.scalars(statement))


def latest(session: Session) -> int:
    """Return the number of the newest step of any life; it grows with every one."""
    return session.scalar(select(func.max(Transition.id))) or 0


_MOST_RIVALS = 8
"""How often somebody may be faster before we give up; a life has not many more steps."""


_NEW = insert(cast(Table, Transition.__table__))


def _write(  # noqa: PLR0913 - private, one call shape
    session: Session, step: Move, *, noun: str, subject_id: int, was: str | None, state: str
) -> None:
    write_all(session, [(step, noun, subject_id, was, state)])


def write_all(session: Session, steps: Sequence[Step]) -> None:
    """Write down what became of many, in one statement."""
    rows = [
        {
            "noun": noun,
            "subject_id": subject_id,
            "contact_id": step.contact_id,
            "was": was,
            "state": state,
            "reason": step.reason,
            "at": step.at,
        }
        for step, noun, subject_id, was, state in steps
    ]
    session.connection().execute(_NEW, rows)
