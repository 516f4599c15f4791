"""Calls by the API. Rules: Twilio, "Call resource" and its errors.

"A 429 request is never processed and is always safe to retry." (Error 20429); calls beyond the
account's rate are not refused but queued: `queue_time` says how long.
"""

from typing import Any

import pytest
from twilio.base.exceptions import TwilioRestException

from sandbox.rest.answers import RestRequest
from tests.sandbox.scene import ACCOUNT, APP, BASE, DIAZ, SCHMIDT, STORE, TOKEN, Scene


def refused(scene: Scene, **more: Any) -> int:
    with pytest.raises(TwilioRestException) as error:
        scene.call(**more)
    return int(error.value.code)


@pytest.mark.parametrize(
    ("code", "wrong"),
    [
        (21206, {"send_digits": "12x"}),
        (21209, {"method": "PUT"}),
        (21218, {"application_sid": "AP" + "9" * 32}),
        (32018, {"twiml": "x" * 4001}),
        (21234, {"machine_detection": "Perhaps"}),
        (21234, {"machine_detection": "Enable", "machine_detection_timeout": 1}),
        (21205, {"status_callback": "nowhere"}),
        (21205, {"url": "http://["}),
        (21211, {"to": "sip:a@b.example"}),
        (21213, {"from_": ""}),
        (21201, {"to": ""}),
        (20001, {"time_limit": 0}),
        (20001, {"status_callback_event": ["sometimes"]}),
        (20001, {"recording_channels": "three"}),
    ],
)
def test_a_wrong_call_is_refused_by_its_code(code: int, wrong: dict[str, Any]) -> None:
    scene = Scene()
    assert refused(scene, **wrong) == code
    assert scene.carrier.exchange.calls == {}


def test_an_application_answers_the_call() -> None:
    scene = Scene()
    scene.says("/client", "<Say>From the app</Say>")
    scene.client.calls.create(to=DIAZ, from_=STORE, application_sid=APP)
    scene.carrier.advance(5)
    assert scene.diaz.heard == ["From the app"]
    assert scene.at("/client")[0]["ApplicationSid"] == APP


def test_a_document_may_come_with_the_order() -> None:
    scene = Scene()
    scene.client.calls.create(to=DIAZ, from_=STORE, twiml="<Response><Say>Hi</Say></Response>")
    scene.carrier.advance(5)
    assert scene.diaz.heard == ["Hi"]


def test_the_caller_id_shown_may_be_another_number_of_the_account() -> None:
    scene = Scene()
    scene.client.incoming_phone_numbers.create(phone_number="+390110000001")
    sid = scene.call(caller_id="+390110000001")
    assert scene.client.calls(sid).fetch()._from == STORE
    assert refused(scene, caller_id="+390119999999") == 21210


def test_a_call_token_lets_the_callers_number_be_shown() -> None:
    scene = Scene()
    scene.rings("<Pause length='60'/>", 2)
    token = scene.at("/voice")[0]["CallToken"]
    assert refused(scene, to=SCHMIDT, from_=DIAZ) == 21210
    sid = scene.call(to=SCHMIDT, from_=DIAZ, call_token=token)
    assert scene.client.calls(sid).fetch()._from == DIAZ


def test_a_call_that_does_not_talk_cannot_be_redirected() -> None:
    scene = Scene()
    scene.diaz.habit = "ignore"
    sid = scene.call()
    scene.carrier.advance(1)
    with pytest.raises(TwilioRestException) as error:
        scene.client.calls(sid).update(url=f"{BASE}/other")
    assert error.value.code == 21220
    assert scene.client.calls(sid).update(status="completed").status == "canceled"


def test_a_live_call_takes_a_document_a_limit_and_another_reporter() -> None:
    scene = Scene()
    scene.says("/voice", "<Pause length='600'/>")
    sid = scene.call()
    scene.carrier.advance(2)
    call = scene.client.calls(sid)
    call.update(twiml="<Response><Say>New</Say><Pause length='600'/></Response>")
    call.update(status_callback=f"{BASE}/told", time_limit=10)
    scene.carrier.advance(20)
    assert scene.diaz.heard == ["New"]
    assert scene.at("/told")[0]["CallDuration"] == "10"


def test_a_finished_call_can_be_forgotten() -> None:
    scene = Scene()
    scene.says("/voice", "<Pause length='5'/>")
    sid = scene.call()
    scene.carrier.advance(2)
    with pytest.raises(TwilioRestException):
        scene.client.calls(sid).delete()
    scene.carrier.advance(10)
    assert scene.client.calls(sid).delete() is True
    with pytest.raises(TwilioRestException) as error:
        scene.client.calls(sid).fetch()
    assert error.value.code == 20404


def test_lists_are_filtered_by_day_and_by_parent() -> None:
    scene = Scene()
    scene.rings(f"<Dial>{SCHMIDT}</Dial>", 5)
    [parent] = scene.client.calls.list(to=STORE)
    assert [c.to for c in scene.client.calls.list(parent_call_sid=parent.sid)] == [SCHMIDT]
    now = scene.carrier.time.moment()
    assert len(scene.client.calls.list(start_time=now.date())) == 2
    assert scene.client.calls.list(start_time_before="2026-11-23") == []
    assert len(scene.client.calls.list(start_time_after=now.date())) == 2
    assert scene.client.calls.list(status="queued") == []


def test_every_answer_carries_the_headers_of_the_api() -> None:
    scene = Scene()
    path = f"/2010-04-01/Accounts/{ACCOUNT}/Calls.json"
    answer = scene.carrier.rest.handle(RestRequest("GET", path, auth=(ACCOUNT, TOKEN)))
    assert answer.headers["Twilio-Request-Id"].startswith("RQ")
    assert {"Twilio-Concurrent-Requests", "Twilio-Request-Duration", "X-Home-Region"} <= set(
        answer.headers
    )


def test_an_error_has_the_shape_of_the_api() -> None:
    scene = Scene()
    path = f"/2010-04-01/Accounts/{ACCOUNT}/Calls.json"
    answer = scene.carrier.rest.handle(RestRequest("POST", path, auth=(ACCOUNT, TOKEN)))
    assert answer.status == 400
    assert answer.body == {
        "code": 21201,
        "message": "No 'To' number is specified",
        "more_info": "https://www.twilio.com/docs/errors/21201",
        "status": 400,
    }


@pytest.mark.parametrize("method", ["PUT", "PATCH"])
def test_other_methods_are_20004(method: str) -> None:
    path = f"/2010-04-01/Accounts/{ACCOUNT}/Calls.json"
    answer = Scene().carrier.rest.handle(RestRequest(method, path, auth=(ACCOUNT, TOKEN)))
    assert (answer.status, answer.body["code"]) == (405, 20004)


def test_a_page_too_large_is_20007() -> None:
    path = f"/2010-04-01/Accounts/{ACCOUNT}/Calls.json"
    request = RestRequest("GET", path, query={"PageSize": ["1001"]}, auth=(ACCOUNT, TOKEN))
    assert Scene().carrier.rest.handle(request).body["code"] == 20007


def test_a_softphone_is_told_what_its_address_adds() -> None:
    scene = Scene()
    scene.says("/voice", "<Pause length='9'/>")
    ada = scene.carrier.client("ada")
    scene.call(to="client:ada?who=Diaz&shop=Turin%20Centre")
    scene.carrier.advance(3)
    assert ada.parameters == {"who": "Diaz", "shop": "Turin Centre"}
    assert scene.at("/voice")[0]["To"] == "client:ada"
    assert "who" not in scene.at("/voice")[0]


def test_an_address_goes_before_a_document() -> None:
    """Twilio: "If both twiml and url are provided then twiml parameter will be ignored"."""
    scene = Scene()
    scene.says("/voice", "<Say>From the address</Say>")
    scene.call(twiml="<Response><Say>From the order</Say></Response>")
    scene.carrier.advance(5)
    assert scene.diaz.heard == ["From the address"]
    assert scene.alerts() == ["32019"]


def test_a_live_call_takes_one_or_the_other() -> None:
    """Twilio, "Update a Call": "Twiml and url parameters are mutually exclusive"."""
    scene = Scene()
    scene.says("/voice", "<Pause length='60'/>")
    sid = scene.call()
    scene.carrier.advance(3)
    with pytest.raises(TwilioRestException) as error:
        scene.client.calls(sid).update(url=f"{BASE}/other", twiml="<Response/>")
    assert error.value.code == 20001


def test_beside_an_application_what_is_given_is_ignored() -> None:
    """Twilio: "If an application_sid parameter is present, this parameter is ignored"."""
    scene = Scene()
    scene.says("/client", "<Say>From the app</Say>")
    more = {"url": f"{BASE}/voice", "status_callback": f"{BASE}/sent"}
    scene.client.calls.create(to=DIAZ, from_=STORE, application_sid=APP, **more)
    scene.carrier.advance(5)
    assert scene.diaz.heard == ["From the app"]
    assert (scene.at("/voice"), scene.at("/sent")) == ([], [])


def test_keys_to_send_go_before_machine_detection() -> None:
    """Twilio: "If `send_digits` is provided", `machine_detection` "is ignored"; A to D are keys."""
    scene = Scene()
    scene.says("/voice", "<Pause length='60'/>")
    sid = scene.call(send_digits="W1A#", machine_detection="Enable")
    scene.carrier.advance(10)
    assert scene.diaz.keys == "W1A#"
    assert scene.client.calls(sid).fetch().answered_by is None
    assert "AnsweredBy" not in scene.at("/voice")[0]


def test_calls_are_listed_by_the_day_they_started() -> None:
    """Twilio: `StartTime<` "started before this date", `StartTime>` "on or after this date"."""
    scene = Scene()
    scene.says("/voice", "<Hangup/>")
    scene.call()
    scene.carrier.advance(10)
    listed = scene.client.calls.list
    assert [len(listed(start_time=day)) for day in ("2026-11-23", "2026-11-24")] == [0, 1]
    assert [len(listed(start_time_before=day)) for day in ("2026-11-24", "2026-11-25")] == [0, 1]
    assert [len(listed(start_time_after=day)) for day in ("2026-11-24", "2026-11-25")] == [1, 0]
