"""What a sender asks for besides the words. Rules: Twilio, "Message resource: create".

"If a queued Message exceeds the validity_period, the Message is not sent." (Error 30036)
"""

from typing import Any

import pytest
from twilio.base.exceptions import TwilioRestException

from tests.sandbox.scene import BASE, DIAZ, STORE, Scene


def send(scene: Scene, **more: Any) -> Any:
    return scene.client.messages.create(**{"to": DIAZ, "from_": STORE, "body": "Hello", **more})


def test_a_text_that_waited_too_long_fails() -> None:
    scene = Scene(config={"texts_per_second": 0.1})
    first, late = (send(scene, validity_period=5, status_callback=f"{BASE}/sent") for _ in range(2))
    scene.carrier.advance(30)
    shown = [scene.client.messages(one.sid).fetch() for one in (first, late)]
    assert [(one.status, one.error_code) for one in shown] == [
        ("delivered", None),
        ("failed", 30036),
    ]
    assert [told["ErrorCode"] for told in scene.at("/sent") if "ErrorCode" in told] == ["30036"]


def test_a_text_may_go_as_mms() -> None:
    sent = send(Scene(), body="x" * 200, send_as_mms=True)
    assert (sent.sid[:2], sent.num_segments) == ("MM", "1")


def test_content_and_address_may_be_forgotten() -> None:
    scene = Scene()
    sent = send(scene, content_retention="discard", address_retention="obfuscate")
    scene.carrier.advance(2)
    shown = scene.client.messages(sent.sid).fetch()
    assert (shown.body, shown.to) == ("", f"{DIAZ[:-4]}XXXX")
    assert [text.body for text in scene.diaz.texts] == ["Hello"]


def test_a_recipient_did_what_the_text_was_for() -> None:
    scene = Scene()
    sent = send(scene, provide_feedback=True)
    feedback = scene.client.messages(sent.sid).feedback.create(outcome="confirmed")
    assert (feedback.message_sid, feedback.outcome) == (sent.sid, "confirmed")


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"validity_period": 36_001}, 21624),
        ({"max_price": "dear"}, 20001),
        ({"content_retention": "burn"}, 20001),
        ({"address_retention": "burn"}, 20001),
        ({"risk_check": "perhaps"}, 20001),
    ],
)
def test_a_wrong_value_is_refused(wrong: dict[str, Any], code: int) -> None:
    scene = Scene()
    with pytest.raises(TwilioRestException) as error:
        send(scene, **wrong)
    assert error.value.code == code


def test_the_called_telephone_shows_why_it_is_called() -> None:
    """Twilio, "Call resource: CallReason": "presented on the called party's phone"."""
    scene = Scene()
    scene.call(call_reason="Your ring is ready")
    scene.carrier.advance(0.5)
    assert scene.diaz.reason == "Your ring is ready"
    with pytest.raises(TwilioRestException):
        scene.call(call_reason="x" * 51)
