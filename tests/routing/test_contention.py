"""Routers, customers and servers at once: the short form; `contention.py` has the long one."""

from sqlalchemy import Engine

from tests.routing.contention import THREADS, Plan, play
from tests.routing.floor import Shape


def test_contended_assignments_leave_no_fault(engine: Engine, sessions: object) -> None:
    url = engine.url.render_as_string(hide_password=False)
    shape = Shape(30, stores=4, categories=3, languages=2, partitions=2)
    found = play(Plan(url, count=150, most_s=40, shape=shape), THREADS)
    assert found["faults"] == {}
    assert found["assignments"] > 0
