"""Incoming texts and their answers. Rules: Twilio, "TwiML for Programmable Messaging".

"when Twilio receives an opt-out keyword from an external sender phone number to any Twilio number,
Twilio will reply with a pre-generated response and will no longer send messages from the Twilio
Number to that external phone number until the sender opts back in by sending an opt-in keyword"
(twilio.com/docs/proxy/opt-out-keywords)
"""

import pytest

from tests.sandbox.scene import BASE, DIAZ, SCHMIDT, STORE, Scene


def text(scene: Scene, page: str, body: str = "Hello") -> list[str]:
    """Let Diaz write, and return what comes back."""
    scene.pages["/text"] = page
    scene.diaz.text(STORE, body)
    scene.carrier.advance(2)
    return [text.body for text in scene.diaz.texts]


def test_the_webhook_has_exactly_the_documented_parameters() -> None:
    scene = Scene()
    text(scene, "<Response/>")
    [asked] = scene.at("/text")
    assert asked["MessageSid"] == asked["SmsSid"] == asked["SmsMessageSid"]
    assert {name: asked[name] for name in ("From", "To", "Body", "SmsStatus")} == {
        "From": DIAZ,
        "To": STORE,
        "Body": "Hello",
        "SmsStatus": "received",
    }
    places = {
        f"{who}{what}" for who in ("From", "To") for what in ("City", "State", "Zip", "Country")
    }
    assert set(asked) == places | {
        *("MessageSid", "SmsSid", "SmsMessageSid", "AccountSid", "From", "To", "Body"),
        *("NumMedia", "NumSegments", "SmsStatus", "ApiVersion"),
    }
    assert (asked["FromCountry"], asked["FromCity"]) == ("IT", "")
    assert scene.unsigned == []


@pytest.mark.parametrize(
    ("page", "replies"),
    [
        ("", []),
        ("<Response/>", []),
        ("<Response><Message>One</Message></Response>", ["One"]),
        ("<Response><Message><Body>Two</Body></Message></Response>", ["Two"]),
        ("<Response><Message>A</Message><Message>B</Message></Response>", ["A", "B"]),
        (
            "<Response><Message><Body>Look</Body><Media>http://a/b.jpg</Media></Message></Response>",
            ["Look\nhttp://a/b.jpg"],
        ),
    ],
)
def test_messages_are_sent_back(page: str, replies: list[str]) -> None:
    assert text(Scene(), page) == replies


def test_a_message_may_go_to_somebody_else_and_be_reported() -> None:
    scene = Scene()
    text(scene, f"<Response><Message to='{SCHMIDT}' statusCallback='/sent'>Hi</Message></Response>")
    assert [text.body for text in scene.carrier.phone(SCHMIDT).texts] == ["Hi"]
    assert [told["MessageStatus"] for told in scene.at("/sent")] == ["sent", "delivered"]
    assert "RawDlrDoneDate" in scene.at("/sent")[-1]


def test_redirect_and_action_lead_on() -> None:
    scene = Scene()
    scene.says("/next", "<Message action='/last'>One</Message><Message>never</Message>")
    scene.says("/last", "<Message>Two</Message>")
    assert text(scene, "<Response><Redirect>/next</Redirect></Response>") == ["One", "Two"]
    assert scene.at("/last")[0]["MessageStatus"] == "queued"


def test_redirects_without_end_are_14106() -> None:
    scene = Scene()
    text(scene, "<Response><Redirect/></Response>")
    assert scene.alerts() == ["14106"]
    assert len(scene.at("/text")) == 10


@pytest.mark.parametrize(
    ("inner", "code"),
    [
        ("<Message/>", "14103"),
        ("<Message to='x'>Hi</Message>", "14101"),
        ("<Message from='+390119999999'>Hi</Message>", "14102"),
        ("<Message method='x'>Hi</Message>", "14104"),
        ("<Say>Hi</Say>", "12200"),
    ],
)
def test_what_is_wrong_is_an_alert(inner: str, code: str) -> None:
    scene = Scene()
    text(scene, f"<Response>{inner}</Response>")
    assert scene.alerts() == [code]


def test_a_fallback_answers_instead() -> None:
    number = {"number": STORE, "sms_url": f"{BASE}/text"}
    scene = Scene(config={"numbers": [number]})
    [own] = scene.client.incoming_phone_numbers.list()
    own.update(sms_fallback_url=f"{BASE}/spare")
    scene.says("/spare", "<Message>Sorry</Message>")
    scene.pages["/text"] = (500, "")
    scene.diaz.text(STORE, "Hello")
    scene.carrier.advance(1)
    assert [text.body for text in scene.diaz.texts] == ["Sorry"]
    assert scene.at("/spare")[0]["ErrorCode"] == "11200"


def test_words_of_opting_out_are_named_to_the_application() -> None:
    scene = Scene()
    text(scene, "<Response><Message>Still here</Message></Response>", "Stop")
    assert scene.at("/text")[0]["OptOutType"] == "STOP"
    assert [text.body for text in scene.diaz.texts] == [
        "You have successfully been unsubscribed. Reply START to resubscribe."
    ]


def test_help_is_answered() -> None:
    assert "STOP" in text(Scene(), "", "help")[0]


def test_a_text_in_the_middle_of_a_call() -> None:
    scene = Scene()
    scene.says("/sent", "<Say>Sent</Say>")
    scene.rings("<Sms action='/sent' statusCallback='/report'>Your link</Sms>")
    assert [text.body for text in scene.diaz.texts] == ["Your link"]
    assert scene.at("/sent")[0]["SmsStatus"] == "sent"
    assert [told["SmsStatus"] for told in scene.at("/report")] == ["sent", "delivered"]
    assert scene.diaz.heard == ["Sent"]
