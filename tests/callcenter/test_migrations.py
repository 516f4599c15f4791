"""Migrations go down and up again, with the rows that stand in the way of neither."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import inspect, text

from callcenter.cli import migrate
from callcenter.infra.database import connect

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
