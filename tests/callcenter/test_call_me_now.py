"""*Call me now*: from the request to the conversation, with every named ending."""

import pytest

from callcenter.contacts import calls
from callcenter.contacts import service as contacts
from callcenter.contacts.calls import LegReport
from callcenter.contacts.models import Contact, Leg, legs
from callcenter.errors import CarrierError, Conflict, OfferGone
from callcenter.infra.states import history
from ivr import reports
from ivr import service as ivr
from ivr.reports import ConferenceReport, LineReport
from routing.offers import service as offers
from routing.presence import service as presence
from tests.cast import World

CUSTOMER_CALL = f"CA{1:032x}"
SOFTPHONE = "CA" + "a" * 32


def accept(world: World, slug: str = "ada") -> None:
    offer = world.console(slug)["offer"]
    offers.accept(world.services, offer["id"], world.person(slug))
    world.run()


def meet(world: World, contact: Contact, slug: str = "ada") -> None:
    """Softphone and customer come into the conference."""
    ivr.associate_connected(world.services, slug, SOFTPHONE)
    ivr.customer_answered(world.services, leg(world, contact, "customer").attempt, CUSTOMER_CALL)
    for sequence, sid in enumerate((SOFTPHONE, CUSTOMER_CALL)):
        said = ConferenceReport("CF" + "0" * 32, "participant-join", sequence, sid)
        reports.conference(world.services, contact.public_id, said)
    world.run()


def leg(world: World, contact: Contact, role: str) -> Leg:
    with world.services.transaction() as tx:
        return next(leg for leg in legs(tx.session, contact.id) if leg.role == role)


def line_says(world: World, contact: Contact, status: str, event: str, reason: str = "") -> None:
    attempt = leg(world, contact, "customer").attempt
    said = LegReport(event, reason, CUSTOMER_CALL)
    reports.line(world.services, LineReport(attempt, said, 9, status))
    world.run()


def test_nobody_is_rung_before_an_associate_accepted(world: World) -> None:
    world.ready("ada")
    world.asks()
    assert world.carrier.calls == []
    accept(world)
    assert [order.to for order in world.carrier.calls] == ["+393123456789"]


def test_the_offer_shows_what_the_customer_wants(world: World) -> None:
    world.ready("ada")
    world.asks(sku="aurora-ring")
    card = world.console("ada")["offer"]["card"]
    assert card["product"]["name"] == "Aurora ring"
    assert (card["store"], card["language"], card["way"]) == ("Aurora Torino", "it", "web")


def test_both_in_the_conference_are_connected(world: World) -> None:
    world.ready("ada")
    contact = world.asks()
    accept(world)
    meet(world, contact)
    assert world.contact(contact).state == "connected"
    assert world.console("ada")["contact"]["customer_leg"] == "in_call"


def test_the_customer_reads_who_calls_before_the_phone_rings(world: World) -> None:
    world.ready("ada")
    contact = world.asks()
    accept(world)
    assert "Ada ti chiama" in world.carrier.texts[0].body
    view = world.pushed.last(f"contact:{contact.public_id}")
    assert (view["state"], view["associate"]["name"]) == ("connecting", "Ada Rossi")


def test_hanging_up_leads_to_wrap_up_and_back_to_available(world: World) -> None:
    world.ready("ada")
    contact = world.asks()
    accept(world)
    meet(world, contact)
    line_says(world, contact, "completed", "end")
    assert world.contact(contact).outcome == "customer_hung_up"
    assert world.console("ada")["presence"]["state"] == "wrapping_up"
    presence.dispose(world.services, world.person("ada"), contact.public_id, "sold", "the ring")
    assert world.console("ada")["presence"]["state"] == "available"
    assert world.contact(contact).disposition == "sold"


def test_wrap_up_ends_by_the_clock(world: World) -> None:
    world.ready("ada")
    contact = world.asks()
    accept(world)
    meet(world, contact)
    line_says(world, contact, "completed", "end")
    world.pass_(61, beats=("ada",))
    assert world.console("ada")["presence"]["state"] == "available"


@pytest.mark.parametrize(
    ("status", "reason"),
    [("busy", "busy"), ("no-answer", "no_answer"), ("failed", "failed")],
)
def test_a_customer_who_cannot_be_reached(world: World, status: str, reason: str) -> None:
    world.ready("ada")
    contact = world.asks()
    accept(world)
    line_says(world, contact, status, "end", reason)
    again = world.contact(contact)
    assert (again.state, again.outcome) == ("unreached", reason)
    assert world.console("ada")["presence"]["state"] == "available"


def test_a_refused_call_ends_in_words(world: World) -> None:
    world.ready("ada")
    contact = world.asks()
    world.carrier.failing = CarrierError("no", code=21211, permanent=True)
    accept(world)
    assert world.contact(contact).outcome == "refused"


def test_an_ambiguous_failure_is_not_repeated_while_it_may_ring(world: World) -> None:
    world.ready("ada")
    contact = world.asks()
    world.carrier.failing = CarrierError("time-out")
    accept(world)
    ivr.associate_connected(world.services, "ada", SOFTPHONE)
    world.carrier.failing = None
    first = leg(world, contact, "customer").attempt
    for _ in range(39):
        world.pass_(1, beats=("ada",))
    assert len(world.carrier.calls) == 1
    for _ in range(3):
        world.pass_(1, beats=("ada",))
    assert len(world.carrier.calls) == 2
    assert "Hangup" in ivr.customer_answered(world.services, first, CUSTOMER_CALL)


def test_an_ambiguous_failure_is_adopted_by_its_report(world: World) -> None:
    world.ready("ada")
    contact = world.asks()
    world.carrier.failing = CarrierError("time-out")
    accept(world)
    line_says(world, contact, "ringing", "ring")
    assert leg(world, contact, "customer").state == "ringing"
    meet(world, contact)
    assert world.contact(contact).state == "connected"


def test_too_many_requests_are_tried_again(world: World) -> None:
    world.ready("ada")
    world.asks()
    world.carrier.failing = CarrierError("slow down", code=20429)
    accept(world)
    world.carrier.failing = None
    world.pass_(3, beats=("ada",))
    assert len(world.carrier.calls) == 2


def test_declining_asks_the_next_and_keeps_the_place(world: World) -> None:
    world.ready("ada", "greta")
    contact = world.asks(store="berlin", language="en")
    assert world.console("greta")["offer"] is not None
    queued_at = world.contact(contact).queued_at
    offer = world.console("greta")["offer"]
    offers.decline(world.services, offer["id"], world.person("greta"), "with_customer")
    world.run()
    assert world.console("ada")["offer"] is not None
    assert world.contact(contact).queued_at == queued_at


def test_a_missed_offer_asks_whether_somebody_is_there(world: World) -> None:
    world.ready("ada")
    world.asks()
    for _ in range(5):
        world.pass_(5, beats=("ada",))
    assert world.console("ada")["presence"]["state"] == "unreachable"
    assert "still there" in world.console("ada")["notice"]


def test_a_late_accept_gets_a_clear_answer(world: World) -> None:
    world.ready("ada")
    world.asks()
    offer = world.console("ada")["offer"]
    world.clock.pass_(21)
    with pytest.raises(OfferGone, match="Time is up"):
        offers.accept(world.services, offer["id"], world.person("ada"))


def test_nobody_free_is_said_after_ninety_seconds(world: World) -> None:
    contact = world.asks()
    world.pass_(91)
    again = world.contact(contact)
    assert (again.state, again.outcome) == ("deferred", "nobody_free")


def test_a_closed_console_is_noticed_and_the_next_is_asked(world: World) -> None:
    world.ready("ada", "iris")
    world.asks(store="turin", language="en")
    assert world.console("ada")["offer"] is not None
    world.pass_(16, beats=("iris",))
    world.pass_(1, beats=("iris",))
    assert world.console("ada")["presence"]["state"] == "unreachable"
    assert world.console("iris")["offer"] is not None


def test_a_softphone_that_never_comes_gives_the_contact_back(world: World) -> None:
    world.ready("ada")
    contact = world.asks()
    accept(world)
    world.pass_(21, beats=("ada",))
    again = world.contact(contact)
    assert (again.state, again.associate_id) == ("queued", None)
    assert world.carrier.hung_up == [CUSTOMER_CALL]


def test_the_customer_may_cancel_while_it_rings(world: World) -> None:
    world.ready("ada")
    contact = world.asks()
    accept(world)
    contacts.cancel(world.services, contact.public_id)
    world.run()
    assert world.contact(contact).state == "cancelled"
    assert world.carrier.hung_up == [CUSTOMER_CALL]
    document = ivr.customer_answered(
        world.services, leg(world, contact, "customer").attempt, CUSTOMER_CALL
    )
    assert "<Hangup" in document


def test_a_cancelled_request_stops_ringing_at_once(world: World) -> None:
    world.ready("ada")
    contact = world.asks()
    contacts.cancel(world.services, contact.public_id)
    world.run()
    console = world.console("ada")
    assert (console["offer"], console["presence"]["state"]) == (None, "available")


def test_one_live_contact_per_number(world: World) -> None:
    world.asks()
    with pytest.raises(Conflict, match="already"):
        world.asks()


def test_reports_in_any_order_and_number_give_one_result(world: World) -> None:
    world.ready("ada")
    contact = world.asks()
    accept(world)
    line_says(world, contact, "in-progress", "answer")
    line_says(world, contact, "ringing", "ring")
    line_says(world, contact, "in-progress", "answer")
    assert leg(world, contact, "customer").state == "in_call"


def test_a_foreign_call_cannot_take_a_leg(world: World) -> None:
    world.ready("ada")
    contact = world.asks()
    accept(world)
    line = leg(world, contact, "customer")
    with world.services.transaction() as tx:
        row = tx.session.get_one(Leg, line.id)
        assert not calls.report(tx, row, LegReport("end", "busy", "CA" + "f" * 32))


def test_the_timeline_holds_every_step_in_order(world: World) -> None:
    world.ready("ada")
    contact = world.asks()
    accept(world)
    meet(world, contact)
    line_says(world, contact, "completed", "end")
    with world.services.transaction() as tx:
        steps = [(line.noun, line.state) for line in history(tx.session, contact.id)]
    story = [state for noun, state in steps if noun == "contact"]
    assert story == ["requested", "queued", "connecting", "connected", "done"]
    assert steps.index(("offer", "accepted")) < steps.index(("leg", "sending"))
