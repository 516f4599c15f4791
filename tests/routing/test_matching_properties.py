"""What holds whatever comes: nobody left beside somebody, order, bounds, both ways the same."""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from routing.matching import (
    ANY,
    NEAR,
    OWN,
    Candidate,
    Context,
    Floor,
    Match,
    Policy,
    Requirement,
    Ring,
    Rules,
    Staffed,
    able,
    match,
    scarcity,
    turns,
    why_not,
)
from routing.matching.decide import fill

_EXAMPLES = settings(max_examples=60, deadline=None)
_STORES, _CATEGORIES, _TONGUES = (1, 2, 3), (1, 2, 3), ("it", "en")
_RINGS = st.sampled_from(
    [
        (Ring(ANY),),
        (Ring(OWN, 10.0), Ring(ANY)),
        (Ring(OWN, 10.0), Ring(NEAR, 10.0), Ring(ANY)),
    ]
)
_LONGEST_S = 30.0
"""No ring, hold or level of `contexts` keeps anybody longer than this from everybody able."""


@st.composite
def needs(draw: st.DrawFn, age: float | None = None) -> list[Requirement]:
    count = draw(st.integers(0, 8))
    return [
        Requirement(
            contact_id=number,
            store_id=draw(st.sampled_from(_STORES)),
            category_id=draw(st.sampled_from(_CATEGORIES)),
            language=draw(st.sampled_from(_TONGUES)),
            waited_s=draw(st.floats(0, 60)) if age is None else age,
            credit_s=draw(st.sampled_from([0.0, 30.0, 5_000.0])),
            nearby={2: 1},
            min_level=draw(st.sampled_from([1, 1, 1, 3])),
            preferred_id=draw(st.sampled_from([None, None, 101])),
            preferred_until_s=draw(st.sampled_from([0.0, 500.0])),
            video=draw(st.sampled_from([False, False, True])),
        )
        for number in range(1, count + 1)
    ]


@st.composite
def crews(draw: st.DrawFn) -> list[Candidate]:
    count = draw(st.integers(0, 7))
    return [
        Candidate(
            associate_id=number,
            store_id=draw(st.sampled_from(_STORES)),
            languages=frozenset(draw(st.sets(st.sampled_from(_TONGUES), min_size=1))),
            levels=draw(st.dictionaries(st.sampled_from(_CATEGORIES), st.integers(1, 5))),
            idle_s=draw(st.floats(0, 600)),
            capacity=draw(st.sampled_from([1, 1, 2])),
            video=draw(st.booleans()),
        )
        for number in range(101, 101 + count)
    ]


@st.composite
def contexts(draw: st.DrawFn, crew: list[Candidate]) -> Context:
    staffed = Staffed.of(crew)
    own = draw(st.sampled_from([0.0, 20.0]))
    rules = Rules(rings=draw(_RINGS), own_credit_s=own, credit_limit_s=60.0, breadth=1)
    return Context(
        rules=rules,
        staffed=staffed,
        scarcity=scarcity(staffed),
        returning=draw(st.sampled_from([frozenset(), frozenset({101})])),
    )


Scene = tuple[list[Requirement], list[Candidate], Context, set[tuple[int, int]]]


@st.composite
def scenes(draw: st.DrawFn) -> Scene:
    some, crew = draw(needs()), draw(crews())
    refused = draw(st.sets(st.tuples(st.integers(1, 8), st.integers(101, 107)), max_size=4))
    return some, crew, draw(contexts(crew)), refused


def left_over(scene: Scene, found: list[Match]) -> tuple[list[Requirement], list[Candidate]]:
    taken = [one.associate_id for one in found]
    served = {one.contact_id for one in found}
    free = [who for who in scene[1] if taken.count(who.associate_id) < who.capacity]
    return [need for need in scene[0] if need.contact_id not in served], free


@_EXAMPLES
@given(scenes())
def test_nobody_waits_beside_somebody_who_may_serve_them(scene: Scene) -> None:
    some, crew, context, refused = scene
    waiting, free = left_over(scene, match(some, crew, refused, context))
    for need in waiting:
        for who in free:
            assert why_not(need, who, context, need.waited_s, refused)


@_EXAMPLES
@given(scenes())
def test_only_those_who_may_meet_do_and_nobody_twice(scene: Scene) -> None:
    some, crew, context, refused = scene
    found = match(some, crew, refused, context)
    by_contact = {need.contact_id: need for need in some}
    by_associate = {who.associate_id: who for who in crew}
    assert len({one.contact_id for one in found}) == len(found)
    for one in found:
        need, who = by_contact[one.contact_id], by_associate[one.associate_id]
        assert (one.contact_id, one.associate_id) not in refused
        assert why_not(need, who, context, need.waited_s, refused) == ""
        assert sum(m.associate_id == one.associate_id for m in found) <= who.capacity


@_EXAMPLES
@given(scenes())
def test_nobody_is_overtaken_by_more_than_the_credits_allow(scene: Scene) -> None:
    some, crew, context, refused = scene
    found = match(some, crew, refused, context)
    waiting, _ = left_over(scene, found)
    by_contact = {need.contact_id: need for need in some}
    by_associate = {who.associate_id: who for who in crew}
    most = context.rules.credit_limit_s + context.rules.own_credit_s
    for one in found:
        served, who = by_contact[one.contact_id], by_associate[one.associate_id]
        for need in waiting:
            if not why_not(need, who, context, need.waited_s, refused):
                assert need.waited_s - served.waited_s <= most
                assert _due(need, context) <= _due(served, context) + context.rules.own_credit_s


def _due(need: Requirement, context: Context) -> float:
    return need.waited_s + min(need.credit_s, context.rules.credit_limit_s)


@_EXAMPLES
@given(scenes())
def test_a_preference_is_never_a_wait_beyond_its_bound(scene: Scene) -> None:
    some, crew, context, _ = scene
    old = [replace(need, waited_s=_LONGEST_S, min_level=1, video=False) for need in some]
    later = (old, crew, context, set())
    waiting, free = left_over(later, match(old, crew, (), context))
    assert not [(need, who) for need in waiting for who in free if able(need, who)]
    assert all(age <= _LONGEST_S for need in some for age in turns(need, context))


@_EXAMPLES
@given(scenes())
def test_event_by_event_the_same_people_meet_as_in_one_pass(scene: Scene) -> None:
    """Everybody idle, then one contact arrives; everybody waits, then one associate is free."""
    some, crew, context, refused = scene
    ordered = sorted(crew, key=lambda who: (-who.idle_s, who.associate_id))
    for need in some:
        floor = Floor(context, refused)
        for who in ordered:
            floor.pool.enter(floor.pool.seat(who), -who.idle_s)
        one = floor.arrive(need, 0.0)
        assert match([need], crew, refused, context) == ([one] if one else [])
    for who in crew:
        floor = Floor(context, refused)
        for need in some:
            assert floor.arrive(need, 0.0) is None
        fresh = replace(who, idle_s=0.0, capacity=1)
        one = floor.free(floor.pool.seat(fresh), 0.0)
        assert match(some, [fresh], refused, context) == ([one] if one else [])


@_EXAMPLES
@given(scenes(), st.integers(0, 3))
def test_the_order_of_the_lists_changes_nothing(scene: Scene, turn: int) -> None:
    some, crew, context, refused = scene
    again = match(some[turn:] + some[:turn], crew[::-1], refused, context)
    assert again == match(some, crew, refused, context)


@_EXAMPLES
@given(
    st.lists(st.tuples(st.booleans(), st.integers(0, 7), st.floats(0, 20)), max_size=30), scenes()
)
def test_a_floor_lived_through_never_strands_anybody(
    steps: list[tuple[bool, int, float]], scene: Scene
) -> None:
    """Arrivals, people becoming free, hang-ups and time in any order; retried as `turns` says."""
    some, crew, context, refused = scene
    floor, now, came = Floor(context, refused), 0.0, 0
    seats = [floor.pool.seat(replace(who, capacity=1)) for who in crew]
    for comes, which, pause in steps:
        now += pause
        for contact in list(floor.line.waiting):
            floor.retry(contact, now)
        if comes and some:
            came += 1
            need = replace(some[which % len(some)], contact_id=came, waited_s=0.0)
            floor.arrive(need, now)
        elif seats and seats[which % len(seats)].who.associate_id not in floor.pool.seats:
            floor.free(seats[which % len(seats)], now)
        for who in floor.line.waiting.values():
            for seat in floor.pool.seats.values():
                assert why_not(who.need, seat.who, context, now - who.since, refused)


def _slow(policy: Policy) -> Policy:
    """Return the same policy without its quicker ways."""
    return Policy(policy.name, policy.parts, policy.weigh)


@_EXAMPLES
@given(scenes())
def test_the_quick_way_to_a_cost_is_the_sum_of_its_parts(scene: Scene) -> None:
    some, crew, context, refused = scene
    floor = fill(some, crew, refused, context)
    for need in some:
        asked = replace(need, product_line="" if need.video else "rings")
        ask = floor.ask(floor.waiting(asked, 0.0), 0.0)
        able_ = {key: seat for key, seat in floor.pool.seats.items() if able(asked, seat.who)}
        slow = _slow(context.policy).price(ask, able_)
        assert context.policy.price(ask, able_) == slow
        for key, cost in slow.items():
            if able_[key].store_id != asked.store_id:
                assert cost >= context.policy.elsewhere(ask)


@_EXAMPLES
@given(scenes())
def test_whoever_is_not_looked_at_would_not_have_been_chosen(scene: Scene) -> None:
    some, crew, context, refused = scene
    thorough = replace(context, policy=_slow(context.policy))
    assert match(some, crew, refused, context) == match(some, crew, refused, thorough)
