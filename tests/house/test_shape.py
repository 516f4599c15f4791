"""The house keeps its shape: doors guarded, lanes served, lives whole, sentences at the top."""

import ast
import inspect
import re
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine

import wsgi
from callcenter.infra.database import Base
from callcenter.infra.jobs import LANES
from callcenter.kernel.lifecycle import Lifecycle
from callcenter.settings import Settings
from scripts.kit.lifecycles import LIVES
from tests.cast import Pump, Pushed, settings

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("callcenter", "ivr", "routing", "streaming", "sandbox", "scripts", "tests")
MODULES = sorted(path for name in PACKAGES for path in (ROOT / name).rglob("*.py"))
LONGEST = 300
UNGUARDED = {"static", "asset"}
"""Pictures, styles and scripts: the same for everybody."""

WRITING_LOOKS = {"health.ready"}
"""Whoever asks whether we are ready asks whether we can write."""


@pytest.mark.parametrize("path", MODULES, ids=[str(p.relative_to(ROOT)) for p in MODULES])
def test_a_module_opens_with_a_sentence_and_stays_readable(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert ast.get_docstring(ast.parse(text)), "a module says what lives there"
    assert len(text.splitlines()) <= LONGEST


def test_every_route_has_exactly_one_guard() -> None:
    app = wsgi.create_app(settings(), sessions=None, carrier=None, jobs=Pump(), push=Pushed())
    guarded = [blueprint.name for blueprint, _, _ in wsgi.BLUEPRINTS]
    assert len(guarded) == len(set(guarded))
    for rule in app.url_map.iter_rules():
        blueprint, _, view = rule.endpoint.rpartition(".")
        assert blueprint in guarded or view in UNGUARDED, rule.endpoint


def test_who_only_looks_never_waits_for_a_writer() -> None:
    app = wsgi.create_app(settings(), sessions=None, carrier=None, jobs=Pump(), push=Pushed())
    for rule in app.url_map.iter_rules():
        if "POST" not in (rule.methods or ()) and rule.endpoint not in WRITING_LOOKS:
            view = inspect.getsource(app.view_functions[rule.endpoint])
            assert ".transaction(" not in view, f"{rule.endpoint} is looked at: use reading()"


def test_every_lane_is_listened_to_by_a_process() -> None:
    procfile = (ROOT / "Procfile").read_text(encoding="utf-8")
    served = set(re.findall(r"worker (\w+)", procfile))
    assert served == set(LANES)


def test_every_process_of_the_procfile_is_started_by_the_start_script() -> None:
    procfile = (ROOT / "Procfile").read_text(encoding="utf-8")
    start = (ROOT / "scripts" / "kit" / "start.py").read_text(encoding="utf-8")
    for name in re.findall(r"^(\w+):", procfile, re.MULTILINE):
        assert f'"{name}"' in start, name


@pytest.mark.parametrize("life", LIVES, ids=[life.noun for life in LIVES])
def test_every_state_of_a_life_can_be_reached_and_left_or_is_an_end(life: Lifecycle) -> None:
    reached = set(life.first)
    for _ in life.states:
        reached |= {after for (was, _), after in life.table.items() if was in reached}
    assert reached == life.states
    assert life.noun == "presence" or life.terminal, "only a presence goes on for ever"


@pytest.mark.parametrize("life", LIVES, ids=[life.noun for life in LIVES])
def test_every_event_of_a_life_is_used_by_the_product(life: Lifecycle) -> None:
    product = "\n".join(
        path.read_text(encoding="utf-8")
        for path in MODULES
        if path.name != "lifecycle.py" and path.relative_to(ROOT).parts[0] != "tests"
    )
    unused = {event for event in life.events if f'"{event}"' not in product}
    assert unused == set()


def test_the_example_of_settings_names_every_setting() -> None:
    example = (ROOT / ".env.example").read_text(encoding="utf-8")
    named = set(re.findall(r"^([A-Z_]+)=", example, re.MULTILINE))
    assert named == {name.upper() for name in Settings.model_fields}


def test_migrations_build_exactly_the_models(engine: Engine) -> None:
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []


def test_twiml_is_never_written_by_hand_outside_the_apology() -> None:
    allowed = {"problems.py"}
    for path in MODULES:
        package = path.relative_to(ROOT).parts[0]
        if package in {"tests", "sandbox"} or path.name in allowed:
            continue
        assert "<Response" not in path.read_text(encoding="utf-8"), path
