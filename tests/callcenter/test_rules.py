"""A merchant's rules: what may be set, what it means, who changed it."""

from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callcenter.errors import Conflict, NotAllowed, NotFound
from callcenter.rules import models
from callcenter.rules import service as rules
from callcenter.rules.reading import NUMBERS, check, read, show
from callcenter.rules.values import NAMES, StoreRules, difference, merge
from callcenter.rules.words import changed, effect
from tests.cast import World

LADDER = {"near_after_s": "20", "region_after_s": "never", "any_after_s": "60", "near_km": "30"}


def save(world: World, slug: str, typed: Mapping[str, str], seen: int = 0) -> list[str]:
    by = world.person("carla")
    return [one.field for one in rules.save(world.services, by, slug, typed, seen)]


def holding(world: World, slug: str = "turin") -> StoreRules:
    with world.services.transaction() as tx:
        return rules.of(tx, rules.scope_of(tx, slug))


def test_what_is_typed_becomes_a_value_and_back() -> None:
    own, faults = read({**LADDER, "skip_unstaffed": "no", "at_last": "text", "near_km": "Nearest"})
    assert faults == []
    assert own == {
        "near_after_s": 20,
        "region_after_s": None,
        "any_after_s": 60,
        "skip_unstaffed": False,
        "near_km": None,
        "at_last": "text",
    }
    assert read(show(own))[0] == own


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("near_after_s", "soon"),
        ("near_after_s", "-1"),
        ("hold_s", "61"),
        ("hold_s", "never"),
        ("web_wait_s", "19"),
        ("phone_wait_s", "99999999"),
        ("near_km", "0"),
        ("offer_rings_s", "7"),
        ("wrap_up_s", "²"),
        ("skip_unstaffed", "perhaps"),
        ("at_last", "voodoo"),
    ],
)
def test_what_cannot_be_set_is_said_at_its_field(field: str, typed: str) -> None:
    own, faults = read({field: typed})
    assert own == {}
    assert [fault.field for fault in faults] == [field]
    assert faults[0].words.startswith("Please")


def test_every_field_is_read_and_an_empty_one_sets_nothing() -> None:
    assert read(dict.fromkeys(NAMES, " ")) == ({}, [])
    assert set(NUMBERS) < set(NAMES)


@given(st.dictionaries(st.sampled_from(NAMES), st.text(max_size=12)))
def test_whatever_is_typed_is_taken_or_refused_in_words(typed: dict[str, str]) -> None:
    own, faults = read(typed)
    assert not set(own) & {fault.field for fault in faults}
    merged = merge(StoreRules(), own)
    assert all(one.field in NAMES and one.words for one in check(merged))


@pytest.mark.parametrize(
    ("own", "field"),
    [
        ({"near_after_s": 30, "region_after_s": 20, "any_after_s": 40}, "region_after_s"),
        ({"near_after_s": 30, "region_after_s": None, "any_after_s": 20}, "any_after_s"),
        ({"any_after_s": 600}, "any_after_s"),
        ({"unstaffed_wait_s": 91}, "unstaffed_wait_s"),
        ({"at_last": "other_store"}, "other_store"),
    ],
)
def test_rules_that_contradict_themselves_are_refused(own: dict[str, Any], field: str) -> None:
    assert [fault.field for fault in check(merge(StoreRules(), own))] == [field]


def test_the_effect_is_said_as_a_customer_would_meet_it() -> None:
    own, _ = read(LADDER)
    said = effect(merge(StoreRules(), own), "Turin", ["Milan", "Asti"])
    assert said[0] == (
        "A customer of Turin is offered own store first, "
        "after 20 s stores within 30 km, after 60 s anyone."
    )
    assert said[1] == "Nearby are Milan and Asti."
    assert "at once" in effect(StoreRules(), "Turin", [])[0]


def test_a_ring_that_one_way_in_never_reaches_is_said() -> None:
    own, _ = read({**LADDER, "web_wait_s": "45"})
    said = effect(merge(StoreRules(), own), "Turin", [])
    assert "On the website the wait ends before anyone would be asked." in said


def test_a_change_is_told_with_both_values() -> None:
    was, now = StoreRules(), merge(StoreRules(), {"near_km": 30, "any_after_s": None})
    told = [changed(name, values) for name, values in difference(was, now).items()]
    assert told == [
        "Everybody is asked after: 0 s → never",
        "Nearby means within: nearest eight → 30 km",
    ]


def test_a_store_lays_its_rules_over_the_houses(world: World) -> None:
    assert save(world, "house", {"web_wait_s": "120", "wrap_up_s": "30"}) == []
    assert save(world, "turin", {"web_wait_s": "45"}) == []
    assert (holding(world).web_wait_s, holding(world).wrap_up_s) == (45, 30)
    assert holding(world, "berlin").web_wait_s == 120
    with world.services.transaction() as tx:
        house, own = rules.every(tx)
        assert house.web_wait_s == 120
        assert {one.web_wait_s for one in own.values()} == {45}


def test_every_saving_is_kept_with_who_and_when(world: World) -> None:
    save(world, "turin", {"web_wait_s": "45"})
    world.clock.pass_(60)
    save(world, "turin", {"web_wait_s": "60"}, seen=1)
    with world.services.transaction() as tx:
        kept = models.changes(tx.session, rules.scope_of(tx, "turin"), 9)
        told = [(one.version, one.own, one.associate.slug) for one in kept]
    assert told == [(2, {"web_wait_s": 60}, "carla"), (1, {"web_wait_s": 45}, "carla")]
    assert kept[0].at > kept[1].at


def test_who_saw_an_older_version_is_told_instead_of_overwriting(world: World) -> None:
    save(world, "turin", {"web_wait_s": "45"})
    with pytest.raises(Conflict, match="meanwhile"):
        save(world, "turin", {"web_wait_s": "60"}, seen=0)
    assert holding(world).web_wait_s == 45


def test_only_supervisors_set_rules_of_stores_that_exist(world: World) -> None:
    with pytest.raises(NotAllowed):
        rules.save(world.services, world.person("ada"), "turin", {}, 0)
    with pytest.raises(NotFound):
        save(world, "atlantis", {})


def test_a_store_is_passed_on_to_another_that_understands_its_customers(world: World) -> None:
    passes = {"at_last": "other_store", "other_store": "berlin"}
    assert save(world, "turin", {**passes, "other_store": "turin"}) == ["other_store"]
    assert save(world, "turin", {**passes, "other_store": "atlantis"}) == ["other_store"]
    assert save(world, "turin", passes) == []


def test_the_house_may_send_everybody_to_one_store(world: World) -> None:
    passes = {"at_last": "other_store", "other_store": "new-york"}
    assert save(world, "house", passes) == []


def test_a_house_rule_that_a_store_contradicts_names_the_store(world: World) -> None:
    assert save(world, "turin", {"any_after_s": "40"}) == []
    found = rules.save(
        world.services,
        world.person("carla"),
        "house",
        {"near_after_s": "60", "region_after_s": "never", "any_after_s": "80"},
        0,
    )
    assert [fault.field for fault in found] == ["any_after_s"]
    assert found[0].words.startswith("At Aurora Torino: ")
