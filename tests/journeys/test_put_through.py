"""Put through to a number at once: music until it answers, and back to us if it does not."""

import pytest

from callcenter.contacts import handing_out, models
from callcenter.contacts import service as contacts
from callcenter.errors import Conflict, Invalid, NotFound
from tests.journeys.stage import BO, Stage


def put_through(stage: Stage, asked: str) -> None:
    sent = stage.signed_in("ada").post(f"/calls/{asked}/hand-over", json={"phone": "011 765 4321"})
    assert sent.status_code == 204


def test_the_customer_hears_music_then_whom_they_were_put_through_to(
    stage: Stage, asked: str
) -> None:
    stage.bo.habit = "ignore"
    put_through(stage, asked)
    stage.advance(4)
    assert stage.room() == set()
    assert stage.diaz.state == "talking"
    assert any("passiamo" in said for said in stage.diaz.heard[-3:])
    assert stage.carrier.client("ada").state == "idle"
    stage.wraps_up("ada", asked)
    stage.bo.answer()
    stage.advance(8)
    assert stage.room() == {stage.diaz.address, BO}
    assert stage.contact(asked).state == "handed_out"
    stage.bo.hang_up()
    stage.advance(3)
    assert (stage.contact(asked).state, stage.contact(asked).outcome) == ("done", "guest_hung_up")
    assert stage.diaz.state == "idle"


@pytest.mark.parametrize(("habit", "rings_s"), [("ignore", 40), ("decline", 12)])
def test_where_nobody_answers_the_customer_comes_back_to_us(
    stage: Stage, asked: str, habit: str, rings_s: int
) -> None:
    stage.bo.habit = habit
    put_through(stage, asked)
    stage.advance(3)
    stage.wraps_up("ada", asked)
    stage.advance(rings_s)
    assert stage.diaz.state == "talking"
    assert any("non ha risposto nessuno" in said for said in stage.diaz.heard)
    assert stage.contact(asked).state == "queued"
    stage.accepts("ada")
    stage.advance(6)
    assert stage.contact(asked).state == "connected"
    assert stage.room() == {"client:ada", stage.diaz.address}


def test_a_customer_who_hangs_up_meanwhile_leaves_no_one_behind(stage: Stage, asked: str) -> None:
    stage.bo.habit = "ignore"
    put_through(stage, asked)
    stage.advance(4)
    stage.diaz.hang_up()
    stage.advance(4)
    assert stage.contact(asked).outcome == "customer_hung_up"
    assert (stage.bo.state, stage.carrier.client("ada").state) == ("idle", "idle")


@pytest.mark.parametrize("typed", ["112", "+1 876 555 1234", "+870773111632", "312 345 6789"])
def test_a_number_that_policy_refuses_changes_nothing(stage: Stage, asked: str, typed: str) -> None:
    with pytest.raises((Invalid, Conflict)):
        handing_out.put_through(stage.services, asked, stage.person("ada"), typed)
    stage.advance(3)
    assert stage.contact(asked).state == "connected"
    assert stage.room() == {"client:ada", stage.diaz.address}
    with stage.services.transaction() as tx:
        legs = models.legs(tx.session, contacts.find(tx, asked).id)
    assert [(leg.role, leg.held) for leg in legs if leg.role != "associate"] == [
        ("customer", False)
    ]


def test_only_who_serves_the_customer_may(stage: Stage, asked: str) -> None:
    with pytest.raises(NotFound):
        handing_out.put_through(stage.services, asked, stage.person("ben"), BO)


def test_the_talk_goes_on_while_a_guest_is_there(stage: Stage, asked: str) -> None:
    stage.signed_in("ada").post(f"/calls/{asked}/guests", json={"phone": "011 765 4321"})
    stage.advance(10)
    nobodys = "+390117654322"
    handing_out.put_through(stage.services, asked, stage.person("ada"), nobodys)
    stage.advance(12)
    assert stage.contact(asked).state == "handed_out"
    assert stage.room() == {stage.diaz.address, BO}, "nobody waits in music beside somebody"
