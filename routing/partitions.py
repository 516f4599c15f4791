"""A partition: the store group matched by one pass at a time, who keeps it, and its epoch."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import bindparam, case, or_, select, text, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from callcenter.infra.database import Base, UtcDateTime, inserted, rows
from callcenter.stores.models import Store

_LOCK = 0x5653
_WAIT_MS = 5000
"""A pass that holds the lock longer has been stopped, not slow: the server ends it."""
_LEASE = timedelta(seconds=4)
_ALONE = text(
    "SELECT set_config('lock_timeout', :wait, true),"
    " set_config('idle_in_transaction_session_timeout', :wait, true),"
    " pg_advisory_xact_lock(:lock, :partition)"
)


class Partition(Base):
    """`epoch` tells an index that missed a pass, which is rebuilt before it is used.

    It grows by one where the last pass was the same router's, else by two: who remembers one that
    a power cut undid finds a number that is not the next.

    The lease (`holder`, `held_until`) only spreads work; what makes a pass alone is its lock.
    """

    __tablename__ = "routing_partition"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    epoch: Mapped[int] = mapped_column(default=0)
    passed_at: Mapped[datetime | None]
    holder: Mapped[str] = mapped_column(default="")
    held_until: Mapped[datetime | None]


_MINE = Partition.passed_at == bindparam("last", type_=UtcDateTime())
_ENTER = (
    update(Partition)
    .where(Partition.id == bindparam("one"))
    .values(
        epoch=Partition.epoch + case((_MINE, 1), else_=2),
        passed_at=bindparam("now", type_=UtcDateTime()),
    )
    .returning(Partition.epoch)
)


@dataclass(frozen=True)
class Shares:
    """Which partitions are mine, which are nobody's, and how many fall to each router."""

    mine: tuple[int, ...]
    free: tuple[int, ...]
    fair: int


def every(session: Session) -> list[int]:
    """Return every store group, 0 (contacts without a store) always among them."""
    return sorted({0, *session.scalars(select(Store.partition).distinct())})


def enter(session: Session, partition: int, now: datetime, last: datetime | None) -> int:
    """Make this transaction the partition's only pass; returns its epoch.

    SQLite's `BEGIN IMMEDIATE` has done so already; PostgreSQL takes an advisory lock. `last`: when
    the router made its last one here, as far as it knows.
    """
    if session.get_bind().dialect.name == "postgresql":
        values = {"wait": str(_WAIT_MS), "lock": _LOCK, "partition": partition}
        session.execute(_ALONE, values)
    epoch = session.connection().scalar(_ENTER, {"one": partition, "now": now, "last": last})
    if epoch is not None:
        return epoch
    inserted(session, Partition, {"id": partition, "epoch": 1, "passed_at": now, "holder": ""})
    return 1


def quiet(session: Session, before: datetime) -> list[int]:
    """Partitions that had no pass since: nobody keeps them, or their keeper hangs."""
    passed = dict(session.execute(select(Partition.id, Partition.passed_at)).all())
    return [one for one in every(session) if (passed.get(one) or before) <= before]


def shares(session: Session, me: str, now: datetime) -> Shares:
    held = {
        row.id: row.holder
        for row in session.scalars(select(Partition).where(Partition.held_until > now))
        if row.holder
    }
    known = every(session)
    routers = len({me, *held.values()})
    return Shares(
        mine=tuple(one for one in known if held.get(one) == me),
        free=tuple(one for one in known if one not in held),
        fair=-(-len(known) // routers),
    )


def take(session: Session, partition: int, me: str, now: datetime) -> bool:
    """Take or renew the lease; false where another router keeps it."""
    row = {"id": partition, "epoch": 0, "passed_at": None, "holder": ""}
    inserted(session, Partition, row)
    statement = (
        update(Partition)
        .where(
            Partition.id == partition,
            or_(
                Partition.holder.in_((me, "")),
                Partition.held_until.is_(None),
                Partition.held_until <= now,
            ),
        )
        .values(holder=me, held_until=now + _LEASE)
        .execution_options(synchronize_session=False)
    )
    return rows(session.execute(statement)) == 1


def release(session: Session, partition: int, me: str) -> None:
    statement = (
        update(Partition)
        .where(Partition.id == partition, Partition.holder == me)
        .values(holder="", held_until=None)
        .execution_options(synchronize_session=False)
    )
    session.execute(statement)
