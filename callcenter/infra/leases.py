"""Errands: leased work as rows. A row is the promise; Redis only says that there is one."""

import contextlib
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import JSON, Index, and_, delete, func, or_, select, update
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Mapped, Session, mapped_column, sessionmaker

from callcenter.infra.clocks import moment
from callcenter.infra.database import Base, hasten, rows
from callcenter.kernel.clock import Clock

LEASE = timedelta(seconds=3)
RENEW_S = 1.0
_LONGEST_WAIT = timedelta(minutes=2)


class Errand(Base):
    """Something that must be done once its time has come, whoever dies on the way.

    `waiting` until `due_at`; `leased` by one process until `lease_until`; then anybody's again.
    `fence` grows with every claim: who woke up with an older one has lost the errand.
    """

    __tablename__ = "errand"
    __table_args__ = (Index("ix_errand_due", "state", "due_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    ref: Mapped[int]
    payload: Mapped[list[Any] | None] = mapped_column(JSON)
    lane: Mapped[str]
    state: Mapped[str]
    due_at: Mapped[datetime]
    lease_until: Mapped[datetime | None]
    fence: Mapped[int] = mapped_column(default=0)
    tries: Mapped[int] = mapped_column(default=0)
    deadline_at: Mapped[datetime]
    created_at: Mapped[datetime]


@dataclass(frozen=True)
class Claim:
    """An errand that is ours, as long as its fence is."""

    id: int
    name: str
    ref: int
    payload: list[Any] | None
    fence: int
    tries: int
    deadline_at: datetime


@dataclass(frozen=True)
class Wanted:
    """What to do, for which row, on which lane, and for how long it makes sense."""

    name: str
    ref: int
    lane: str
    lasts_s: int
    payload: list[Any] | None = None


def want(session: Session, wanted: Wanted, now: datetime, *, ours: bool = False) -> Errand:
    """Write the errand down in the caller's transaction; `ours`: leased to us from birth."""
    return want_all(session, [wanted], now, ours=ours)[0]


def want_all(
    session: Session, wanted: Sequence[Wanted], now: datetime, *, ours: bool = False
) -> list[Errand]:
    """Write down many errands in one go."""
    errands = [_new(one, now, ours=ours) for one in wanted]
    session.add_all(errands)
    session.flush()
    return errands


def _new(wanted: Wanted, now: datetime, *, ours: bool) -> Errand:
    return Errand(
        name=wanted.name,
        ref=wanted.ref,
        payload=wanted.payload,
        lane=wanted.lane,
        state="leased" if ours else "waiting",
        due_at=now,
        lease_until=now + LEASE if ours else None,
        fence=1 if ours else 0,
        tries=1 if ours else 0,
        deadline_at=now + timedelta(seconds=wanted.lasts_s),
        created_at=now,
    )


def claim(session: Session, errand_id: int, now: datetime) -> Claim | None:
    """Take this errand if it is free; None if somebody has it, or it is done."""
    return _take(session, select(Errand.id).where(Errand.id == errand_id, _free(now)), now)


def claim_next(session: Session, lanes: Sequence[str], now: datetime) -> Claim | None:
    """Take the errand that has been due the longest; two processes never get the same."""
    oldest = (
        select(Errand.id)
        .where(Errand.lane.in_(lanes), _free(now))
        .order_by(Errand.due_at, Errand.id)
        .limit(1)
    )
    return _take(session, oldest, now)


def done(session: Session, mine: Claim) -> bool:
    """Strike it off; false if it was taken from us meanwhile."""
    statement = delete(Errand).where(Errand.id == mine.id, Errand.fence == mine.fence)
    return rows(session.execute(statement)) == 1


def again(session: Session, mine: Claim, due_at: datetime) -> bool:
    """Put it back for later; false if it was taken from us meanwhile."""
    return _change(session, mine, state="waiting", due_at=due_at, lease_until=None)


def give_up(session: Session, mine: Claim) -> bool:
    """Leave it for a person to look at: its deadline has passed."""
    return _change(session, mine, state="failed", lease_until=None)


def renew(session: Session, mine: Claim, now: datetime) -> bool:
    return _change(session, mine, lease_until=now + LEASE)


def is_open(session: Session, name: str, ref: int) -> bool:
    """Whether somebody does this, or will."""
    mine = and_(Errand.name == name, Errand.ref == ref, Errand.state != "failed")
    return session.scalar(select(func.count()).where(mine)) != 0


def backlog(session: Session, now: datetime, patience: timedelta) -> int:
    """How many errands have been due for longer than that, with nobody on them."""
    late = and_(_free(now), Errand.due_at < now - patience)
    return session.scalar(select(func.count()).where(late)) or 0


Keeper = Callable[[sessionmaker[Session], Clock, Claim], contextlib.AbstractContextManager[None]]


@contextlib.contextmanager
def kept(sessions: sessionmaker[Session], clock: Clock, mine: Claim) -> Iterator[None]:
    """Renew the lease every second while the body runs: a dead process renews nothing.

    A database that is away for a moment costs the lease at most, never the work.
    """
    over = threading.Event()

    def renewing() -> None:
        while not over.wait(RENEW_S):
            with contextlib.suppress(SQLAlchemyError), sessions.begin() as session:
                hasten(session)
                renew(session, mine, moment(session, clock))

    thread = threading.Thread(target=renewing, daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def _free(now: datetime) -> Any:
    """Due, or its lease ran out; a time too far ahead was written by a clock set back since."""
    return or_(
        and_(
            Errand.state == "waiting",
            or_(Errand.due_at <= now, Errand.due_at > now + _LONGEST_WAIT),
        ),
        and_(
            Errand.state == "leased",
            or_(Errand.lease_until <= now, Errand.lease_until > now + _LONGEST_WAIT),
        ),
    )


def _take(session: Session, which: Any, now: datetime) -> Claim | None:
    statement = (
        update(Errand)
        .where(Errand.id == which.with_for_update(skip_locked=True).scalar_subquery())
        .values(
            state="leased",
            lease_until=now + LEASE,
            fence=Errand.fence + 1,
            tries=Errand.tries + 1,
        )
        .returning(
            Errand.id,
            Errand.name,
            Errand.ref,
            Errand.payload,
            Errand.fence,
            Errand.tries,
            Errand.deadline_at,
        )
        .execution_options(synchronize_session=False)
    )
    found = session.execute(statement).first()
    return Claim(*found) if found else None


def _change(session: Session, mine: Claim, **values: Any) -> bool:
    statement = (
        update(Errand)
        .where(Errand.id == mine.id, Errand.fence == mine.fence)
        .values(**values)
        .execution_options(synchronize_session=False)
    )
    return rows(session.execute(statement)) == 1
