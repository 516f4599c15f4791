"""One database per engine, migrated once, emptied for each test; a Redis where one is needed."""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from redis import Redis
from redis.exceptions import RedisError
from sqlalchemy import Engine
from sqlalchemy.orm import Session, sessionmaker

import wsgi
from callcenter.cli import migrate
from callcenter.infra.database import Base, connect, make_sessions
from callcenter.kernel.clock import SystemClock
from callcenter.services import Services
from tests.cast import FakeCarrier, Pushed, World, settings

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "scripts" / "kit"))
ENGINES = ("sqlite", "postgresql")


@pytest.fixture(scope="session", params=ENGINES)
def engine(request: pytest.FixtureRequest, tmp_path_factory: Any) -> Iterator[Engine]:
    url = _url(request.param, tmp_path_factory.mktemp("database"))
    migrate(url)
    engine = connect(url, durable=False)
    yield engine
    engine.dispose()


@pytest.fixture
def sessions(engine: Engine) -> sessionmaker[Session]:
    with engine.begin() as connection:
        for table in reversed(Base.metadata.sorted_tables):
            connection.execute(table.delete())
    return make_sessions(engine)


@pytest.fixture
def world(sessions: sessionmaker[Session]) -> World:
    return World(sessions)


def _url(kind: str, folder: Path) -> str:
    if kind == "sqlite":
        return f"sqlite:///{folder}/test.db"
    url = os.environ.get("TEST_POSTGRES_URL")
    if not url:
        pytest.skip("no PostgreSQL: TEST_POSTGRES_URL is not set (scripts/test sets it)")
    return url


@pytest.fixture(scope="session")
def redis_url() -> Iterator[str]:
    """Run the product's own Valkey on a socket."""
    from scripts.kit import valkey  # noqa: PLC0415 - its own imports need the path above

    with tempfile.TemporaryDirectory(prefix="vs-") as folder:
        socket = Path(folder) / "redis.sock"
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        server = subprocess.Popen(valkey.command(socket, Path(folder)), **quiet)  # type: ignore[call-overload]
        url = f"unix://{socket}"
        try:
            _wait_for(url)
            yield url
        finally:
            server.terminate()
            server.wait(10)


@pytest.fixture
def on_redis(sessions: sessionmaker[Session], redis_url: str) -> Services:
    """Build the product on the real clock and an empty Redis; carrier and pages are fakes."""
    with Redis.from_url(redis_url) as redis:
        redis.flushall()
    return wsgi.build_services(
        settings(redis_url=redis_url),
        sessions=sessions,
        clock=SystemClock(),
        carrier=FakeCarrier(),
        push=Pushed(),
    )


def _wait_for(url: str) -> None:
    for _ in range(100):
        try:
            with Redis.from_url(url) as redis:
                redis.ping()
                return
        except RedisError:
            time.sleep(0.1)
    pytest.fail("Valkey does not come up.")
