"""Answering machines. Rules: Twilio, "Answering Machine Detection".

"AMD can run synchronously (blocking the call until detection completes) or asynchronously
(connecting immediately while detection runs in the background)."
(twilio.com/docs/voice/answering-machine-detection)
"""

import pytest

from sandbox.calls.machines import FarEnd, detect, far_end
from sandbox.calls.records import Detection
from tests.sandbox.scene import BASE, SCHMIDT, Scene


@pytest.mark.parametrize(
    ("mode", "answerer", "word"),
    [
        ("Enable", "human", "human"),
        ("Enable", "machine", "machine_start"),
        ("DetectMessageEnd", "machine:6", "machine_end_beep"),
        ("DetectMessageEnd", "machine:6:silence", "machine_end_silence"),
        ("Enable", "fax", "fax"),
        ("Enable", "silence", "unknown"),
    ],
)
def test_the_document_waits_for_the_answer(mode: str, answerer: str, word: str) -> None:
    scene = Scene()
    scene.says("/voice", "<Pause length='60'/>")
    scene.diaz.answerer = answerer
    sid = scene.call(machine_detection=mode)
    scene.carrier.advance(2)
    assert scene.at("/voice") == []
    assert scene.client.calls(sid).fetch().status == "in-progress"
    scene.carrier.advance(10)
    assert scene.at("/voice")[0]["AnsweredBy"] == word
    assert scene.client.calls(sid).fetch().answered_by == word


def test_asynchronously_the_call_goes_on_and_is_told_later() -> None:
    scene = Scene()
    scene.says("/voice", "<Pause length='60'/>")
    scene.diaz.answerer = "machine"
    sid = scene.call(
        machine_detection="Enable", async_amd="true", async_amd_status_callback=f"{BASE}/amd"
    )
    scene.carrier.advance(2)
    assert len(scene.at("/voice")) == 1
    scene.carrier.advance(5)
    assert scene.at("/amd") == [
        {
            "CallSid": sid,
            "AccountSid": scene.carrier.exchange.config.account_sid,
            "AnsweredBy": "machine_start",
            "MachineDetectionDuration": "4000",
        }
    ]


def test_a_dialled_number_is_detected_in_the_background() -> None:
    scene = Scene()
    scene.carrier.phone(SCHMIDT).answerer = "machine:3"
    amd = "machineDetection='DetectMessageEnd' amdStatusCallback='/amd'"
    scene.rings(f"<Dial><Number {amd}>{SCHMIDT}</Number></Dial>", 6)
    assert scene.at("/amd")[0]["AnsweredBy"] == "machine_end_beep"


def test_who_cannot_be_told_in_time_is_unknown() -> None:
    asked = Detection("DetectMessageEnd", timeout_s=5)
    assert detect(asked, FarEnd("machine", 20)) == ("unknown", 5)


def test_a_telephone_says_who_answers() -> None:
    assert far_end("machine:2.5:other") == FarEnd("machine", 2.5, "other")
    assert far_end("") == FarEnd("human", 0.3, "beep")
    assert far_end("machine") == FarEnd("machine", 8.0, "beep")


@pytest.mark.parametrize(
    ("answerer", "thresholds", "word", "seconds"),
    [
        ("human", (2.4, 1.2), "human", 1.5),
        ("human:3", (2.4, 1.2), "machine_start", 2.4),
        ("human:3", (4.0, 0.5), "human", 3.5),
        ("machine:2", (2.4, 1.2), "human", 4.8),
        ("machine:2", (1.0, 1.2), "machine_start", 2.6),
    ],
)
def test_the_length_of_the_greeting_tells_them_apart(
    answerer: str, thresholds: tuple[float, float], word: str, seconds: float
) -> None:
    asked = Detection("Enable", speech_s=thresholds[0], speech_end_s=thresholds[1])
    assert detect(asked, far_end(answerer)) == (word, pytest.approx(seconds))


def test_the_thresholds_are_those_of_the_order() -> None:
    """Twilio: 2400 ms by default, 1000 to 6000; a longer greeting is a machine's."""
    scene = Scene(config={"calls_per_second": 0})
    scene.diaz.answerer = "human:3"
    for threshold, word in ((2400, "machine_start"), (6000, "human")):
        sid = scene.call(machine_detection="Enable", machine_detection_speech_threshold=threshold)
        scene.carrier.advance(10)
        assert scene.client.calls(sid).fetch().answered_by == word


def test_digits_are_sent_before_the_document() -> None:
    scene = Scene()
    scene.says("/voice", "<Pause length='60'/>")
    scene.call(send_digits="wwww12#")
    scene.carrier.advance(2)
    assert (scene.diaz.keys, scene.at("/voice")) == ("wwww12#", [])
    scene.carrier.advance(2)
    assert len(scene.at("/voice")) == 1
