"""What most journeys begin with: product and carrier, and Ada on the phone with Mr Diaz."""

import pytest
from sqlalchemy.orm import Session, sessionmaker

from tests.journeys.stage import Stage


@pytest.fixture
def stage(sessions: sessionmaker[Session]) -> Stage:
    return Stage(sessions)


@pytest.fixture
def asked(stage: Stage) -> str:
    return stage.talks()
