"""Why whom: the line on the ring card, the supervisor's page, the levels on the wall."""

from routing.wallboard import service as wallboard
from routing.wallboard.levels import Dealt, level
from tests.cast import World


def page_of(world: World, slug: str, path: str) -> tuple[int, str]:
    client = world.app.test_client()
    with client.session_transaction() as session:
        session["associate_id"] = world.person(slug)
    answer = client.get(path)
    return answer.status_code, answer.get_data(as_text=True)


def test_the_ring_card_says_why_it_rings_here(world: World) -> None:
    world.ready("ada")
    world.asks()
    why = world.console("ada")["offer"]["why"]
    assert why == "You are the first free: of the customer's store, level 5."


def test_the_card_says_from_how_many_they_were_chosen(world: World) -> None:
    world.ready("ada", "iris", "lucia")
    world.asks(store="turin", language="en")
    assert "chosen from 3 who were free" in world.console("ada")["offer"]["why"]


def test_supervisors_see_who_was_asked_and_who_was_free_too(world: World) -> None:
    world.ready("ada", "iris")
    contact = world.asks(store="turin", language="en")
    status, text = page_of(world, "carla", f"/wallboard/contacts/{contact.public_id}")
    assert status == 200
    assert "Ada Rossi: rings now" in text
    assert "Iris Chen" in text


def test_supervisors_see_why_nobody_yet(world: World) -> None:
    world.ready("ben")
    contact = world.asks(store="turin", language="it")
    _, text = page_of(world, "carla", f"/wallboard/contacts/{contact.public_id}")
    assert "Ben Krause" in text
    assert "does not speak the language" in text


def test_associates_do_not_see_that_page(world: World) -> None:
    contact = world.asks()
    status, _ = page_of(world, "ada", f"/wallboard/contacts/{contact.public_id}")
    assert status == 403


def test_a_level_counts_those_who_met_somebody_or_went_away() -> None:
    quick, slow = (
        Dealt("T", "P", 5, met=True, gone=False),
        Dealt("T", "P", 60, met=True, gone=False),
    )
    gone, waits = (
        Dealt("T", "P", 30, met=False, gone=True),
        Dealt("T", "P", 9, met=False, gone=False),
    )
    found = level([quick, slow, gone, waits])
    assert (found["offered"], found["answered"], found["abandoned"]) == (3, 2, 1)
    assert found["service_level"] == 33
    assert found["mean_wait_s"] == 32.5


def test_nothing_settled_has_no_level() -> None:
    assert level([])["service_level"] is None


def test_the_wall_shows_levels_by_store_and_category(world: World) -> None:
    world.asks()
    world.pass_(95)
    world.clock.pass_(11)
    lines = wallboard.view(world.services)["levels"]
    assert [(line["store"], line["category"], line["abandoned"]) for line in lines] == [
        ("Aurora Torino", "Jewellery", 1)
    ]


def test_the_wall_is_pushed_when_something_moved_and_only_then(world: World) -> None:
    world.asks()
    wallboard.refresh(world.services)
    pushed = len([1 for topic, _, _ in world.pushed.sent if topic == "wallboard"])
    wallboard.refresh(world.services)
    again = len([1 for topic, _, _ in world.pushed.sent if topic == "wallboard"])
    assert (pushed, again) == (1, 1)
