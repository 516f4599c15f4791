"""Idle associates are forgotten lazily; nobody sees those who are over, and they do not pile up."""

from random import Random

from routing.matching import Candidate, Requirement
from routing.matching.pool import Pool

CREW = [Candidate(n, n % 3, frozenset({"en", "de"}), {1: 3, 2: 5}, idle_s=0.0) for n in range(1, 9)]
NEED = Requirement(1, 0, 1, "en", waited_s=0.0)


def test_who_left_is_not_found_and_who_came_back_is_last() -> None:
    pool = Pool({}, breadth=16)
    for who in CREW:
        pool.enter(pool.seat(who), 0.0)
    pool.leave(3)
    pool.leave(1)
    pool.enter(pool.seat(CREW[0]), 1.0)
    assert list(pool.everyone(NEED)) == [2, 4, 5, 6, 7, 8, 1]
    assert pool.able(NEED.cell) == 7
    assert pool.leave(3) is None


def test_who_enters_twice_counts_once() -> None:
    pool = Pool({(1, "en"): 4.0})
    seat = pool.seat(CREW[0])
    pool.enter(seat, 0.0)
    pool.enter(seat, 5.0)
    assert pool.able(NEED.cell) == 1
    assert pool.heads[seat.store_id] == 1
    assert max(pool.pressures) == 4.0
    pool.leave(1)
    assert pool.everyone(NEED) == {}
    assert max(pool.pressures) == 0.0


def test_the_first_of_many_stand_in_the_order_they_became_idle() -> None:
    pool, random, order = Pool({}, breadth=2), Random(7), [who.associate_id for who in CREW]
    for who in CREW:
        pool.enter(pool.seat(who), 0.0)
    for turn in range(300):
        key = random.choice(order)
        pool.leave(key)
        order.remove(key)
        pool.enter(pool.seat(CREW[key - 1]), float(turn))
        order.append(key)
        own = [one for one in order if one % 3 == 0][:2]
        rest = [one for one in order[:2] if one not in own]
        assert list(pool.options(NEED)) == own + rest


def test_queues_nobody_looks_into_stay_short() -> None:
    pool = Pool({})
    seats = [pool.seat(who) for who in CREW]
    for turn in range(5000):
        pool.enter(seats[turn % 8], float(turn))
        pool.leave(CREW[turn % 8].associate_id)
    longest = max(len(queue) for seat in seats for queue in seat.queues)
    assert longest <= 1024 + len(CREW) + 1


def test_whoever_is_preferred_is_weighed_and_nobody_where_nobody_is() -> None:
    crowd = [Candidate(n, 9, frozenset({"en"}), {1: 3}, idle_s=0.0) for n in range(9, -1, -1)]
    pool = Pool({}, breadth=2)
    for who in crowd:
        pool.enter(pool.seat(who), 0.0)
    assert list(pool.options(NEED)) == [9, 8]
    asked = Requirement(1, 0, 1, "en", waited_s=0.0, preferred_id=0)
    assert list(pool.options(asked)) == [9, 8, 0]
