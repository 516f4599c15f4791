"""Messages beside a call, frame by frame (Voice SDK: `call.sendMessage`, `messageReceived`).

Twilio, "Call message events": between softphone and application, over the signalling.
"""

import pytest

from sandbox.signalling import codes
from tests.sandbox.scene import BASE
from tests.sandbox.signalling.stage import Page, Stage


@pytest.fixture
def stage() -> Stage:
    return Stage()


def talking(stage: Stage, page: Page) -> str:
    page.register()
    stage.invites()
    return page.answers()


def test_messages_are_acknowledged_and_sent(stage: Stage) -> None:
    page = Page(stage)
    call_sid = talking(stage, page)
    said = {"callsid": call_sid, "voiceeventsid": "KX1", "content": {"a": 1}}
    page.says("message", **said, messagetype="user-defined-message")
    assert page.last("ack") == {"acktype": "message", "callsid": call_sid, "voiceeventsid": "KX1"}
    sid = stage.exchange.asides.tell(call_sid, {"b": 2})
    told = page.last("message")
    assert (told["content"], told["voiceeventsid"]) == ({"b": 2}, sid)


def test_what_a_softphone_says_reaches_who_subscribed(stage: Stage) -> None:
    page = Page(stage)
    call_sid = talking(stage, page)
    asides, call = stage.exchange.asides, stage.exchange.calls[call_sid]
    one = asides.subscribe(call, f"{BASE}/said", "GET")
    for n in range(2):
        said = {"callsid": call_sid, "voiceeventsid": f"KX{n}", "content": {"n": n}}
        page.says("message", **said, messagetype="user-defined-message")
    stage.time.settle()
    heard = [(told["Sid"], told["Content"], told["SequenceNumber"]) for told in stage.at("/said")]
    assert heard == [("KX0", '{"n": 0}', "0"), ("KX1", '{"n": 1}', "1")]
    assert asides.unsubscribe(call_sid, one.sid)
    page.says("message", **said, messagetype="user-defined-message")
    stage.time.settle()
    assert len(stage.at("/said")) == 2


def test_a_message_reaches_every_page_that_still_rings(stage: Stage) -> None:
    """Twilio, changelog of May 2023: messages are also carried "for calls in a ringing state"."""
    pages = [Page(stage).register(), Page(stage).register()]
    stage.invites()
    call_sid = str(pages[0].last("invite")["callsid"])
    assert stage.exchange.asides.tell(call_sid, {"hello": 1})
    assert [page.last("message")["content"] for page in pages] == [{"hello": 1}] * 2


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"messagetype": "other"}, codes.BAD_MESSAGE_TYPE),
        ({"content": "x" * 10_241}, codes.MESSAGE_TOO_LONG),
        ({"callsid": "CA0"}, codes.NOT_FOUND),
    ],
)
def test_a_message_that_breaks_a_rule_is_refused_by_its_own_sid(
    stage: Stage, change: dict[str, str], code: int
) -> None:
    page = Page(stage)
    call_sid = talking(stage, page)
    said = {"callsid": call_sid, "voiceeventsid": "KX1", "content": "{}"}
    page.says("message", **{**said, "messagetype": "user-defined-message", **change})
    told = page.last("error")
    assert (told["voiceeventsid"], told["error"]["code"]) == ("KX1", code)
