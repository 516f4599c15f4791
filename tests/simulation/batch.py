"""Playing one batch: a fresh database, a scene, its result."""

import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from sqlalchemy import Engine, create_engine
from sqlalchemy.schema import CreateIndex, CreateTable

import streaming.models  # noqa: F401 - imported for the tables they declare
from callcenter.appointments import keeping
from callcenter.infra.database import Base, connect, make_sessions
from callcenter.places import service as places
from tests.simulation.faults import Faults, Odds, seeded_secrets
from tests.simulation.scene import Scene

_CONTACTS_PER_ASSOCIATE = 8
_FEWEST = 10
_SNOOZE_S = 40
_BUSY_S = 42.0
_MEMORY = Path("/dev/shm")


@dataclass(frozen=True)
class Result:
    virtual_s: float
    faults: Counter[str]
    states: Counter[str]
    outcomes: Counter[str]
    recoveries: list[float]
    late: list[float]
    promises: Counter[str]
    violations: list[tuple[str, str]]
    cpu_s: float


def play(
    seed: int,
    size: int,
    database: str = "",
    odds: Odds | None = None,
    busy_s: float = _BUSY_S,
) -> Result:
    """Play `size` contacts; the same seed and size give the same result.

    `database`: an SQLAlchemy URL, emptied; without one a file in memory. `busy_s`: how often an
    associate gets a contact; the fewer seconds, the longer the queue.
    """
    with tempfile.TemporaryDirectory(dir=_MEMORY if _MEMORY.is_dir() else None) as folder:
        url = database or f"sqlite:///{folder}/sim.db"
        return _play(Faults(seed, odds or Odds()), size, url, busy_s)


def _play(faults: Faults, size: int, database: str, busy_s: float) -> Result:
    begun = time.process_time()
    engine = connect(database, durable=False)
    _create(engine)
    associates = max(_FEWEST, size // _CONTACTS_PER_ASSOCIATE)
    with seeded_secrets(faults.seed), _short_pauses():
        scene = Scene(make_sessions(engine), faults, associates)
        faults.watch(engine)
        reader = create_engine(database)
        virtual_s = scene.run(size, busy_s / associates, make_sessions(reader))
    reader.dispose()
    engine.dispose()
    judge, promises = scene.judge, scene.judge.promises
    return Result(
        virtual_s,
        faults.done,
        judge.states,
        judge.outcomes,
        judge.recoveries,
        promises.late,
        Counter({"begun": promises.kept, "told missed": promises.missed}),
        judge.violations,
        time.process_time() - begun,
    )


def _create(engine: Engine) -> None:
    """Make the tables, and their indexes always in one order: SQLite's plans follow it."""
    Base.metadata.drop_all(engine)
    with engine.begin() as connection:
        for table in Base.metadata.sorted_tables:
            connection.execute(CreateTable(table))
            for index in sorted(table.indexes, key=lambda index: str(index.name)):
                connection.execute(CreateIndex(index))


@contextmanager
def _short_pauses() -> Iterator[None]:
    """Ten minutes of nothing are no test: snooze, and try a promise again, after less."""
    kept = places.SNOOZE_S, keeping.AGAIN_AFTER
    places.SNOOZE_S, keeping.AGAIN_AFTER = _SNOOZE_S, timedelta(seconds=_SNOOZE_S)
    try:
        yield
    finally:
        places.SNOOZE_S, keeping.AGAIN_AFTER = kept
