"""Asking a colleague first: the customer hears nobody, then both, then whom it suits."""

import pytest

from callcenter.contacts import conversation, handing_out, models
from callcenter.contacts import service as contacts
from callcenter.contacts.conversation import Handover
from callcenter.errors import Conflict, Invalid, NotFound
from routing.console.rejoin import rejoin
from routing.consults import service as consults
from routing.consults.models import Consult
from routing.consults.service import Wish
from tests.journeys.stage import BO, Stage


def consulting(stage: Stage, public: str, wish: Wish, slug: str = "chiara") -> Consult:
    """Ask; the colleague agrees and comes."""
    consult = consults.ask(stage.services, public, stage.person("ada"), wish)
    stage.advance(2)
    assert stage.console(slug)["consult"]["name"] == "Ada Rossi"
    consults.agree(stage.services, consult.public_id, stage.person(slug))
    stage.carrier.client(slug).connect(stage.services.settings.twilio_twiml_app_sid)
    stage.advance(2)
    return consult


WISHES = [Wish(associate="chiara"), Wish(category="cameras"), Wish(store="turin")]


@pytest.mark.parametrize("wish", WISHES)
def test_the_two_talk_first_and_the_customer_hears_music(
    stage: Stage, asked: str, wish: Wish
) -> None:
    stage.available("chiara")
    consulting(stage, asked, wish)
    assert stage.room() == {"client:ada", "client:chiara"}
    assert stage.diaz.state == "talking"
    assert any("Ada" in said for said in stage.diaz.heard[-3:])
    assert stage.console("ada")["contact"]["consult"]["state"] == "talking"


def test_all_three_then_the_colleague_goes_on_and_nobody_is_left(stage: Stage, asked: str) -> None:
    stage.available("chiara")
    consult = consulting(stage, asked, WISHES[0])
    line = stage.diaz.call_sid
    consults.join(stage.services, consult.public_id, stage.person("ada"))
    stage.advance(2)
    assert stage.room() == {"client:ada", "client:chiara", stage.diaz.address}
    consults.complete(stage.services, consult.public_id, stage.person("ada"))
    stage.advance(3)
    assert stage.room() == {"client:chiara", stage.diaz.address}
    assert stage.carrier.client("ada").state == "idle"
    assert stage.diaz.call_sid == line
    found = stage.contact(asked)
    assert (found.state, found.associate.slug) == ("connected", "chiara")
    assert stage.console("chiara")["contact"]["card"]["id"] == asked
    contacts.hang_up(stage.services, asked, stage.person("chiara"))
    stage.advance(3)
    assert (stage.diaz.state, stage.carrier.client("chiara").state) == ("idle", "idle")
    stage.wraps_up("chiara", asked, "sold", "the ring")
    stage.wraps_up("ada", asked, "interested", "asked Chiara")
    found = stage.contact(asked)
    assert (found.disposition, found.note) == ("sold", "the ring\nasked Chiara")


def test_completed_without_joining_first(stage: Stage, asked: str) -> None:
    stage.available("chiara")
    consult = consulting(stage, asked, WISHES[0])
    consults.complete(stage.services, consult.public_id, stage.person("ada"))
    stage.advance(3)
    assert stage.room() == {"client:chiara", stage.diaz.address}


def test_back_to_the_customer_alone(stage: Stage, asked: str) -> None:
    stage.available("chiara")
    consult = consulting(stage, asked, WISHES[0])
    consults.part(stage.services, consult.public_id, stage.person("ada"))
    stage.advance(3)
    assert stage.room() == {"client:ada", stage.diaz.address}
    assert stage.carrier.client("chiara").state == "idle"
    assert stage.console("chiara")["presence"]["state"] == "available"
    assert stage.contact(asked).associate.slug == "ada"


def test_the_colleague_leaves_by_hanging_up(stage: Stage, asked: str) -> None:
    stage.available("chiara")
    consulting(stage, asked, WISHES[0])
    stage.carrier.client("chiara").hang_up()
    stage.advance(3)
    assert stage.room() == {"client:ada", stage.diaz.address}
    assert stage.console("chiara")["presence"]["state"] == "available"


def test_declined_or_unanswered_the_customer_hears_ada_again(stage: Stage, asked: str) -> None:
    stage.available("chiara")
    ada = stage.person("ada")
    consult = consults.ask(stage.services, asked, ada, WISHES[0])
    stage.advance(2)
    consults.refuse(stage.services, consult.public_id, stage.person("chiara"))
    stage.advance(2)
    assert stage.console("chiara")["presence"]["state"] == "available"
    consults.ask(stage.services, asked, ada, WISHES[0])
    stage.advance(24)
    assert stage.console("chiara")["presence"]["state"] == "unreachable"
    assert stage.room() == {"client:ada", stage.diaz.address}


def test_the_customer_hangs_up_meanwhile(stage: Stage, asked: str) -> None:
    stage.available("chiara")
    consulting(stage, asked, WISHES[0])
    stage.diaz.hang_up()
    stage.advance(4)
    assert stage.contact(asked).state == "done"
    assert stage.console("chiara")["presence"]["state"] == "available"
    assert stage.carrier.client("chiara").state == "idle"


def test_a_number_is_asked_joins_and_goes_on_alone(stage: Stage, asked: str) -> None:
    ada = stage.person("ada")
    consult = consults.ask_number(stage.services, asked, ada, BO)
    stage.advance(10)
    assert stage.room() == {"client:ada", BO}
    consults.join(stage.services, consult.public_id, ada)
    stage.advance(2)
    assert stage.room() == {"client:ada", BO, stage.diaz.address}
    consults.complete(stage.services, consult.public_id, ada)
    stage.advance(3)
    assert stage.room() == {BO, stage.diaz.address}
    assert stage.contact(asked).state == "handed_out"
    assert stage.carrier.client("ada").state == "idle"
    assert stage.console("ada")["wrap_up"]
    stage.bo.hang_up()
    stage.advance(3)
    assert (stage.contact(asked).state, stage.diaz.state) == ("done", "idle")


def test_a_number_that_does_not_answer(stage: Stage, asked: str) -> None:
    stage.bo.habit = "busy"
    consults.ask_number(stage.services, asked, stage.person("ada"), BO)
    stage.advance(8)
    assert stage.room() == {"client:ada", stage.diaz.address}
    assert stage.console("ada")["contact"]["consult"] is None


@pytest.mark.parametrize("typed", ["112", "+1 876 555 1234", "+870773111632"])
def test_a_number_passes_the_policy(stage: Stage, asked: str, typed: str) -> None:
    with pytest.raises((Invalid, Conflict)):
        consults.ask_number(stage.services, asked, stage.person("ada"), typed)


def test_nobody_is_asked_twice_at_once(stage: Stage, asked: str) -> None:
    for slug in ("chiara", "hugo"):
        stage.available(slug)
    ada = stage.person("ada")
    consults.ask(stage.services, asked, ada, WISHES[0])
    with pytest.raises(Conflict):
        consults.ask(stage.services, asked, ada, Wish(associate="hugo"))
    with pytest.raises(Conflict):
        consults.ask(stage.services, asked, ada, WISHES[0])


def test_it_is_nobody_elses(stage: Stage, asked: str) -> None:
    stage.available("chiara")
    with pytest.raises(NotFound):
        consults.ask(stage.services, asked, stage.person("ben"), WISHES[0])
    consult = consulting(stage, asked, WISHES[0])
    for use in (consults.join, consults.complete, consults.part):
        with pytest.raises(NotFound):
            use(stage.services, consult.public_id, stage.person("ben"))


def test_a_reload_does_not_let_the_customer_overhear(stage: Stage, asked: str) -> None:
    stage.available("chiara")
    consult = consulting(stage, asked, WISHES[0])
    ada = stage.person("ada")
    stage.carrier.client("ada").hang_up()
    stage.advance(2)
    rejoin(stage.services, ada, asked, "")
    stage.carrier.client("ada").connect(stage.services.settings.twilio_twiml_app_sid)
    stage.advance(3)
    assert stage.room() == {"client:ada", "client:chiara"}
    consults.complete(stage.services, consult.public_id, ada)
    stage.advance(3)
    assert stage.room() == {"client:chiara", stage.diaz.address}


def test_the_askers_line_is_lost_meanwhile(stage: Stage, asked: str) -> None:
    stage.available("chiara")
    consulting(stage, asked, WISHES[0])
    stage.carrier.client("ada").hang_up()
    stage.advance(14)
    assert stage.contact(asked).state == "queued"
    assert stage.diaz.state == "talking"
    assert stage.carrier.client("chiara").state == "idle"
    with stage.services.transaction() as tx:
        lines = models.live_legs(tx.session, contacts.find(tx, asked).id)
    assert [line.role for line in lines] == ["customer"]


def test_a_number_is_not_rung_beside_somebody_who_is_asked(stage: Stage, asked: str) -> None:
    stage.available("chiara")
    consults.ask(stage.services, asked, stage.person("ada"), WISHES[0])
    with pytest.raises(Conflict):
        consults.ask_number(stage.services, asked, stage.person("ada"), BO)
    stage.advance(5)
    assert stage.bo.state == "idle"


def test_who_is_put_through_while_somebody_is_asked_hears_music(stage: Stage, asked: str) -> None:
    stage.available("chiara")
    ada = stage.person("ada")
    stage.bo.habit = "ignore"
    consults.ask(stage.services, asked, ada, WISHES[0])
    handing_out.put_through(stage.services, asked, ada, BO)
    stage.advance(5)
    assert stage.room() == set(), "nobody is alone in silence"
    assert stage.console("chiara")["presence"]["state"] == "available"
    stage.bo.answer()
    stage.advance(8)
    assert stage.room() == {BO, stage.diaz.address}


def test_who_is_handed_over_while_somebody_is_asked_hears_music(stage: Stage, asked: str) -> None:
    stage.available("chiara")
    ada = stage.person("ada")
    consults.ask(stage.services, asked, ada, WISHES[0])
    conversation.hand_over(stage.services, asked, ada, Handover(category="audio"))
    stage.advance(5)
    assert stage.room() == set(), "nobody is alone in silence"
