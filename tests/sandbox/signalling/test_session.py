"""Tokens, registration and malformed frames. Codes: Voice SDK, `errors/generated`."""

import json

import pytest

from sandbox.signalling import codes
from tests.sandbox.signalling.stage import GOOD_SDP, Page, Stage, token


@pytest.fixture
def stage() -> Stage:
    return Stage()


def refused(page: Page) -> int:
    return int(page.last("error")["error"]["code"])


def test_a_good_token_is_greeted_with_identity_and_time_left(stage: Stage) -> None:
    page = Page(stage)
    greeted = page.last("connected")
    assert greeted["token"] == {
        "identity": "ada",
        "ttl": 3600,
        "accountSid": stage.account.account_sid,
    }
    assert greeted["edge"]
    assert greeted["home"] == "us1"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"secret": "another secret, long enough for it"}, codes.BAD_SIGNATURE),
        ({"ttl": -5}, codes.EXPIRED),
        ({"ttl": 24 * 3600 + 60}, codes.TOO_LONG_LIVED),
        ({"account": "AC" + "2" * 32}, codes.INVALID_TOKEN),
    ],
)
def test_a_wrong_token_is_refused_by_the_code_the_sdk_knows(
    stage: Stage, change: dict[str, str], code: int
) -> None:
    page = Page(stage, **change)
    assert refused(page) == code
    assert "connected" not in page.kinds()


def test_only_a_bad_signature_closes_the_stream_for_good(stage: Stage) -> None:
    """An expired device recovers by `updateToken`; after `close` only `register` helps."""
    assert Page(stage, secret="another secret, long enough for it").kinds() == ["error", "close"]
    assert Page(stage, ttl=-5).kinds() == ["error"]


def test_an_expired_device_recovers_on_the_same_socket(stage: Stage) -> None:
    page = Page(stage, ttl=-5)
    page.says("listen", token=token(stage.time.now()))
    assert page.register().kinds() == ["error", "connected", "ready"]


@pytest.mark.parametrize("said", ["", "no.token.at all", "\ud800.\ud800.\ud800", "a" * 100_000])
def test_what_is_no_token_is_refused(stage: Stage, said: str) -> None:
    page = Page(stage)
    page.says("listen", token=said)
    assert refused(page) == (codes.INVALID_TOKEN if said else codes.TOKEN_MISSING)


def test_a_token_that_runs_out_stops_ringing_but_not_talking(stage: Stage) -> None:
    page = Page(stage, ttl=60).register()
    stage.invites()
    call_sid = page.answers()
    stage.time.advance(61)
    assert refused(page) == codes.EXPIRED
    assert stage.status(call_sid) == "in-progress"
    assert "ada" not in stage.gateway.lines.pages
    page.calls()
    assert refused(page) == codes.EXPIRED
    page.says("hangup", callsid=call_sid)
    assert stage.status(call_sid) == "completed"


def test_a_refreshed_token_lasts_its_own_time(stage: Stage) -> None:
    page = Page(stage, ttl=60).register()
    stage.time.advance(50)
    page.says("listen", token=token(stage.time.now(), ttl=60))
    stage.time.advance(50)
    assert "error" not in page.kinds()
    assert stage.gateway.lines.pages["ada"] == [page.session]


def test_register_and_unregister_are_answered(stage: Stage) -> None:
    page = Page(stage).register()
    page.register()
    page.says("register", media={"audio": False})
    assert page.kinds() == ["connected", "ready", "ready", "offline"]
    assert stage.gateway.lines.pages == {}


def test_without_the_incoming_grant_nobody_registers(stage: Stage) -> None:
    page = Page(stage, incoming=False).register()
    assert refused(page) == codes.NOT_ALLOWED
    assert stage.gateway.lines.pages == {}


def test_the_eleventh_device_of_an_identity_replaces_the_oldest(stage: Stage) -> None:
    pages = [Page(stage).register() for _ in range(11)]
    assert stage.gateway.lines.pages["ada"] == [page.session for page in pages[1:]]


def test_a_new_identity_on_the_socket_leaves_the_old_one(stage: Stage) -> None:
    page = Page(stage).register()
    page.says("listen", token=token(stage.time.now(), "ben"))
    page.register()
    assert list(stage.gateway.lines.pages) == ["ben"]


def test_nothing_is_done_for_who_has_not_listened(stage: Stage) -> None:
    page = Page(stage, ttl=-5)
    page.calls()
    assert refused(page) == codes.INVALID_TOKEN
    assert stage.exchange.calls == {}


@pytest.mark.parametrize(
    "text", ["", "nonsense", "[]", "{}", '{"type": 5}', "[" * 100_000, '{"type": "unheard-of"}']
)
def test_a_malformed_frame_is_said_to_be_one(stage: Stage, text: str) -> None:
    page = Page(stage)
    page.session.handle(text)
    assert refused(page) == codes.MALFORMED


@pytest.mark.parametrize("payload", [None, [], "text", {"callsid": 5, "sdp": {}, "twilio": []}])
@pytest.mark.parametrize("kind", ["invite", "answer", "hangup", "dtmf", "message", "reinvite"])
def test_a_payload_of_the_wrong_shape_does_no_harm(
    stage: Stage, kind: str, payload: object
) -> None:
    page = Page(stage)
    page.session.handle(json.dumps({"type": kind, "payload": payload}))
    assert stage.exchange.calls == {}


def test_a_frame_too_many_is_refused_and_told_when_to_come_again(stage: Stage) -> None:
    """Twilio, "Error 31206": the rate exceeded its authorized limit.

    Voice SDK 2.18: `retryAfter` of an error is the first delay of its reconnection.
    """
    page = Page(stage)
    stage.gateway.throttle = lambda _kind, _identity: 7.0
    page.register()
    assert page.last("error")["error"]["code"] == codes.RATE_EXCEEDED
    assert page.last("error")["error"]["retryAfter"] == 7.0
    page.calls()
    told = page.last("hangup")
    assert (told["callsid"], told["error"]["code"]) == ("TJS1", 31206)
    assert stage.exchange.calls == {}
    assert not page.dropped
    page.says("listen", token=token(stage.time.now()))
    assert page.last("error")["error"]["retryAfter"] == 7.0
    stage.time.advance(1)
    assert page.dropped


def test_a_heartbeat_needs_no_answer(stage: Stage) -> None:
    page = Page(stage)
    page.session.handle("\n")
    assert page.kinds() == ["connected"]


@pytest.mark.parametrize(
    ("change", "code"),
    [({"sdp": ""}, codes.MALFORMED), ({"twilio": {"params": "a" * 5000}}, codes.TOO_LONG)],
)
def test_a_call_that_cannot_start_is_hung_up_by_its_temporary_sid(
    stage: Stage, change: dict[str, object], code: int
) -> None:
    page = Page(stage)
    page.says("invite", **{"callsid": "TJS1", "sdp": GOOD_SDP, "twilio": {}, **change})
    told = page.last("hangup")
    assert (told["callsid"], told["error"]["code"]) == ("TJS1", code)


def test_without_an_outgoing_grant_no_call_starts(stage: Stage) -> None:
    page = Page(stage, app=None)
    page.calls()
    assert page.last("hangup")["error"]["code"] == codes.NOT_ALLOWED


@pytest.mark.parametrize("identity", ["two words", "ada#1", "a|b", "x" * 257])
def test_a_client_has_a_sound_name(stage: Stage, identity: str) -> None:
    """Twilio, "Error 31105": no control, space, delims or unwise characters, 256 at most."""
    assert refused(Page(stage, identity)) == codes.BAD_CLIENT_NAME
