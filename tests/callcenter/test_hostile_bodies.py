"""Bodies that no page of ours sends: refused in words, whatever they hold."""

import pytest

from ivr import reception
from ivr.reception import Caller
from streaming.links import signature
from tests.cast import World

DEEP = "[" * 100_000
BODIES = ("", "{", "\x00", '{"a": ' * 10 + "1", DEEP, '{"a": ' + DEEP)


@pytest.mark.parametrize("sent", BODIES, ids=lambda sent: sent[:8])
def test_a_body_that_is_no_object_is_refused_in_words(world: World, sent: str) -> None:
    web = world.app.test_client()
    answer = web.post("/widget/calls", data=sent, content_type="application/json")
    assert answer.status_code == 422
    assert answer.get_json()["detail"] == "Please send a JSON object."


@pytest.mark.parametrize("sent", BODIES, ids=lambda sent: sent[:8])
def test_a_signed_report_that_says_nothing_changes_nothing(world: World, sent: str) -> None:
    signed = signature(world.services.settings.media_secret, sent.encode())
    web = world.app.test_client()
    assert web.post("/media/reports", data=sent, headers={"X-Signature": signed}).status_code == 204


@pytest.mark.parametrize("number", ["+999", "+", "anonymous", "+²³⁴", "+39" + "1" * 40, ""])
def test_a_caller_without_a_number_hears_a_sentence(world: World, number: str) -> None:
    caller = Caller("CA" + "1" * 32, number, "+390111234567")
    document = reception.greet(world.services, caller)
    assert "<Hangup" in document
    assert "<Say" in document
