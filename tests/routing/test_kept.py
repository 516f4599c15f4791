"""Associates kept for promises: offered nobody else, waited for a moment, then free again."""

from dataclasses import replace

from routing.index import Index, News, Person
from routing.matching import Candidate, Kept, Requirement

ANYBODY = Requirement(1, 1, 1, "it", 0.0)
PROMISED = replace(ANYBODY, contact_id=2, preferred_id=7, preferred_until_s=20.0, credit_s=600.0)


def person(associate_id: int, *, free: bool = True) -> Person:
    return Person(Candidate(associate_id, 1, frozenset({"it"}), {1: 3}, 0.0), free=free)


def pairs(index: Index, news: News, now: float) -> list[tuple[int, int]]:
    return [(one.match.contact_id, one.match.associate_id) for one in index.take(news, now)]


def test_who_is_reserved_is_offered_nobody_else_until_the_promise_begins() -> None:
    index = Index()
    assert pairs(index, News([ANYBODY], people=[person(7)], kept=Kept({7: 0})), 100.0) == []
    begun = News([PROMISED], kept=Kept({7: 2}, {2: 7}))
    assert pairs(index, begun, 160.0) == [(2, 7)]


def test_an_associate_becomes_reserved_by_time_alone() -> None:
    index = Index()
    assert pairs(index, News(people=[person(7)], kept=Kept()), 100.0) == []
    assert pairs(index, News([ANYBODY], kept=Kept({7: 0})), 101.0) == []


def test_whose_promise_is_gone_serves_who_waits() -> None:
    index = Index()
    pairs(index, News([ANYBODY], people=[person(7)], kept=Kept({7: 0})), 100.0)
    assert pairs(index, News(kept=Kept()), 101.0) == [(1, 7)]


def test_a_promise_waits_for_its_busy_keeper_and_then_for_anybody() -> None:
    index = Index()
    people = [person(7, free=False), person(8)]
    kept = Kept({7: 2}, {2: 7})
    assert pairs(index, News([PROMISED], people=people, kept=kept), 100.0) == []
    assert pairs(index, News(kept=kept), 119.0) == []
    assert pairs(index, News(kept=kept), 120.5) == [(2, 8)]


def test_a_keeper_who_goes_away_is_not_waited_for() -> None:
    index = Index()
    people = [person(7, free=False), person(8)]
    pairs(index, News([PROMISED], people=people, kept=Kept({7: 2}, {2: 7})), 100.0)
    gone = News(associates_gone=frozenset({7}), kept=Kept({7: 2}))
    assert pairs(index, gone, 101.0) == [(2, 8)]
