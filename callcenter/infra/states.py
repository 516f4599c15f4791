"""State moves by compare-and-set, and every move leaves one transition behind."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from sqlalchemy import Index, func, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from callcenter.errors import IllegalTransition
from callcenter.infra.database import Base, rows
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


def move(session: Session, life: Lifecycle, row: Stateful, step: Move, **values: Any) -> bool:
    """Apply the event if it fits, else return false: the voice of a report.

    Runs `UPDATE ... SET state=new, values WHERE id=... AND state=old`. Where somebody was faster,
    the event is held against the state they left: two reports at the same moment both count.
    """
    for _ in range(_MOST_RIVALS):
        after = life.after(row.state, step.event)
        if after is None:
            break
        if _swapped(session, row, after, values):
            _note(session, life.noun, row, step, after)
            session.refresh(row)
            return True
        session.refresh(row)
    return False


def _swapped(session: Session, row: Stateful, after: str, values: dict[str, Any]) -> bool:
    model: Any = type(row)
    session.flush()
    statement = (
        update(model)
        .where(model.id == row.id, model.state == row.state)
        .values(state=after, **values)
        .execution_options(synchronize_session=False)
    )
    return rows(session.execute(statement)) == 1


def must_move(session: Session, life: Lifecycle, row: Stateful, step: Move, **values: Any) -> None:
    """Our own voice: an illegal move is a bug or a second click. Raises IllegalTransition."""
    if not move(session, life, row, step, **values):
        message = f"This {life.noun} is {row.state}; it cannot {step.event.replace('_', ' ')}."
        raise IllegalTransition(message)


def born(session: Session, life: Lifecycle, row: Stateful, step: Move) -> None:
    """Add a new row and note its first state."""
    session.add(row)
    session.flush()
    if row.state not in life.first:
        message = f"A {life.noun} cannot begin as {row.state}."
        raise IllegalTransition(message)
    _note(session, life.noun, row, step, row.state, was=None)


def mark(session: Session, noun: str, subject_id: int, name: str, step: Move) -> None:
    """Remember a moment that moved no state; `step.event` is ignored."""
    session.add(
        Transition(
            noun=noun,
            subject_id=subject_id,
            contact_id=step.contact_id,
            was=None,
            state=name,
            reason=step.reason,
            at=step.at,
        )
    )


def history(session: Session, contact_id: int) -> list[Transition]:
    """Return a contact's timeline, oldest first."""
    statement = (
        select(Transition).where(Transition.contact_id == contact_id).order_by(Transition.id)
    )
    return list(session.scalars(statement))


def latest(session: Session) -> int:
    """Return the number of the newest step of any life; it grows with every one."""
    return session.scalar(select(func.max(Transition.id))) or 0


_SAME = object()
_MOST_RIVALS = 8
"""How often somebody may be faster before we give up; a life has not many more steps."""


def _note(  # noqa: PLR0913 - private, one call shape
    session: Session, noun: str, row: Stateful, step: Move, state: str, *, was: Any = _SAME
) -> None:
    session.add(
        Transition(
            noun=noun,
            subject_id=row.id,
            contact_id=step.contact_id,
            was=row.state if was is _SAME else was,
            state=state,
            reason=step.reason,
            at=step.at,
        )
    )
