"""Messages by the API. Rules: Twilio, "Message resource", "Test credentials" and the errors.

"The concatenated message body exceeds the 1600 character limit" (Error 21617).
"""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from twilio.base.exceptions import TwilioRestException

from sandbox.calls.segments import segments
from tests.sandbox.scene import BASE, DIAZ, STORE, Scene

SERVICE = "MG" + "1" * 32


def send(scene: Scene, **more: Any) -> Any:
    return scene.client.messages.create(**{"to": DIAZ, "from_": STORE, "body": "Hello", **more})


@pytest.mark.parametrize(
    ("code", "wrong"),
    [
        (21604, {"to": ""}),
        (21603, {"from_": ""}),
        (21602, {"body": ""}),
        (21617, {"body": "x" * 1601}),
        (21211, {"to": "+15005550001"}),
        (21612, {"to": "+15005550002"}),
        (21408, {"to": "+15005550003"}),
        (21610, {"to": "+15005550004"}),
        (21614, {"to": "+15005550009"}),
        (21212, {"from_": "+15005550001"}),
        (21606, {"from_": "+15005550007"}),
        (21611, {"from_": "+15005550008"}),
        (21606, {"from_": "+390119999999"}),
        (21609, {"status_callback": "nowhere"}),
        (21620, {"media_url": ["ftp://a.example/b"]}),
        (21701, {"messaging_service_sid": "MG1"}),
        (35118, {"schedule_type": "fixed", "send_at": "2026-11-24T13:00:00Z"}),
        (20001, {"content_sid": "HX" + "1" * 32}),
    ],
)
def test_a_wrong_text_is_refused_by_its_code(code: int, wrong: dict[str, Any]) -> None:
    scene = Scene()
    with pytest.raises(TwilioRestException) as error:
        send(scene, **wrong)
    assert (error.value.status, error.value.code) == (400, code)
    assert scene.carrier.exchange.messages == {}


def test_spaces_of_a_text_are_kept() -> None:
    scene = Scene()
    send(scene, body="  Hello \n")
    scene.carrier.advance(1)
    assert scene.diaz.texts[0].body == "  Hello \n"


def test_the_magic_sender_is_valid() -> None:
    assert send(Scene(), from_="+15005550006").status == "queued"


def test_a_service_chooses_the_number() -> None:
    """Twilio: "num_segments is initially 0, since a sender hasn't yet been assigned"."""
    scene = Scene()
    message = send(scene, from_=None, messaging_service_sid=SERVICE)
    assert (message.status, message.from_, message.num_segments) == ("accepted", None, "0")
    assert message.messaging_service_sid == SERVICE
    scene.carrier.advance(1)
    sent = scene.client.messages(message.sid).fetch()
    assert (sent.from_, sent.num_segments) == (STORE, "1")


@pytest.mark.parametrize("word", ["REVOKE", "OptOut", "stop"])
def test_who_opted_out_gets_no_reply_either(word: str) -> None:
    """Twilio, "Error 21610": attempt to send to an unsubscribed recipient."""
    scene = Scene()
    scene.says("/text", "<Message>Hello</Message>")
    scene.diaz.text(STORE, word)
    scene.carrier.advance(2)
    assert [text.body[:22] for text in scene.diaz.texts] == ["You have successfully "]
    assert scene.alerts() == ["21610"]


def test_a_host_name_with_an_underscore_is_no_address() -> None:
    """Twilio: "URL must contain a valid hostname and underscores are not allowed"."""
    with pytest.raises(TwilioRestException) as error:
        send(Scene(), status_callback="http://my_shop.example/sent")
    assert error.value.code == 21609


def test_pictures_make_it_an_mms() -> None:
    scene = Scene()
    message = send(scene, body="Look", media_url=["http://a.example/b.jpg"])
    scene.carrier.advance(1)
    assert (message.sid[:2], message.num_media) == ("MM", "1")
    assert scene.diaz.texts[0].body == "Look\nhttp://a.example/b.jpg"
    [picture] = scene.client.messages(message.sid).media.list()
    assert scene.client.messages(message.sid).media(picture.sid).fetch().sid == picture.sid


def test_a_scheduled_text_waits_and_can_be_canceled() -> None:
    scene = Scene()
    at = scene.carrier.time.moment() + timedelta(minutes=20)
    wanted = {"messaging_service_sid": SERVICE, "schedule_type": "fixed", "send_at": at}
    kept, dropped = send(scene, **wanted), send(scene, **wanted)
    assert kept.status == "scheduled"
    assert scene.client.messages(dropped.sid).update(status="canceled").status == "canceled"
    scene.carrier.advance(1300)
    assert len(scene.diaz.texts) == 1
    with pytest.raises(TwilioRestException):
        scene.client.messages(kept.sid).update(status="canceled")


def test_scheduling_has_its_bounds() -> None:
    scene = Scene()
    at = scene.carrier.time.moment() + timedelta(minutes=5)
    with pytest.raises(TwilioRestException) as error:
        send(scene, messaging_service_sid=SERVICE, schedule_type="fixed", send_at=at)
    assert error.value.code == 35114


def test_a_body_can_be_redacted_and_a_message_forgotten() -> None:
    scene = Scene()
    sid = send(scene).sid
    with pytest.raises(TwilioRestException):
        scene.client.messages(sid).delete()
    scene.carrier.advance(1)
    assert scene.client.messages(sid).update(body="").body == ""
    assert scene.client.messages(sid).delete() is True
    assert scene.client.messages.list() == []


def test_lists_are_filtered_by_day_and_party() -> None:
    scene = Scene()
    send(scene)
    scene.carrier.advance(1)
    today = scene.carrier.time.moment().date()
    assert len(scene.client.messages.list(to=DIAZ, from_=STORE, date_sent=today)) == 1
    assert scene.client.messages.list(to=STORE) == []
    assert scene.client.messages.list(date_sent_before="2026-11-23") == []


def test_an_application_is_told_of_the_delivery() -> None:
    scene = Scene()
    app = scene.client.applications.create(message_status_callback=f"{BASE}/app")
    send(scene, application_sid=app.sid)
    scene.carrier.advance(1)
    assert [told["MessageStatus"] for told in scene.at("/app")] == ["sent", "delivered"]


@pytest.mark.parametrize(
    ("body", "parts"),
    [
        ("", 1),
        ("a" * 160, 1),
        ("a" * 161, 2),
        ("a" * 306, 2),
        ("a" * 307, 3),
        ("€" * 80, 1),
        ("€" * 81, 2),
        ("a" * 152 + "€" + "a" * 152, 3),
        ("ж" * 70, 1),
        ("ж" * 71, 2),
        ("ж" * 134, 2),
        ("😀" * 35, 1),
        ("😀" * 36, 2),
        ("😀" * 67, 3),
    ],
)
def test_a_letter_is_never_cut_in_two(body: str, parts: int) -> None:
    assert segments(body) == parts


@given(st.text(max_size=1600))
def test_every_text_has_parts(body: str) -> None:
    assert 1 <= segments(body) <= 49


def test_a_number_may_be_held_to_a_rate() -> None:
    scene = Scene(config={"texts_per_second": 1})
    for _ in range(3):
        send(scene)
    scene.carrier.advance(1.3)
    assert [m.status for m in scene.client.messages.list()] == ["queued", "sent", "delivered"]
    scene.carrier.advance(2)
    assert len(scene.diaz.texts) == 3


def test_typographic_signs_can_be_made_plain() -> None:
    curly = "\u201cHi\u201d " * 20
    assert send(Scene(), body=curly).num_segments == "2"
    assert send(Scene(), body=curly, smart_encoded=True).num_segments == "1"
