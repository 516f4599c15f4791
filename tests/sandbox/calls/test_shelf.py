"""Resources on a shelf: found newest first by their keys, and never more than so many."""

from dataclasses import dataclass

from sandbox.calls.shelf import Shelf
from tests.sandbox.scene import DIAZ, SCHMIDT, STORE, Scene


@dataclass
class Thing:
    colour: str
    size: str
    over: bool = False


def shelf(most: int = 10) -> Shelf[Thing]:
    return Shelf(most, lambda one: one.over, colour=lambda one: one.colour, size=lambda o: o.size)


def test_the_newest_comes_first_by_every_key_that_is_asked() -> None:
    kept = shelf()
    kept["1"], kept["2"], kept["3"] = Thing("red", "s"), Thing("blue", "s"), Thing("red", "m")
    assert list(kept.newest()) == [kept["3"], kept["2"], kept["1"]]
    assert list(kept.newest(colour="red")) == [kept["3"], kept["1"]]
    assert list(kept.newest(colour="red", size="s")) == [kept["1"]]
    assert list(kept.newest(colour="green")) == []
    assert len(list(kept.newest(colour=""))) == 3


def test_what_is_deleted_is_found_no_more() -> None:
    kept = shelf()
    kept["1"] = Thing("red", "s")
    del kept["1"]
    assert list(kept.newest(colour="red")) == []
    assert "1" not in kept


def test_beyond_the_most_the_oldest_that_is_over_goes() -> None:
    kept = shelf(most=3)
    kept["live"] = Thing("red", "s")
    for n in range(5):
        kept[str(n)] = Thing("red", "s", over=True)
    assert list(kept) == ["live", "3", "4"]
    assert len(list(kept.newest(colour="red"))) == 3


def test_what_lives_is_never_forgotten() -> None:
    kept = shelf(most=1)
    kept["1"], kept["2"] = Thing("red", "s"), Thing("red", "s")
    assert set(kept) == {"1", "2"}


def test_lists_of_calls_hold_both_parties_in_pages() -> None:
    scene = Scene()
    scene.says("/voice", "<Hangup/>")
    for to in (DIAZ, SCHMIDT, DIAZ):
        scene.call(to=to)
    scene.carrier.advance(20)
    assert [c.to for c in scene.client.calls.list()] == [DIAZ, SCHMIDT, DIAZ]
    assert len(scene.client.calls.list(to=DIAZ, from_=STORE, page_size=1)) == 2
    assert scene.client.calls.list(to=DIAZ, from_=DIAZ) == []
