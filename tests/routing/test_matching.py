"""Who is chosen and why: the rules of a merchant, one by one."""

from dataclasses import replace

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
    explain,
    match,
    positions,
    scarcity,
    turns,
    unstaffed,
)

TURIN, MILAN, ROME = 1, 2, 3
JEWELLERY, ELECTRONICS = 10, 20
ADA, BEN, IRIS = 1, 2, 3


def wants(contact: int = 1, waited_s: float = 0.0, **more: object) -> Requirement:
    kept = {"store_id": TURIN, "category_id": JEWELLERY, "language": "it", **more}
    return Requirement(contact_id=contact, waited_s=waited_s, **kept)  # type: ignore[arg-type]


def knows(associate: int = ADA, store: int = TURIN, level: int = 3, **more: object) -> Candidate:
    kept = {"languages": frozenset({"it"}), "levels": {JEWELLERY: level}, "idle_s": 10.0, **more}
    return Candidate(associate_id=associate, store_id=store, **kept)  # type: ignore[arg-type]


def under(
    *on_shift: Candidate, returning: frozenset[int] = frozenset(), **rules: object
) -> Context:
    return Context(
        rules=Rules(**rules),  # type: ignore[arg-type]
        staffed=Staffed.of(on_shift),
        returning=returning,
    )


def pairs(found: list[Match]) -> list[tuple[int, int]]:
    return [(one.contact_id, one.associate_id) for one in found]


def test_the_oldest_is_served_first_and_a_credit_is_waited_time() -> None:
    needs = [wants(1, 30.0), wants(2, 40.0), wants(3, 5.0, credit_s=60.0)]
    assert pairs(match(needs, [knows()])) == [(3, ADA)]


def test_a_credit_counts_no_more_than_its_limit() -> None:
    needs = [wants(1, 100.0), wants(2, 0.0, credit_s=9_000.0)]
    limit = under(knows(), credit_limit_s=90.0)
    assert pairs(match(needs, [knows()], context=limit)) == [(1, ADA)]


def test_language_and_category_are_hard() -> None:
    strangers = [knows(languages=frozenset({"en"})), knows(BEN, levels={ELECTRONICS: 5})]
    assert match([wants()], strangers) == []


def test_the_own_store_comes_first_then_the_near_then_the_level() -> None:
    ada, ben, iris = knows(ADA, ROME, 5), knows(BEN, MILAN, 5), knows(IRIS, TURIN, 1)
    need = wants(nearby={MILAN: 1})
    assert pairs(match([need], [ada, ben, iris])) == [(1, IRIS)]
    assert pairs(match([need], [ada, ben])) == [(1, BEN)]
    assert pairs(match([need], [ada])) == [(1, ADA)]


def test_a_match_says_in_which_ring_and_at_what_cost() -> None:
    [found] = match([wants(nearby={MILAN: 1})], [knows(store=MILAN, level=5)])
    assert found.ring == "near"
    assert found.cost == sum(value for _, value in found.parts)
    assert [name for name, value in found.parts if value > 0] == ["store"]


def test_the_one_who_can_do_what_is_scarce_is_spared() -> None:
    rare = knows(ADA, TURIN, 3, languages=frozenset({"it", "es"}))
    plain = knows(BEN, MILAN, 3)
    staffed = Staffed.of([rare, plain])
    context = Context(staffed=staffed, scarcity=scarcity(staffed, {(JEWELLERY, "es"): 0.8}))
    assert pairs(match([wants()], [rare, plain], context=context)) == [(1, BEN)]
    assert pairs(match([wants()], [rare, plain])) == [(1, ADA)]


def test_without_history_every_cell_is_asked_for_alike() -> None:
    staffed = Staffed.of([knows(ADA), knows(BEN)])
    assert scarcity(staffed) == {(JEWELLERY, "it"): 0.8}
    assert scarcity(Staffed()) == {}


def test_an_associate_is_due_to_a_customer_of_his_store_within_a_bound() -> None:
    here, elsewhere = wants(1, 20.0), wants(2, 35.0, store_id=MILAN)
    assert pairs(match([here, elsewhere], [knows()])) == [(1, ADA)]
    assert pairs(match([here, replace(elsewhere, waited_s=41.0)], [knows()])) == [(2, ADA)]


def test_a_ring_keeps_others_away_for_its_time_only() -> None:
    rings = (Ring(OWN, 10.0), Ring(NEAR, 10.0), Ring(ANY))
    context = under(knows(ADA), knows(BEN, MILAN), knows(IRIS, ROME), rings=rings)
    near = {MILAN: 1}

    def served(age: float, *free: Candidate) -> list[tuple[int, int]]:
        return pairs(match([wants(1, age, nearby=near)], free, context=context))

    assert served(9.9, knows(BEN, MILAN)) == []
    assert served(10.0, knows(BEN, MILAN)) == [(1, BEN)]
    assert served(19.9, knows(IRIS, ROME)) == []
    assert served(20.0, knows(IRIS, ROME)) == [(1, IRIS)]
    assert turns(wants(nearby=near), context) == [10.0, 20.0]


def test_a_ring_with_nobody_on_shift_takes_no_time() -> None:
    rings = (Ring(OWN, 10.0), Ring(NEAR, 10.0), Ring(ANY))
    iris = knows(IRIS, ROME)
    assert pairs(match([wants()], [iris], context=under(iris, rings=rings))) == [(1, IRIS)]


def test_rules_are_per_store() -> None:
    strict = Rules(rings=(Ring(OWN),))
    context = Context(by_store={MILAN: strict}, staffed=Staffed.of([knows(), knows(BEN, MILAN)]))
    assert match([wants(store_id=MILAN)], [knows()], context=context) == []
    assert pairs(match([wants(store_id=TURIN)], [knows()], context=context)) == [(1, ADA)]


def test_an_associate_they_know_wins_when_free() -> None:
    need = wants(preferred_id=BEN)
    assert pairs(match([need], [knows(ADA, TURIN, 5), knows(BEN, ROME, 1)])) == [(1, BEN)]


def test_a_hold_for_somebody_they_know_is_short_and_only_while_he_is_coming() -> None:
    coming = under(knows(), returning=frozenset({BEN}), hold_limit_s=10.0)
    gone = under(knows(), hold_limit_s=10.0)
    need = wants(preferred_id=BEN, preferred_until_s=60.0)
    assert match([replace(need, waited_s=9.0)], [knows()], context=coming) == []
    assert pairs(match([replace(need, waited_s=10.0)], [knows()], context=coming)) == [(1, ADA)]
    assert pairs(match([need], [knows()], context=gone)) == [(1, ADA)]
    assert turns(need, coming) == [10.0]


def test_a_level_is_hard_until_nobody_on_shift_has_it() -> None:
    expert, novice = knows(ADA, level=5), knows(BEN, level=2)
    need = wants(1, 60.0, min_level=4)
    assert match([need], [novice], context=under(expert, novice)) == []
    alone = under(novice, relax_level_after_s=30.0)
    assert pairs(match([need], [novice], context=alone)) == [(1, BEN)]
    assert match([replace(need, waited_s=29.0)], [novice], context=alone) == []


def test_video_needs_a_camera_and_a_line_is_a_preference() -> None:
    blind, seeing = knows(ADA, video=False), knows(BEN, ROME)
    assert pairs(match([wants(video=True)], [blind, seeing])) == [(1, BEN)]
    rings = knows(BEN, product_lines=frozenset({"rings"}))
    assert pairs(match([wants(product_line="rings")], [knows(ADA), rings])) == [(1, BEN)]
    assert pairs(match([wants(product_line="rings")], [knows(ADA)])) == [(1, ADA)]


def test_a_refused_pair_does_not_meet_and_the_next_is_taken() -> None:
    assert pairs(match([wants()], [knows(), knows(BEN, ROME)], {(1, ADA)})) == [(1, BEN)]


def test_capacity_is_how_many_more_somebody_takes() -> None:
    needs = [wants(number, 10.0 - number) for number in (1, 2, 3)]
    assert pairs(match(needs, [knows(capacity=2)])) == [(1, ADA), (2, ADA)]
    assert match(needs, [knows(capacity=0)]) == []


def test_positions_count_those_ahead_of_the_same_kind() -> None:
    needs = [wants(1, 5.0), wants(2, 9.0), wants(3, 7.0, language="en")]
    assert positions(needs) == {1: 2, 2: 1, 3: 1}


def test_waiting_is_in_vain_where_nobody_able_is_on_shift() -> None:
    context = under(knows())
    assert not unstaffed(wants(), context)
    assert unstaffed(wants(language="es"), context)
    assert not unstaffed(wants(language="es"), Context())  # who is on shift is not known


def test_waiting_is_in_vain_where_the_rings_end_before_anybody_able() -> None:
    context = under(knows(store=ROME), rings=(Ring(OWN), Ring(NEAR)))
    assert unstaffed(wants(), context)


def test_a_ring_is_looked_at_again_at_its_full_age_though_it_is_open_already() -> None:
    """Its own store has nobody now and may have somebody by then: both ages are turns."""
    rings = (Ring(OWN, 20.0), Ring(NEAR, 40.0), Ring(ANY))
    context = under(knows(store=ROME), rings=rings)
    assert {20.0, 60.0} <= set(turns(wants(), context))


def test_the_explanation_names_everybody_and_the_reason() -> None:
    free = [
        knows(ADA, TURIN, 4),
        knows(BEN, MILAN, 5),
        knows(IRIS, languages=frozenset({"en"})),
        knows(4, level=1),
        knows(5),
    ]
    context = under(*free)
    seen = explain(wants(min_level=2), free, context, {(1, 5)}, [knows(6), knows(7, levels={})])
    assert {one.associate_id: one.why_not for one in seen} == {
        ADA: "",
        BEN: "dearer",
        IRIS: "language",
        4: "level",
        5: "refused",
        6: "busy",
        7: "category",
    }
    assert [one.associate_id for one in seen][:2] == [ADA, BEN]
    assert seen[0].cost == sum(value for _, value in seen[0].parts)


def test_the_explanation_agrees_with_the_match() -> None:
    free = [knows(ADA, ROME, 5), knows(BEN, MILAN, 2), knows(IRIS, TURIN, 1)]
    [found] = match([wants()], free)
    chosen = explain(wants(), free, under(*free))[0]
    assert (chosen.associate_id, chosen.cost, chosen.parts) == (
        found.associate_id,
        found.cost,
        found.parts,
    )


def test_a_new_policy_is_a_function() -> None:
    last = Policy("newest", ("id",), lambda _, seat: (-float(seat.who.associate_id),))
    context = Context(policy=last)
    assert pairs(match([wants()], [knows(ADA), knows(IRIS, ROME)], context=context)) == [(1, IRIS)]


def test_of_many_only_some_are_weighed_but_the_only_possible_one_is_found() -> None:
    crowd = [knows(number, ROME, 2, idle_s=900.0 - number) for number in range(100, 120)]
    expert = knows(500, MILAN, 5, idle_s=0.0)
    context = under(*crowd, expert, breadth=2)
    floor = Floor(context)
    for who in [*crowd, expert]:
        floor.pool.enter(floor.pool.seat(who), -who.idle_s)
    assert list(floor.pool.options(wants())) == [100, 101]
    assert list(floor.pool.options(wants(store_id=MILAN))) == [500, 100, 101]
    assert list(floor.pool.options(wants(preferred_id=119))) == [100, 101, 119]
    found = floor.arrive(wants(min_level=4), 0.0)
    assert found is not None
    assert found.associate_id == 500
    assert floor.pool.leave(500) is None
