"""Migrations go down and up again, with the rows that stand in the way of neither."""

import re
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import inspect, text

from callcenter.cli import migrate
from callcenter.infra.database import Base, connect

ROOT = Path(__file__).resolve().parents[2]


def test_leased_work_goes_down_and_up_again(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/test.db"
    migrate(url)
    config = Config()
    config.set_main_option("script_location", str(ROOT / "migrations"))
    config.set_main_option("sqlalchemy.url", url)
    command.downgrade(config, "0001")
    engine = connect(url)
    assert "errand" not in inspect(engine).get_table_names()
    migrate(url)
    with engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM errand")).scalar() == 0
    engine.dispose()


def test_partial_indexes_hold_for_the_states_of_the_models(tmp_path: Path) -> None:
    """Alembic compares columns, not the condition of an index: a new state slips through it."""
    url = f"sqlite:///{tmp_path}/test.db"
    migrate(url)
    engine = connect(url)
    with engine.connect() as connection:
        found = connection.execute(text("SELECT name, sql FROM sqlite_master WHERE type = 'index'"))
        built = {name: set(re.findall(r"'(\w+)'", sql or "")) for name, sql in found}
    engine.dispose()
    for table in Base.metadata.sorted_tables:
        for index in table.indexes:
            where = index.dialect_options["sqlite"]["where"]
            if where is not None:
                assert built[index.name] == set(re.findall(r"'(\w+)'", str(where))), index.name
