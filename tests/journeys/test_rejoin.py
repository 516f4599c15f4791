"""A console that is lost and comes back: the call goes on; or somebody else goes on with it."""

import pytest
from sqlalchemy import select

from callcenter.contacts import attachment, conversation, lines, models
from callcenter.contacts import service as contacts
from callcenter.contacts.calls import LegReport
from callcenter.contacts.models import Contact
from callcenter.errors import Conflict, NotFound
from callcenter.stores.models import category_by_slug
from routing.console.rejoin import rejoin
from routing.presence import service as presence
from tests.journeys.stage import BO, Stage


def reload(stage: Stage, public: str, slug: str = "ada", tab: str = "") -> None:
    """Load the page anew: it asks, and its softphone connects."""
    rejoin(stage.services, stage.person(slug), public, tab)
    app_sid = stage.services.settings.twilio_twiml_app_sid
    stage.carrier.client(slug).connect(app_sid, contact=public)
    stage.advance(2)


def everybody(stage: Stage) -> set[str]:
    return {"client:ada", stage.diaz.address}


def test_a_lost_console_ends_nothing(stage: Stage, asked: str) -> None:
    stage.carrier.client("ada").hang_up()
    stage.advance(3)
    assert stage.contact(asked).state == "detached"
    assert stage.diaz.state == "talking"
    assert stage.room() == set(), "the customer hears music"
    assert any("Ada" in said for said in stage.diaz.heard[-4:])
    assert stage.console("ada")["contact"]["state"] == "detached"
    assert stage.customer(asked)["state"] == "detached"


def test_the_page_is_loaded_anew_and_they_talk_on(stage: Stage, asked: str) -> None:
    line, began = stage.diaz.call_sid, stage.contact(asked).connected_at
    stage.carrier.client("ada").hang_up()
    stage.advance(1)
    reload(stage, asked)
    found = stage.contact(asked)
    assert (found.state, found.connected_at) == ("connected", began)
    assert stage.room() == everybody(stage)
    assert stage.diaz.call_sid == line, "the customer's line was never touched"
    contacts.hang_up(stage.services, asked, stage.person("ada"))
    stage.advance(3)
    assert (stage.diaz.state, stage.carrier.client("ada").state) == ("idle", "idle")
    assert stage.console("ada")["wrap_up"]


def test_again_and_again(stage: Stage, asked: str) -> None:
    for _ in range(3):
        stage.carrier.client("ada").hang_up()
        stage.advance(4)
        reload(stage, asked)
        assert stage.room() == everybody(stage)
    assert stage.contact(asked).state == "connected"


def test_a_crashed_browser_whose_line_the_carrier_still_holds(stage: Stage, asked: str) -> None:
    """Nobody has told us that the old line is dead; the page that comes back replaces it."""
    with stage.services.transaction() as tx:
        old = [leg.sid for leg in models.live_legs(tx.session, contacts.find(tx, asked).id)]
    rejoin(stage.services, stage.person("ada"), asked, "")
    stage.advance(2)
    assert stage.contact(asked).state == "detached"
    reload(stage, asked)
    assert stage.contact(asked).state == "connected"
    assert stage.room() == everybody(stage)
    with stage.services.transaction() as tx:
        now = [leg.sid for leg in models.live_legs(tx.session, contacts.find(tx, asked).id)]
    assert len(set(old) & set(now)) == 1, "only the customer's line is the same"


def test_after_ten_seconds_somebody_else_goes_on(stage: Stage, asked: str) -> None:
    with stage.services.transaction() as tx:
        contacts.find(tx, asked).category = category_by_slug(tx.session, "cameras")
    stage.available("chiara")
    stage.carrier.client("ada").hang_up()
    stage.advance(attachment.COMES_BACK_S - 2)
    assert stage.contact(asked).state == "detached"
    stage.advance(5)
    assert stage.console("chiara")["offer"]["card"]["id"] == asked
    assert stage.diaz.state == "talking"
    assert stage.room() == set()
    stage.accepts("chiara")
    stage.advance(3)
    assert stage.contact(asked).associate.slug == "chiara"
    assert stage.room() == {"client:chiara", stage.diaz.address}


def test_the_customer_is_told_what_happens(stage: Stage, asked: str) -> None:
    stage.carrier.client("ada").hang_up()
    stage.advance(22)
    assert stage.contact(asked).state == "queued"
    told = stage.diaz.heard
    assert any("La linea di Ada è caduta" in said for said in told)
    assert any("La linea di Ada non è tornata" in said for said in told[-3:])


def test_the_first_associate_is_told_with_one_click_back(stage: Stage, asked: str) -> None:
    stage.carrier.client("ada").hang_up()
    stage.advance(14)
    view = stage.console("ada")
    assert view["presence"]["state"] == "unreachable"
    assert "went on to a colleague" in view["notice"]
    assert view["contact"] is None
    presence.choose(stage.services, stage.person("ada"), "available", "")
    stage.advance(1)
    assert stage.console("ada")["presence"]["state"] in {"available", "offered"}
    with pytest.raises(NotFound):
        rejoin(stage.services, stage.person("ada"), asked, "")


def test_whoever_was_passed_on_is_before_all_who_wait(stage: Stage, asked: str) -> None:
    stage.bo.dial(stage.services.settings.twilio_phone_number)
    stage.carrier.client("ada").hang_up()
    stage.advance(14)
    with stage.services.transaction() as tx:
        statement = select(Contact).where(Contact.state == "queued")
        waiting = tx.session.scalars(statement.order_by(Contact.queued_at, Contact.id)).all()
    assert waiting[0].public_id == asked


def test_the_customer_hangs_up_meanwhile(stage: Stage, asked: str) -> None:
    stage.carrier.client("ada").hang_up()
    stage.advance(2)
    stage.diaz.hang_up()
    stage.advance(2)
    found = stage.contact(asked)
    assert (found.state, found.outcome) == ("done", "customer_hung_up")
    assert stage.console("ada")["wrap_up"]


def test_both_lines_are_lost_and_both_come_back(stage: Stage, asked: str) -> None:
    stage.carrier.client("ada").hang_up()
    stage.advance(1)
    with stage.services.transaction() as tx:
        line = next(
            leg
            for leg in models.legs(tx.session, contacts.find(tx, asked).id)
            if leg.role == "customer"
        )
        lines.heard(tx, line, LegReport("end", "lost", line.sid or ""))
    stage.diaz.hang_up()
    stage.advance(3)
    assert stage.contact(asked).state in {"interrupted", "detached"}
    reload(stage, asked)
    stage.advance(15)
    assert stage.contact(asked).state == "connected"
    assert stage.room() == everybody(stage)


def test_a_reload_while_the_customer_is_rung_keeps_the_call(stage: Stage) -> None:
    stage.diaz.habit = "ignore"
    stage.available("ada")
    public: str = stage.asks()["contact"]["id"]
    stage.accepts("ada")
    stage.advance(4)
    stage.carrier.client("ada").hang_up()
    stage.advance(2)
    reload(stage, public)
    stage.diaz.answer()
    stage.advance(8)
    assert stage.contact(public).state == "connected"
    assert stage.room() == everybody(stage)


def test_a_friend_on_the_call_stays_on_it(stage: Stage, asked: str) -> None:
    conversation.invite(stage.services, asked, stage.person("ada"), BO)
    stage.advance(8)
    stage.carrier.client("ada").hang_up()
    stage.advance(3)
    assert stage.bo.state == "talking"
    reload(stage, asked)
    assert stage.room() == everybody(stage) | {BO}


def test_another_browser_does_not_steal_the_call(stage: Stage, asked: str) -> None:
    ada = stage.person("ada")
    stage.beating.discard("ada")
    presence.beat(stage.services, ada, {"tab": "desk"})
    with pytest.raises(Conflict):
        rejoin(stage.services, ada, asked, "phone")
    assert stage.contact(asked).state == "connected"
    stage.advance(11)
    rejoin(stage.services, ada, asked, "phone")
    assert stage.contact(asked).state == "detached"


def test_nobody_rejoins_what_is_over_or_not_theirs(stage: Stage, asked: str) -> None:
    with pytest.raises(NotFound):
        rejoin(stage.services, stage.person("ben"), asked, "")
    contacts.hang_up(stage.services, asked, stage.person("ada"))
    with pytest.raises(Conflict):
        rejoin(stage.services, stage.person("ada"), asked, "")


def test_every_report_of_the_lost_line_is_lost_too(stage: Stage, asked: str) -> None:
    """The books of the carrier are enough."""
    stage.lost = ("/voice/lines", "/voice/conferences")
    stage.carrier.client("ada").hang_up()
    stage.advance(40)
    assert stage.contact(asked).state in {"detached", "queued"}
    stage.lost = ()
    stage.advance(15)
    assert stage.contact(asked).state == "queued"
    assert stage.diaz.state == "talking"
