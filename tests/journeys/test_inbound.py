"""A customer dials the store: greeting, menu, waiting room, the same ring."""

from callcenter.contacts.models import Contact
from tests.journeys.stage import Stage


def the_contact(stage: Stage) -> Contact:
    with stage.services.transaction() as tx:
        return tx.session.query(Contact).one()


def test_the_caller_is_greeted_and_asked(stage: Stage) -> None:
    stage.dials()
    assert "Aurora Torino" in stage.diaz.heard[0]
    assert the_contact(stage).state == "in_menu"


def test_keys_lead_to_the_waiting_room_and_to_an_associate(stage: Stage) -> None:
    stage.available("ada")
    stage.dials("1", "1", "4")
    assert the_contact(stage).state == "queued"
    assert the_contact(stage).category.slug == "jewellery"
    stage.advance(2)
    stage.accepts("ada")
    stage.advance(3)
    assert the_contact(stage).state == "connected"
    assert len(set(stage.carrier.lines.rooms.values())) == 1


def test_the_waiting_room_plays_music_and_tells_the_place(stage: Stage) -> None:
    stage.dials("1", "1", "4")
    stage.advance(30)
    assert "♪" in stage.diaz.heard
    assert any("1" in said for said in stage.diaz.heard[1:])


def test_wrong_keys_are_forgiven_twice(stage: Stage) -> None:
    stage.dials("9", "9", "9")
    stage.advance(20)
    assert the_contact(stage).outcome == "menu_failed"
    assert stage.diaz.state == "idle"


def test_who_hangs_up_in_the_menu_is_noted(stage: Stage) -> None:
    stage.dials()
    stage.diaz.hang_up()
    stage.advance(2)
    found = the_contact(stage)
    assert (found.state, found.outcome) == ("abandoned", "customer_hung_up")


def test_who_hangs_up_while_waiting_withdraws_the_offer(stage: Stage) -> None:
    stage.available("ada")
    stage.dials("1", "1", "4")
    stage.advance(1)
    assert stage.console("ada")["offer"]
    stage.diaz.hang_up()
    stage.advance(2)
    assert the_contact(stage).state == "abandoned"
    assert stage.console("ada")["offer"] is None
