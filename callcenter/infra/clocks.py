"""Whose clock decides: the database's where several machines share it, else our own."""

from datetime import datetime
from typing import cast

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from callcenter.kernel.clock import Clock, SystemClock


def moment(session: Session, clock: Clock) -> datetime:
    """Return the time by which this transaction decides.

    On PostgreSQL the server's own, so that a process whose clock is wrong breaks no promise; a
    clock that a test set stays everybody's.
    """
    if isinstance(clock, SystemClock) and session.get_bind().dialect.name == "postgresql":
        return cast("datetime", session.scalar(select(func.clock_timestamp())))
    return clock.now()
