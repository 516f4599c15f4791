"""Errands: leased work as rows. A row is the promise; Redis only says that there is one."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    JSON,
    Index,
    Integer,
    and_,
    bindparam,
    delete,
    exists,
    func,
    insert,
    lambda_stmt,
    not_,
    or_,
    select,
    tuple_,
    update,
)
from sqlalchemy.orm import Mapped, Session, aliased, mapped_column

from callcenter.infra.database import Base, rows

LEASE = timedelta(seconds=3)
_LONGEST_WAIT = timedelta(minutes=2)
_LOOKED_AT = 64
"""Of the free ones, the oldest: whether something else must come first is asked of these alone."""
NO_ROW = 0
"""The `ref` of what is about no single row: any number of those are done at once."""


class Errand(Base):
    """Something that must be done once its time has come, whoever dies on the way.

    `waiting` until `due_at`; `leased` by one process until `lease_until`; then anybody's again.
    `fence` grows with every claim: who woke up with an older one has lost the errand. No number is
    given twice: who slept would strike off what is another's (https://sqlite.org/autoinc.html).
    """

    __tablename__ = "errand"
    __table_args__ = (
        Index("ix_errand_due", "state", "due_at"),
        Index("ix_errand_ref", "ref", "name"),
        {"sqlite_autoincrement": True},
    )

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
    errand = Errand(**_new(wanted, now, ours=ours))
    session.add(errand)
    session.flush()
    return errand


def want_all(session: Session, wanted: Sequence[Wanted], now: datetime) -> None:
    """Write down many errands in one go."""
    session.execute(insert(Errand), [_new(one, now, ours=False) for one in wanted])


def _new(wanted: Wanted, now: datetime, *, ours: bool) -> dict[str, Any]:
    return {
        "name": wanted.name,
        "ref": wanted.ref,
        "payload": wanted.payload,
        "lane": wanted.lane,
        "state": "leased" if ours else "waiting",
        "due_at": now,
        "lease_until": now + LEASE if ours else None,
        "fence": 1 if ours else 0,
        "tries": 1 if ours else 0,
        "deadline_at": now + timedelta(seconds=wanted.lasts_s),
        "created_at": now,
    }


def claim_due(session: Session, lanes: Sequence[str], now: datetime, most: int = 1) -> list[Claim]:
    """Take up to that many that have been due the longest; two processes never get the same.

    Of the same thing to be done for the same row, one at a time: what a line is to be told was
    read at its beginning, and who began later must not be heard first.
    """
    known = {"now": now, "far": now + _LONGEST_WAIT, "until": now + LEASE}
    found = session.execute(_CLAIM, {**known, "lanes": list(lanes), "most": most})
    return sorted((Claim(*row) for row in found), key=lambda mine: mine.id)


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


def renew(session: Session, held: Sequence[Claim], now: datetime) -> int:
    """Hold them for another while; returns how many were not taken from us meanwhile."""
    statement = (
        update(Errand)
        .where(Errand.id.in_([mine.id for mine in held]))
        .where(tuple_(Errand.id, Errand.fence).in_([(mine.id, mine.fence) for mine in held]))
        .values(lease_until=now + LEASE)
        .execution_options(synchronize_session=False)
    )
    return rows(session.execute(statement))


def is_open(session: Session, name: str, ref: int) -> bool:
    """Whether somebody does this, or will."""
    mine = and_(Errand.name == name, Errand.ref == ref, Errand.state != "failed")
    return session.scalar(select(func.count()).where(mine)) != 0


def backlog(session: Session, now: datetime, patience: timedelta) -> int:
    """How many errands have been due for longer than that, with nobody on them."""
    free = _free(Errand, now, now + _LONGEST_WAIT)
    late = and_(free, Errand.due_at < now - patience)
    return session.scalar(select(func.count()).where(late)) or 0


def _free(errand: Any, now: Any, far: Any) -> Any:
    """Due, or its lease ran out; what lies beyond `far` was written by a clock set back since."""
    return or_(
        and_(errand.state == "waiting", or_(errand.due_at <= now, errand.due_at > far)),
        and_(errand.state == "leased", not_(_held(errand, now, far))),
    )


def _held(errand: Any, now: Any, far: Any) -> Any:
    return and_(errand.lease_until > now, errand.lease_until <= far)


def _follows(now: Any, far: Any) -> Any:
    """Whether the same is being done for the same row, or is due and was wanted before."""
    other = aliased(Errand)
    same = and_(other.ref == Errand.ref, other.name == Errand.name, other.id != Errand.id)
    busy = and_(other.state == "leased", _held(other, now, far))
    earlier = and_(other.id < Errand.id, _free(other, now, far))
    return and_(Errand.ref != NO_ROW, exists().where(same, or_(busy, earlier)))


def _claim() -> Any:
    """Build the claim, once: built for each errand it took a third of a contact's time.

    Parameters: `now`, `far` and `until` (times), `lanes` (a list of names), `most` (a count).
    """
    now: Any = bindparam("now")
    far: Any = bindparam("far")
    first = (Errand.due_at, Errand.id)
    lanes = Errand.lane.in_(bindparam("lanes", expanding=True))
    free = select(Errand.id).where(lanes, _free(Errand, now, far)).order_by(*first)
    oldest = (
        select(Errand.id)
        .where(Errand.id.in_(free.limit(_LOOKED_AT)), not_(_follows(now, far)))
        .where(_free(Errand, now, far))  # asked again of a row that somebody had while we looked
        .order_by(*first)
        .limit(bindparam("most", type_=Integer))
        .with_for_update(skip_locked=True)
        .cte("oldest")  # PostgreSQL looks for them once, not once for each row
    )
    more = {"fence": Errand.fence + 1, "tries": Errand.tries + 1}
    return (
        update(Errand)
        .where(Errand.id.in_(select(oldest.c.id)))
        .values(state="leased", lease_until=bindparam("until"), **more)
        .returning(*(getattr(Errand, field.name) for field in fields(Claim)))
        .execution_options(synchronize_session=False)
    )


_CLAIM = lambda_stmt(_claim, enable_tracking=False)


def _change(session: Session, mine: Claim, **values: Any) -> bool:
    statement = (
        update(Errand)
        .where(Errand.id == mine.id, Errand.fence == mine.fence)
        .values(**values)
        .execution_options(synchronize_session=False)
    )
    return rows(session.execute(statement)) == 1
