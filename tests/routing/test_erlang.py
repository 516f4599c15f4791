"""The formulas against published and independent values."""

from math import inf, isclose

import pytest

from routing.erlang import Load, needed, service


def test_erlang_a_as_tabled() -> None:
    """M/M/20+M, 2.1 a minute, 10 minutes of work, 2 of patience, 20 s."""
    found = service(Load(2.1 / 60, 600.0, 120.0), 20)
    assert found.waits == pytest.approx(0.4124, abs=5e-5)
    assert found.mean_wait_s / 60 == pytest.approx(0.2919, abs=5e-5)
    assert found.abandons == pytest.approx(0.1459, abs=5e-5)
    assert found.within == pytest.approx(0.6689, abs=5e-5)


def test_erlang_c_in_its_closed_form() -> None:
    """Two servers: P(wait) = 2 rho^2 / (1 + rho); waits are exponential."""
    rho = 0.75
    found = service(Load(0.015, 100.0), 2, within_s=30.0)
    waits = 2 * rho**2 / (1 + rho)
    assert found.waits == pytest.approx(waits, rel=1e-6)
    assert found.mean_wait_s == pytest.approx(waits * 100.0 / (2 - 1.5), rel=1e-6)
    assert found.within == pytest.approx(1 - waits * 2.718281828 ** (-0.005 * 30.0), rel=1e-6)


def test_finite_room_as_tabled() -> None:
    """M/M/90/120 at 84 Erlangs: the end point of Wallace and Whitt's experiment."""
    found = service(Load(0.14, 600.0, room=30), 90)
    assert found.blocked == pytest.approx(0.00364, abs=5e-6)
    assert found.mean_wait_s / 60 == pytest.approx(0.450, abs=5e-4)


def test_room_for_nobody_is_erlang_b() -> None:
    assert service(Load(0.02, 100.0, room=0), 2).blocked == pytest.approx(0.4, rel=1e-9)


def test_more_work_than_people_without_patience_never_ends() -> None:
    assert service(Load(1.0, 100.0), 100).mean_wait_s == inf
    assert service(Load(1.0, 100.0, 60.0), 90).mean_wait_s < 60.0


def test_needed_is_the_fewest_that_reach_the_goal() -> None:
    for per_s in (0.001, 0.05, 0.8, 3.0):
        load = Load(per_s, 255.0, 180.0)
        people = needed(load, 0.8)
        assert service(load, people).within >= 0.8
        assert people == 1 or service(load, people - 1).within < 0.8


def test_a_thousand_associates_do_not_overflow() -> None:
    found = service(Load(3.9, 255.0, 180.0), 1000)
    assert isclose(found.within, 0.95, abs_tol=0.06)
    assert 0 < found.waits < 1
