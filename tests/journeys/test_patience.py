"""A caller who waits in vain hears why, instead of a line that goes dead.

Twilio, "Modify Calls In Progress": "Sometimes you need to change a live phone call outside of
Twilio's normal request-response cycle. For those cases you can update the Call to tell Twilio to
immediately change the TwiML it's using." What `waitUrl` returns may only play, say and redirect:
nobody can be let go from there.
"""

from callcenter.rules import service as rules
from tests.journeys.stage import Stage
from tests.journeys.test_inbound import the_contact
from tests.journeys.test_keep_my_place import called_back


def ruled(stage: Stage, **typed: str) -> None:
    typed = {"phone_wait_s": "60", **typed}
    assert rules.save(stage.services, stage.person("carla"), "turin", typed, 0) == []


def wait_in_vain(stage: Stage) -> None:
    stage.dials("1", "1", "4")
    stage.advance(75)


def test_nobody_free_is_said_before_the_line_ends(stage: Stage) -> None:
    ruled(stage)
    wait_in_vain(stage)
    assert "nessuno è libero" in stage.diaz.heard[-1]
    assert "lasciare un messaggio" in stage.diaz.heard[-1]
    stage.advance(30)
    assert stage.diaz.state == "idle"
    assert the_contact(stage).outcome == "nobody_free"


def test_a_text_with_a_link_follows_where_the_store_wants_it(stage: Stage) -> None:
    ruled(stage, at_last="text")
    wait_in_vain(stage)
    assert "nessuno è libero" in stage.diaz.heard[-1]
    assert any("/shop" in text.body for text in stage.diaz.texts)


def test_the_place_is_kept_and_they_are_called_back(stage: Stage) -> None:
    ruled(stage, at_last="callback")
    wait_in_vain(stage)
    assert "Ti teniamo il posto" in stage.diaz.heard[-1]
    assert stage.diaz.state == "idle"
    assert (the_contact(stage).state, the_contact(stage).keeps_place) == ("queued", True)
    called_back(stage, "1")
    assert the_contact(stage).state == "connected"


def test_another_store_takes_over_while_they_wait(stage: Stage) -> None:
    ruled(stage, at_last="other_store", other_store="berlin")
    stage.dials("2", "1", "4")
    stage.advance(90)
    found = the_contact(stage)
    assert found.store is not None
    assert (found.state, found.store.slug) == ("queued", "berlin")
    assert any("Aurora Berlin" in said for said in stage.diaz.heard[-4:])


def test_who_is_taken_at_the_last_moment_is_led_back_in(stage: Stage) -> None:
    """An associate accepts while the goodbye is on its way: the customer meets them."""
    ruled(stage, at_last="callback")
    stage.available("ada")
    stage.dials("1", "1", "4")
    stage.advance(2)
    stage.accepts("ada")
    stage.advance(70)
    assert the_contact(stage).state == "connected"


def test_a_goodbye_that_never_came_ends_the_line_all_the_same(stage: Stage) -> None:
    ruled(stage)
    stage.lost = ("/voice/farewell",)
    stage.dials("1", "1", "4")
    stage.advance(120)
    assert stage.diaz.state == "idle"
