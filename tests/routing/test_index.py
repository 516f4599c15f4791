"""The index and what it is read with: distance, skills down the tree, places, moments that come."""

from routing.geography import Place, distance_km, survey
from routing.index import Index, News, Person
from routing.matching import ANY, OWN, Candidate, Context, Requirement, Ring, Rules
from routing.skills import spread

TURIN = Place(1, "north", 45.07, 7.69)
MILAN = Place(2, "north", 45.46, 9.19)
ROME = Place(3, "centre", 41.90, 12.50)
NOWHERE = Place(4, "", None, None)


def need(contact_id: int, waited_s: float = 0.0) -> Requirement:
    return Requirement(contact_id, 1, 1, "it", waited_s)


def person(associate_id: int) -> Person:
    return Person(Candidate(associate_id, 1, frozenset({"it"}), {1: 3}, 0.0), free=True)


def test_turin_is_as_far_from_milan_as_the_map_says() -> None:
    away = distance_km(TURIN, MILAN)
    assert away is not None
    assert 124 < away < 128
    assert distance_km(TURIN, NOWHERE) is None


def test_near_stores_are_ranked_and_a_region_is_shared() -> None:
    known = survey([TURIN, MILAN, ROME, NOWHERE])
    assert known.nearby[1] == {2: 1, 3: 2}
    assert known.region[1] == {1, 2}
    assert known.nearby[4] == {}
    assert known.region[4] == frozenset()


def test_who_knows_the_parent_helps_with_the_child_a_step_less_well() -> None:
    tree = {1: (2, 3), 2: (4,)}
    assert spread({1: 4}, tree) == {1: 4, 2: 3, 3: 3, 4: 2}
    assert spread({1: 4, 2: 1}, tree) == {1: 4, 2: 1, 3: 3, 4: 1}


def test_the_oldest_is_served_first_however_the_news_are_ordered() -> None:
    index = Index()
    index.take(News(needs=[need(1, 5), need(2, 50)]), 100.0)
    (found,) = index.take(News(people=[person(7)]), 100.0)
    assert (found.match.contact_id, found.match.associate_id) == (2, 7)


def test_a_refused_pair_meets_again_when_its_moment_comes() -> None:
    index = Index()
    index.take(News(people=[person(7)]), 100.0)
    asked = News(needs=[need(1)], refused={(1, 7): 160.0})
    assert index.take(asked, 100.0) == []
    assert index.take(News(), 159.0) == []
    (found,) = index.take(News(), 160.0)
    assert found.match.associate_id == 7


def test_who_is_gone_is_gone() -> None:
    index = Index()
    index.take(News(needs=[need(1)], people=[]), 100.0)
    gone = News(contacts_gone=frozenset({1}), people=[person(7)])
    assert index.take(gone, 101.0) == []
    away = News(associates_gone=frozenset({7}), needs=[need(2)])
    assert index.take(away, 102.0) == []


def test_the_same_news_twice_do_no_harm() -> None:
    index = Index()
    news = News(needs=[need(1)])
    index.take(news, 100.0)
    index.take(news, 100.0)
    (found,) = index.take(News(people=[person(7), person(7)]), 101.0)
    assert found.match.contact_id == 1


def test_a_place_counts_those_of_ones_kind() -> None:
    index = Index()
    index.take(News(needs=[need(1, 30), need(2, 20), need(3, 10)]), 100.0)
    outlooks = index.outlooks([1, 2, 3, 99])
    assert {key: seen.place for key, seen in outlooks.items()} == {1: 1, 2: 2, 3: 3}


def test_a_place_of_all_counts_only_those_ahead() -> None:
    index = Index()
    other = Requirement(4, 1, 2, "it", 25)
    index.take(News(needs=[need(1, 30), need(2, 20), other]), 100.0)
    seen = index.outlooks([1, 2, 4])
    assert {key: one.place_of_all for key, one in seen.items()} == {1: 1, 4: 2, 2: 3}


def test_who_was_free_for_a_while_takes_a_contact_whose_ring_is_open_now() -> None:
    rings = Rules(rings=(Ring(OWN, 20.0), Ring(ANY)), skip_unstaffed_rings=False)
    index = Index(Context(rules=rings))
    index.take(News(needs=[need(1, 30)]), 100.0)
    elsewhere = Candidate(7, 2, frozenset({"it"}), {1: 3}, idle_s=25.0)
    (found,) = index.take(News(people=[Person(elsewhere, free=True)]), 100.0)
    assert found.match.contact_id == 1
