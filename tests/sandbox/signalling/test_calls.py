"""Softphone calls frame by frame: forks, early sound, reconnection."""

import pytest

from sandbox.calls.ports import Ring
from sandbox.config import Config
from sandbox.signalling import codes
from sandbox.signalling.invitation import invitation
from tests.sandbox.scene import CONFIG
from tests.sandbox.signalling.stage import APP, DIAZ, GOOD_SDP, Page, Stage


@pytest.fixture
def stage() -> Stage:
    return Stage()


def test_every_device_of_the_identity_rings_and_the_losers_are_cancelled(stage: Stage) -> None:
    first, second = Page(stage).register(), Page(stage).register()
    stage.invites()
    call_sid = first.answers()
    assert second.last("cancel") == {"callsid": call_sid}
    assert stage.status(call_sid) == "in-progress"


def test_a_late_answer_is_hung_up(stage: Stage) -> None:
    first, second = Page(stage).register(), Page(stage).register()
    stage.invites()
    call_sid = first.answers()
    second.answers()
    assert second.last("hangup") == {"callsid": call_sid}
    assert stage.status(call_sid) == "in-progress"


def test_an_invitation_names_the_call_and_its_parameters(stage: Stage) -> None:
    page = Page(stage).register()
    stage.invites(note="a=b and c", name="José")
    told = page.last("invite")
    assert told["parameters"]["Params"] == "note=a%3Db%20and%20c&name=Jos%C3%A9"
    assert told["parameters"]["From"] == DIAZ
    assert told["parameters"]["To"] == "client:ada"
    assert told["parameters"]["CallSid"] == told["callsid"]
    assert told["sdp"]
    assert told["reconnect"]


def test_the_last_device_to_reject_declines_the_call(stage: Stage) -> None:
    first, second = Page(stage).register(), Page(stage).register()
    stage.invites()
    call_sid = str(first.last("invite")["callsid"])
    first.says("reject", callsid=call_sid)
    assert stage.status(call_sid) == "ringing"
    second.says("reject", callsid=call_sid)
    assert stage.dialled() == "busy"


def test_who_ignores_the_ring_sends_nothing_and_the_carrier_gives_up(stage: Stage) -> None:
    """Voice SDK: `ignore()`, and a device that is busy, stay silent on the wire."""
    page = Page(stage).register()
    stage.invites()
    stage.time.advance(21)
    assert stage.dialled() == "no-answer"
    assert page.kinds()[-1] == "cancel"


def test_without_a_device_the_dial_fails(stage: Stage) -> None:
    stage.invites()
    assert stage.dialled() == "failed"


def test_a_caller_who_gives_up_cancels_the_ring(stage: Stage) -> None:
    page = Page(stage).register()
    caller = stage.invites()
    stage.exchange.hung_up(caller)
    assert page.kinds()[-1] == "cancel"


def test_a_page_without_microphone_is_out_of_the_ring(stage: Stage) -> None:
    """Voice SDK: a failed getUserMedia after `accept` is a `hangup` for a ringing call."""
    page = Page(stage).register()
    stage.invites()
    page.says("hangup", callsid=page.last("invite")["callsid"])
    assert stage.dialled() == "busy"


def test_an_outgoing_call_is_answered_when_its_document_talks(stage: Stage) -> None:
    stage.says("/client", "<Say>Hello</Say><Pause length='60'/>")
    page = Page(stage)
    page.calls("note=a%3Db%26c+d")
    stage.time.advance(0.1)
    assert page.kinds() == ["connected", "answer"]
    told = page.last("answer")
    assert told["callsid"].startswith("CA")
    assert told["sdp"]
    assert told["reconnect"]
    [asked] = stage.at("/client")
    assert asked["note"] == "a=b&c d"
    assert (asked["From"], asked["ApplicationSid"]) == ("client:ada", APP)


def test_early_sound_rides_on_ringing_and_is_not_sent_twice(stage: Stage) -> None:
    """Twilio, "Dial: answerOnBridge": the caller hears ringing until the callee answers."""
    stage.says("/client", "<Dial answerOnBridge='true'><Client>ben</Client></Dial>")
    page, ben = Page(stage), Page(stage, "ben").register()
    page.calls()
    stage.time.advance(0.1)
    assert page.kinds() == ["connected", "ringing"]
    assert page.last("ringing")["sdp"]
    ben.answers()
    assert page.kinds() == ["connected", "ringing", "answer"]
    assert "sdp" not in page.last("answer")
    assert page.last("answer")["reconnect"]


@pytest.mark.parametrize(
    ("verbs", "code"),
    [
        ("<Reject reason='busy'/>", codes.BUSY),
        ("<Reject/>", codes.UNAVAILABLE),
    ],
)
def test_a_refused_call_is_told_why_by_its_temporary_sid(
    stage: Stage, verbs: str, code: int
) -> None:
    stage.says("/client", verbs)
    page = Page(stage)
    page.calls()
    stage.time.advance(0.1)
    told = page.last("hangup")
    assert (told["callsid"], told["error"]["code"]) == ("TJS1", code)


def test_an_unknown_application_is_not_found(stage: Stage) -> None:
    page = Page(stage, app="AP" + "9" * 32)
    page.calls()
    stage.time.advance(0.1)
    assert page.last("hangup")["error"]["code"] == codes.NOT_FOUND


def test_a_description_that_is_none_ends_the_call(stage: Stage) -> None:
    page = Page(stage)
    page.says("invite", callsid="TJS1", sdp="nonsense", twilio={})
    assert page.last("hangup")["error"]["code"] == codes.MALFORMED
    page.register()
    stage.invites()
    page.says("answer", callsid=page.last("invite")["callsid"], sdp="nonsense")
    assert page.last("hangup")["error"]["code"] == codes.MALFORMED


def test_an_invite_flushed_twice_is_one_call(stage: Stage) -> None:
    page = Page(stage)
    page.calls()
    page.calls()
    assert len(stage.exchange.calls) == 1


def test_a_hangup_right_behind_the_invite_ends_the_call(stage: Stage) -> None:
    page = Page(stage)
    page.calls()
    page.says("hangup", callsid="TJS1")
    [call] = stage.exchange.calls.values()
    assert not call.alive


def test_keys_go_one_by_one_and_w_waits(stage: Stage) -> None:
    stage.says("/client", "<Gather numDigits='4' action='/keys'/>")
    page = Page(stage)
    page.calls()
    stage.time.advance(0.1)
    page.says("dtmf", callsid=page.last("answer")["callsid"], dtmf="12ww3")
    page.says("dtmf", callsid=page.last("answer")["callsid"], dtmf="4")
    stage.time.advance(0.9)
    assert stage.at("/keys") == []
    stage.time.advance(0.2)
    assert stage.at("/keys")[0]["Digits"] == "1234"


def talking(stage: Stage, page: Page) -> str:
    page.register()
    stage.invites()
    return page.answers()


def test_a_lost_socket_may_come_back_for_its_call(stage: Stage) -> None:
    page = Page(stage)
    call_sid = talking(stage, page)
    told = page.last("invite")
    page.session.close()
    stage.time.advance(20)
    again = Page(stage)
    again.says("invite", callsid=call_sid, reconnect=told["reconnect"], sdp="old", twilio={})
    assert again.last("answer") == {"callsid": call_sid, "reconnect": told["reconnect"]}
    stage.time.advance(60)
    assert stage.status(call_sid) == "in-progress"
    again.says("hangup", callsid=call_sid)
    assert stage.status(call_sid) == "completed"


def test_who_does_not_come_back_in_time_is_hung_up(stage: Stage) -> None:
    page = Page(stage)
    call_sid = talking(stage, page)
    page.session.close()
    stage.time.advance(29)
    assert stage.status(call_sid) == "in-progress"
    stage.time.advance(2)
    assert stage.status(call_sid) == "completed"


@pytest.mark.parametrize("identity", ["ada", "mallory"])
def test_a_wrong_token_or_another_identity_does_not_get_the_call(
    stage: Stage, identity: str
) -> None:
    page = Page(stage)
    call_sid = talking(stage, page)
    right = page.last("invite")["reconnect"]
    other = Page(stage, identity)
    given = right if identity == "mallory" else "wrong"
    other.says("invite", callsid=call_sid, reconnect=given, sdp="old", twilio={})
    assert other.last("hangup")["error"]["code"] == codes.RECONNECT_REFUSED
    other.says("invite", callsid="CA0", reconnect="x", sdp="old", twilio={})
    assert other.last("hangup")["error"]["code"] == codes.RECONNECT_REFUSED


def test_nobody_ends_or_keys_into_anothers_call(stage: Stage) -> None:
    call_sid = talking(stage, Page(stage))
    mallory = Page(stage, "mallory")
    mallory.says("hangup", callsid=call_sid)
    mallory.says("reject", callsid=call_sid)
    assert stage.status(call_sid) == "in-progress"


def test_a_ring_whose_only_page_went_is_nobodys(stage: Stage) -> None:
    page = Page(stage).register()
    stage.invites()
    page.session.close()
    assert stage.dialled() == "no-answer"


def test_lost_sound_is_agreed_upon_anew(stage: Stage) -> None:
    """Voice SDK: `reinvite` is answered by `answer` with a new description, without a token."""
    page = Page(stage)
    call_sid = talking(stage, page)
    before = stage.studio.leg(call_sid)
    page.says("reinvite", callsid=call_sid, sdp=GOOD_SDP)
    assert page.last("answer") == {"callsid": call_sid, "sdp": "the carrier's answer"}
    assert stage.studio.leg(call_sid) is not before


@pytest.mark.parametrize(
    ("caller", "vouched"), [("+12025550123", True), ("+12025550199", False), (DIAZ, False)]
)
def test_only_a_known_american_number_is_vouched_for(caller: str, vouched: bool) -> None:
    """Voice SDK: `callerInfo.isVerified` is true for StirStatus TN-Validation-Passed-A alone."""
    handsets = [{"number": number, "label": "one"} for number in ("+12025550123", DIAZ)]
    config = Config.from_json({**CONFIG, "handsets": handsets})
    told = invitation(config, Ring("CA1", caller, "client:ada"))
    assert (told.get("StirStatus") == "TN-Validation-Passed-A") is vouched
