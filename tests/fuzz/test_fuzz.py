"""The short form of the fuzzer: every route, hostile values, no answer in the five hundreds."""

from tests.cast import World
from tests.fuzz.entries import ENTRIES
from tests.fuzz.routes import Fuzzer


def test_every_route_of_the_url_map_has_an_entry_and_no_entry_is_stale(world: World) -> None:
    routes = {rule.endpoint for rule in world.app.url_map.iter_rules()}
    assert routes - set(ENTRIES) == set(), "a new route needs an entry in tests/fuzz/entries.py"
    assert set(ENTRIES) - routes == set()


def test_hostile_requests_are_answered_and_never_by_a_five_hundred(world: World) -> None:
    fuzzer = Fuzzer(world, seed=20261125)
    report = fuzzer.run(2_000)
    assert report.failures == []
    assert report.sent > 1_500
    assert sum(1 for reached in report.reached.values() if reached) > 50
