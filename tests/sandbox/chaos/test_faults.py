"""Every fault, played in process; the ledger says what really happened."""

from typing import Any

import pytest
from requests import ReadTimeout
from twilio.base.exceptions import TwilioRestException

from sandbox.chaos.scenario import Scenario
from tests.sandbox.scene import BASE, DIAZ, SCHMIDT, STORE, Scene


@pytest.fixture
def scene() -> Scene:
    made = Scene(config={"calls_per_second": 0})
    made.says("/voice", "<Say>Hello</Say><Pause length='20'/>")
    return made


def play(scene: Scene, *faults: dict[str, Any], **more: Any) -> None:
    scene.carrier.play(Scenario.from_json({"faults": list(faults), **more}))


def reports(scene: Scene) -> list[str]:
    return [asked["CallStatus"] for asked in scene.at("/events")]


def call_with_reports(scene: Scene) -> str:
    return scene.call(
        status_callback=f"{BASE}/events",
        status_callback_event=["initiated", "ringing", "answered", "completed"],
    )


def callback(what: str, **more: Any) -> dict[str, Any]:
    return {"at": "webhook", "what": what, "match": {"kind": "callback"}, **more}


def test_a_dropped_report_never_arrives_and_the_carrier_complains(scene: Scene) -> None:
    play(scene, callback("drop", times=1))
    call_with_reports(scene)
    scene.carrier.advance(60)
    assert reports(scene) == ["ringing", "in-progress", "completed"]
    assert [fact["code"] for fact in scene.carrier.facts("alert")] == ["11200"]
    assert len(scene.carrier.judge.webhooks("/events")) == 3


def test_a_delayed_report_comes_late(scene: Scene) -> None:
    play(scene, callback("delay", times=1, seconds=40))
    call_with_reports(scene)
    scene.carrier.advance(60)
    assert reports(scene) == ["ringing", "in-progress", "completed", "initiated"]


def test_a_doubled_report_comes_twice_with_the_same_number(scene: Scene) -> None:
    play(scene, callback("duplicate", times=1, seconds=3))
    call_with_reports(scene)
    scene.carrier.advance(60)
    numbers = [asked["SequenceNumber"] for asked in scene.at("/events")]
    assert sorted(numbers) == ["0", "0", "1", "2", "3"]


def test_a_held_report_is_overtaken_by_the_next(scene: Scene) -> None:
    play(scene, callback("reorder", times=1))
    call_with_reports(scene)
    scene.carrier.advance(60)
    assert reports(scene) == ["ringing", "initiated", "in-progress", "completed"]


def test_a_held_report_leaves_in_time_even_when_no_other_follows(scene: Scene) -> None:
    play(scene, callback("reorder", times=1, seconds=5, match={"url": "/status"}))
    scene.diaz.dial(STORE)
    scene.carrier.advance(60)
    assert len(scene.at("/status")) == 1


def test_a_lost_answer_leaves_both_sides_with_different_minds(scene: Scene) -> None:
    play(scene, {"at": "webhook", "what": "lose-answer", "match": {"kind": "twiml"}})
    scene.diaz.dial(STORE)
    scene.carrier.advance(60)
    assert len(scene.at("/voice")) == 1
    assert scene.carrier.facts("alert")[0]["code"] == "11200"
    assert "application error" in scene.diaz.heard[-1]


def test_a_refused_connection_is_11205(scene: Scene) -> None:
    play(scene, {"at": "webhook", "what": "refuse", "match": {"kind": "twiml"}})
    scene.diaz.dial(STORE)
    scene.carrier.advance(60)
    assert scene.at("/voice") == []
    assert scene.carrier.facts("alert")[0]["code"] == "11205"


@pytest.mark.parametrize(
    ("what", "status", "code", "done"),
    [("429", 429, 20429, 0), ("500", 500, 20500, 0), ("500-done", 500, 20500, 1)],
)
def test_a_refused_command_says_so_whether_it_was_done_or_not(
    scene: Scene, what: str, status: int, code: int, done: int
) -> None:
    play(scene, {"at": "rest", "what": what, "times": 1})
    with pytest.raises(TwilioRestException) as caught:
        scene.call()
    assert (caught.value.status, caught.value.code) == (status, code)
    scene.carrier.advance(10)
    assert len(scene.carrier.judge.rings(DIAZ)) == done
    assert len(scene.carrier.judge.commands()) == done


@pytest.mark.parametrize(("what", "done"), [("timeout", 0), ("timeout-done", 1)])
def test_a_command_without_an_answer_may_have_been_done(scene: Scene, what: str, done: int) -> None:
    play(scene, {"at": "rest", "what": what, "times": 1})
    with pytest.raises(ReadTimeout):
        scene.call()
    scene.carrier.advance(10)
    assert len(scene.carrier.judge.rings(DIAZ)) == done


def test_a_list_lags_behind_and_a_look_up_does_not(scene: Scene) -> None:
    play(scene, {"at": "rest", "what": "list-lag", "seconds": 30})
    sid = scene.call()
    scene.carrier.advance(10)
    assert scene.client.calls.list() == []
    assert scene.client.calls(sid).fetch().sid == sid
    scene.carrier.advance(25)
    assert [call.sid for call in scene.client.calls.list()] == [sid]


@pytest.mark.parametrize(
    ("what", "status"), [("busy", "busy"), ("unreachable", "failed"), ("silent", "no-answer")]
)
def test_a_telephone_may_fail_to_ring(scene: Scene, what: str, status: str) -> None:
    play(scene, {"at": "call", "what": what, "match": {"to": DIAZ}})
    sid = scene.call(timeout=10)
    scene.carrier.advance(15)
    assert scene.client.calls(sid).fetch().status == status
    assert scene.carrier.judge.rings() == []


def test_a_leg_may_break_in_the_middle(scene: Scene) -> None:
    play(scene, {"at": "call", "what": "cut", "seconds": 6})
    sid = scene.call()
    scene.carrier.advance(5)
    assert scene.client.calls(sid).fetch().status == "in-progress"
    scene.carrier.advance(2)
    assert scene.client.calls(sid).fetch().status == "completed"
    assert scene.diaz.state == "idle"
    assert scene.carrier.exchange.calls[sid].lost


@pytest.mark.parametrize(
    ("what", "code"),
    [
        ("unreachable", 30003),
        ("unknown", 30005),
        ("landline", 30006),
        ("filtered", 30007),
        ("undelivered", 30008),
    ],
)
def test_a_text_may_not_arrive(scene: Scene, what: str, code: int) -> None:
    play(scene, {"at": "text", "what": what, "times": 1})
    sent = [
        scene.client.messages.create(to=DIAZ, from_=STORE, body=body).sid for body in ("one", "two")
    ]
    scene.carrier.advance(5)
    shown = [scene.client.messages(sid).fetch() for sid in sent]
    assert [(text.status, text.error_code) for text in shown] == [
        ("undelivered", code),
        ("delivered", None),
    ]
    assert shown[0].error_message
    assert scene.carrier.judge.texts(DIAZ) == ["two"]


def test_a_text_may_arrive_late_and_is_reported_then(scene: Scene) -> None:
    play(scene, {"at": "text", "what": "late", "seconds": 300, "match": {"to": DIAZ}})
    sid = scene.client.messages.create(to=DIAZ, from_=STORE, body="one").sid
    scene.carrier.advance(290)
    assert scene.client.messages(sid).fetch().status == "sent"
    assert scene.carrier.judge.texts(DIAZ) == []
    scene.carrier.advance(20)
    assert scene.client.messages(sid).fetch().status == "delivered"
    assert scene.carrier.judge.texts(DIAZ) == ["one"]


def test_sound_may_go_one_way(scene: Scene) -> None:
    scene.says("/voice", f"<Dial callerId='{STORE}'>{SCHMIDT}</Dial>")
    play(scene, {"at": "sound", "what": "deaf", "times": 1})
    scene.diaz.dial(STORE)
    scene.carrier.advance(5)
    assert scene.carrier.lines.deaf == {scene.diaz.call_sid}
    assert scene.carrier.lines.dumb == set()


def test_a_restart_forgets_every_live_call_without_a_word(scene: Scene) -> None:
    play(scene, moments=[{"at_s": 10, "do": "restart"}])
    sid = call_with_reports(scene)
    scene.carrier.advance(9)
    assert scene.diaz.state == "talking"
    scene.carrier.advance(10)
    assert scene.diaz.state == "idle"
    assert reports(scene)[-1] == "in-progress"
    assert scene.client.calls(sid).fetch().status == "completed"


def test_a_restart_is_silent_about_conferences_too(scene: Scene) -> None:
    events = "statusCallback='/room' statusCallbackEvent='start end join leave'"
    scene.says("/voice", f"<Dial><Conference {events}>one</Conference></Dial>")
    play(scene, moments=[{"at_s": 10, "do": "restart"}])
    scene.diaz.dial(STORE)
    scene.carrier.advance(30)
    assert [asked["StatusCallbackEvent"] for asked in scene.at("/room")] == ["participant-join"]
    assert scene.carrier.exchange.conferences
    scene.diaz.dial(STORE)
    scene.carrier.advance(1)
    assert len(scene.at("/room")) == 2


def test_the_judge_knows_who_talked_and_how_long(scene: Scene) -> None:
    scene.says("/voice", f"<Dial callerId='{STORE}'>{SCHMIDT}</Dial>")
    scene.diaz.dial(STORE)
    scene.carrier.advance(5)
    scene.carrier.phone(SCHMIDT).hang_up()
    scene.carrier.advance(5)
    [talk] = scene.carrier.judge.talks()
    assert talk.seconds == pytest.approx(4, abs=0.2)
    [ring] = scene.carrier.judge.rings(SCHMIDT)
    assert ring.ended is not None
    assert ring.ended - ring.started == pytest.approx(5, abs=0.2)


def test_the_same_seed_plays_the_same_evening() -> None:
    def evening() -> list[tuple[str, str]]:
        scene = Scene(config={"calls_per_second": 0})
        scene.says("/voice", "<Say>Hello</Say>")
        faults = [callback("drop", share=0.3), callback("delay", share=0.3, seconds=[1, 9])]
        play(scene, *faults, seed=5)
        for _ in range(20):
            call_with_reports(scene)
            scene.carrier.advance(30)
        return [(fact["what"], fact["seconds"]) for fact in scene.carrier.facts("fault")]

    first = evening()
    assert len(first) > 20
    assert first == evening()
