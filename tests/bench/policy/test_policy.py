"""The simulator is right, in short: published tables and exact values; the goals where it counts.

The whole lengths are `scripts/bench policy`.
"""

import csv
import os
from pathlib import Path

import pytest

from routing.matching import Rules, Staffed
from tests.bench.policy import contest, published, replay
from tests.bench.policy.contenders import CONTENDERS, HOUSE, PEERS
from tests.bench.policy.logs import read
from tests.bench.policy.measures import gini, over_seeds
from tests.bench.policy.scenarios import SCENARIOS, case, play

LOG = Path(os.environ.get("BENCH_CALL_LOG", "/nowhere"))
_HEAD = ("date", "weekday", "arrival_s", "type", "priority", "recorded_wait_s", "answered")


def met(checks: list[published.Check]) -> list[tuple[str, str]]:
    return [(one.table, one.figure) for one in checks if not one.met]


def test_one_queue_with_patience_is_erlang_a() -> None:
    assert met(published.erlang_a(6, 30.0)) == []


def test_contact_centers_twelve_servers() -> None:
    assert met(published.twelve(30)) == []


def test_contact_centers_simple_msk() -> None:
    assert met(published.simple_msk(30)) == []


def test_two_skills_do_nearly_as_well_as_all() -> None:
    assert met(published.wallace_whitt(4, 25.0)) == []


def test_a_wrong_simulator_would_be_noticed() -> None:
    """Associates who rest after each contact are not those of the tables."""
    checks = published.erlang_a(6, 30.0, wrap_up_s=60.0)
    assert len(met(checks)) == len(checks)


def test_where_skills_are_sparse_the_house_halves_waiting() -> None:
    """One seed, shortened: the goals with their intervals are the bench's."""
    [sparse] = [one for one in SCENARIOS if one.name == contest.SPARSE]
    day = case(sparse, 11)
    ours, theirs = play(day, CONTENDERS[HOUSE]), play(day, CONTENDERS[PEERS])
    assert ours["wait"] < 0.8 * theirs["wait"]
    assert ours["own"] > 2.5 * theirs["own"]


def test_every_contender_meets_the_same_customers() -> None:
    small = next(one for one in SCENARIOS if one.name == "small")
    again, once = case(small, 3), case(small, 3)
    assert once.stream.at == again.stream.at
    assert play(once, CONTENDERS[HOUSE]) == play(again, CONTENDERS[HOUSE])


def test_a_log_is_read_and_a_broken_line_named(tmp_path: Path) -> None:
    log = tmp_path / "log.csv"
    log.write_text(
        ",".join((*_HEAD, "service_s", "agent")) + "\n1999-01-03,6,30000,PS,2,12,1,60,A1\n"
    )
    [call] = read(log)
    assert (call.served, call.priority, call.counts, call.work_s) == (True, True, True, 60.0)
    log.write_text(log.read_text() + "1999-01-03,6,soon,PS,0,12,1,60,A1\n")
    with pytest.raises(ValueError, match="line 3"):
        read(log)


def test_a_replayed_log_gives_back_the_waits_it_was_made_from(tmp_path: Path) -> None:
    """A log written by a known centre of twelve: inferring presence and patience finds it again."""
    path = tmp_path / "made.csv"
    _write(path)
    calls = read(path)
    truth, found = replay.actual(calls), replay.predict(calls, _KNOWN)
    assert found.contacts == truth.contacts > 5000
    assert found.wait == pytest.approx(truth.wait, rel=0.15)
    assert found.sl20 == pytest.approx(truth.sl20, abs=0.05)


_KNOWN = replay.Inferred(gap_s=900.0, wrap_up_s=0.0, more_patience_s=180.0, credit_s=0.0)


def _write(path: Path) -> None:
    """Three working days of M/M/12+M at 93 % load."""
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file)
        out.writerow((*_HEAD, "service_s", "agent"))
        for day in range(3):
            stream = published.queue(day, 5.6 / 60, 14.0, (120.0, 180.0))
            outcome = published.one_queue(12, stream)
            for i, at in enumerate(stream.at):
                by, wait = outcome.served_by[i], round(outcome.waited_s[i])
                row = (f"1999-01-{3 + day:02}", (6 + day) % 7, round(8 * 3600 + at), "PS", 0, wait)
                served = (1, round(stream.work_s[i]), f"A{by}") if by is not None else (0, "", "")
                out.writerow((*row, *served))


@pytest.mark.skipif(not LOG.exists(), reason="no call log: BENCH_CALL_LOG names one")
def test_the_log_of_january_is_foretold_from_its_first_half() -> None:
    calls = read(LOG)
    middle = sorted({call.day for call in calls})[len({call.day for call in calls}) // 2]
    chosen = replay.calibrate([call for call in calls if call.day < middle])
    rest = [call for call in calls if call.day >= middle]
    truth, found = replay.actual(rest), replay.predict(rest, chosen)
    assert found.wait == pytest.approx(truth.wait, rel=0.1)
    assert found.sl20 == pytest.approx(truth.sl20, rel=0.1)


def test_equal_work_is_fair_and_one_who_does_all_is_not() -> None:
    assert gini([5.0, 5.0, 5.0]) == pytest.approx(0.0)
    assert gini([1e-9] * 99 + [1.0]) > 0.95


def test_an_interval_is_students() -> None:
    found = over_seeds([1.0, 2.0, 3.0])
    assert (found.mean, found.half) == pytest.approx((2.0, 4.30 / 3**0.5))


def test_the_peers_keep_to_the_order_of_arrival_and_look_at_everybody() -> None:
    context = CONTENDERS[PEERS](Staffed(), {})
    assert context.rules.own_credit_s == 0.0
    assert context.rules.breadth > Rules().breadth
