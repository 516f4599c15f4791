"""Dial Number and Client. Rules: Twilio, "TwiML Voice: Dial" and its nouns.

"The first call to pick up is connected to the current call and the rest are hung up."
(twilio.com/docs/voice/twiml/number)
"""

import pytest

from tests.sandbox.scene import APP, STORE, Scene

SCHMIDT = "+4915123456789"


def dial(scene: Scene, verbs: str, seconds: float = 5) -> None:
    scene.says("/voice", verbs)
    scene.diaz.dial(STORE)
    scene.carrier.advance(seconds)


def test_two_telephones_are_joined_and_the_result_says_so() -> None:
    scene = Scene()
    dial(scene, f"<Dial action='/after' callerId='{STORE}'>{SCHMIDT}</Dial>")
    assert len(set(scene.carrier.lines.rooms.values())) == 1
    assert len(scene.carrier.lines.rooms) == 2
    scene.carrier.phone(SCHMIDT).hang_up()
    scene.carrier.advance(1)
    [asked] = scene.at("/after")
    assert (asked["DialCallStatus"], asked["DialBridged"]) == ("completed", "true")


@pytest.mark.parametrize(
    ("habit", "status"), [("busy", "busy"), ("decline", "busy"), ("ignore", "no-answer")]
)
def test_who_does_not_answer_is_named(habit: str, status: str) -> None:
    scene = Scene()
    scene.carrier.phone(SCHMIDT).habit = habit
    dial(scene, f"<Dial action='/after' timeout='10'>{SCHMIDT}</Dial>", 20)
    [asked] = scene.at("/after")
    assert (asked["DialCallStatus"], asked["DialBridged"]) == (status, "false")


def test_all_nouns_ring_at_once_and_the_first_to_answer_wins() -> None:
    scene = Scene()
    ada, ben = scene.carrier.client("ada"), scene.carrier.client("ben")
    ben.after_s = 3
    dial(scene, "<Dial><Client>ada</Client><Client>ben</Client></Dial>")
    assert (ada.state, ben.state) == ("talking", "idle")


def test_a_client_gets_its_parameters() -> None:
    scene = Scene()
    ada = scene.carrier.client("ada")
    ada.habit = "ignore"
    nouns = "<Identity>ada</Identity><Parameter name='who' value='Diaz'/>"
    dial(scene, f"<Dial><Client>{nouns}</Client></Dial>")
    assert (ada.state, ada.parameters) == ("ringing", {"who": "Diaz"})


def test_a_caller_who_hangs_up_stops_the_ringing() -> None:
    scene = Scene()
    ada = scene.carrier.client("ada")
    ada.habit = "ignore"
    dial(scene, "<Dial><Client>ada</Client></Dial>")
    scene.diaz.hang_up()
    scene.carrier.settle()
    assert ada.state == "idle"
    statuses = {call.to: call.status for call in scene.client.calls.list()}
    assert statuses == {STORE: "completed", "client:ada": "canceled"}


def test_a_whisper_is_heard_by_the_called_side_before_the_bridge() -> None:
    scene = Scene()
    scene.says("/whisper", "<Say>A customer</Say>")
    dial(scene, f"<Dial><Number url='/whisper'>{SCHMIDT}</Number></Dial>", 10)
    assert scene.carrier.phone(SCHMIDT).heard == ["A customer"]
    assert len(scene.carrier.lines.rooms) == 2


def test_a_whisper_that_hangs_up_declines() -> None:
    scene = Scene()
    scene.says("/whisper", "<Hangup/>")
    dial(scene, f"<Dial action='/after'><Number url='/whisper'>{SCHMIDT}</Number></Dial>", 10)
    [asked] = scene.at("/after")
    assert (asked["DialCallStatus"], asked["DialBridged"]) == ("completed", "false")


def test_answer_on_bridge_keeps_the_caller_ringing() -> None:
    scene = Scene()
    scene.carrier.client("ada").habit = "ignore"
    dial(scene, "<Dial answerOnBridge='true'><Client>ada</Client></Dial>")
    assert scene.diaz.state == "dialling"
    scene.carrier.client("ada").answer()
    assert scene.diaz.state == "talking"


def test_a_softphone_without_a_caller_id_cannot_ring_a_number() -> None:
    scene = Scene()
    scene.says("/client", f"<Dial action='/after'>{SCHMIDT}</Dial>")
    scene.carrier.client("ada").connect(APP)
    scene.carrier.advance(5)
    assert scene.carrier.facts("alert")[0]["code"] == "13214"
    assert scene.at("/after")[0]["DialCallStatus"] == "failed"
