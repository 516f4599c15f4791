"""One database per engine, migrated once, emptied for each test."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session, sessionmaker

from callcenter.cli import migrate
from callcenter.infra.database import Base, connect, make_sessions
from tests.cast import World

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
