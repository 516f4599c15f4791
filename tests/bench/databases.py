"""Empty, migrated databases to measure on: SQLite in a file, PostgreSQL as it is deployed."""

import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from callcenter.cli import migrate

_KIT = Path(__file__).resolve().parents[2] / "scripts" / "kit"
sys.path.insert(0, str(_KIT))


@contextmanager
def fresh(kind: str) -> Iterator[str]:
    """Yield the URL of an empty database of that kind; PostgreSQL flushes every commit."""
    maker = _sqlite if kind == "sqlite" else _postgres
    with maker() as url:
        migrate(url)
        yield url


@contextmanager
def _sqlite() -> Iterator[str]:
    folder = Path(tempfile.mkdtemp(prefix="vs-bench-"))
    try:
        yield f"sqlite:///{folder}/bench.db"
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _postgres() -> Iterator[str]:
    from postgres import private_server  # noqa: PLC0415 - found beside the scripts only

    with private_server(fsync="on") as url:
        if url is None:
            raise SystemExit("No PostgreSQL on this machine.")
        yield url
