"""Warnings of Twilio's dictionary that no verb has to itself.

Twilio, "Error and warning dictionary": each test names its code.
"""

import pytest

from tests.sandbox.scene import SCHMIDT, Scene


@pytest.mark.parametrize(
    ("verbs", "code"),
    [
        ("<Play digits='x'/>", "13430"),
        (f"<Dial recordingTrack='x'>{SCHMIDT}</Dial>", "13622"),
        ("<Start><Recording track='x'/></Start>", "13622"),
        ("<Record trim='x' maxLength='1'/>", "13699"),
        ("<Start><Say>Hi</Say></Start>", "14300"),
        ("<Stop><Dial/></Stop>", "14300"),
        (f"<Say>{'a ' * 2049}</Say>", "13521"),
        (f"<Say voice='Polly.Bianca'>{'a ' * 1501}</Say>", "13521"),
        ("<Say voice='the best'>Hi</Say>", "13511"),
        ("<Say><prosody rate='hasty'>Hi</prosody></Say>", "13513"),
    ],
)
def test_a_document_is_warned_of(verbs: str, code: str) -> None:
    scene = Scene()
    scene.rings(verbs, 3)
    assert scene.alerts()[:1] == [code]


def test_google_speaks_longer_texts() -> None:
    """Twilio, "Error 13521": 4096 characters, Polly 3000, Google 5000."""
    scene = Scene()
    scene.rings(f"<Say voice='Google.it-IT-Wavenet-A'>{'a ' * 2400}</Say>", 3)
    assert scene.alerts() == []


def test_a_call_that_lasts_too_long_is_ended() -> None:
    """Twilio, "Warning 32015": terminated due to exceeding maximum call duration."""
    scene = Scene()
    scene.says("/voice", "<Pause length='60'/>")
    sid = scene.call(time_limit=5)
    scene.carrier.advance(10)
    assert scene.client.calls(sid).fetch().status == "completed"
    assert scene.alerts() == ["32015"]


def test_machine_detection_in_the_background_has_somebody_to_tell() -> None:
    """Twilio, "Warning 21262": detection was enabled, but no callback was provided."""
    scene = Scene()
    scene.says("/voice", "<Pause length='60'/>")
    sid = scene.call(machine_detection="Enable", async_amd="true")
    scene.carrier.advance(5)
    assert scene.alerts() == ["21262"]
    assert scene.client.calls(sid).fetch().answered_by == "human"
