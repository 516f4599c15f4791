"""Playing one batch: a fresh database, a scene, its result."""

import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import streaming.models  # noqa: F401 - imported for the tables they declare
from callcenter.infra.database import Base, connect, make_sessions
from callcenter.places import service as places
from tests.simulation.faults import Faults, Odds, seeded_secrets
from tests.simulation.scene import Scene

_CONTACTS_PER_ASSOCIATE = 8
_FEWEST = 10
_SNOOZE_S = 40
_MEMORY = Path("/dev/shm")


@dataclass(frozen=True)
class Result:
    virtual_s: float
    faults: Counter[str]
    states: Counter[str]
    outcomes: Counter[str]
    recoveries: list[float]
    violations: list[tuple[str, str]]


def play(seed: int, size: int, database: str = "", odds: Odds | None = None) -> Result:
    """Play `size` contacts; the same seed and size give the same result.

    `database`: an SQLAlchemy URL, emptied; without one a file in memory.
    """
    with tempfile.TemporaryDirectory(dir=_MEMORY if _MEMORY.is_dir() else None) as folder:
        return _play(Faults(seed, odds or Odds()), size, database or f"sqlite:///{folder}/sim.db")


def _play(faults: Faults, size: int, database: str) -> Result:
    engine = connect(database)
    Base.metadata.drop_all(engine)
    Base.metadata.create_all(engine)
    associates = max(_FEWEST, size // _CONTACTS_PER_ASSOCIATE)
    with seeded_secrets(faults.seed), _short_snooze():
        scene = Scene(make_sessions(engine), faults, associates)
        faults.watch(engine)
        virtual_s = scene.run(size, every_s=45 / associates)
    engine.dispose()
    judge = scene.judge
    return Result(
        virtual_s,
        faults.done,
        judge.states,
        judge.outcomes,
        judge.recoveries,
        judge.violations,
    )


@contextmanager
def _short_snooze() -> Iterator[None]:
    """Ten minutes of nothing are no test: snooze for less."""
    kept = places.SNOOZE_S
    places.SNOOZE_S = _SNOOZE_S
    try:
        yield
    finally:
        places.SNOOZE_S = kept
