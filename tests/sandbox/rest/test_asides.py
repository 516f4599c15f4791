"""Messages beside a call by the API. Rules: Twilio, "UserDefinedMessages", "...Subscriptions".

"A UserDefinedMessage subresource can only be created during an active call associated with the
Voice SDK." (twilio.com/docs/voice/api/userdefinedmessage-resource)
"You must have an endpoint that can handle POST or GET requests with a Content-Type of
application/json." (twilio.com/docs/voice/api/userdefinedmessagesubscription-resource)
"""

import json
from typing import Any

import pytest
from twilio.base.exceptions import TwilioRestException
from twilio.request_validator import RequestValidator

from sandbox.calls.ports import WebhookRequest
from sandbox.webhooks.packing import packed
from tests.sandbox.scene import BASE, TOKEN, Scene

SAID = {"hello": "wörld"}


def talking(scene: Scene) -> Any:
    """Return the SDK's context of a call that Ada's softphone has."""
    scene.says("/voice", "<Pause length='600'/>")
    scene.carrier.client("ada")
    sid = scene.call(to="client:ada")
    scene.carrier.advance(3)
    return scene.client.calls(sid)


def code_of(deed: Any) -> int:
    with pytest.raises(TwilioRestException) as error:
        deed()
    assert error.value.status in {400, 404}
    return int(error.value.code)


def test_a_message_reaches_the_softphone() -> None:
    scene = Scene()
    call = talking(scene)
    sent = call.user_defined_messages.create(content=json.dumps(SAID))
    assert sent.sid.startswith("KX")
    assert (sent.call_sid, sent.date_created is not None) == (call.fetch().sid, True)
    assert scene.carrier.client("ada").messages == [(sent.sid, SAID)]


@pytest.mark.parametrize(
    ("content", "code"),
    [("", 32702), ("no json", 32702), ("[" * 9_000, 32702), (json.dumps("x" * 10_000), 32703)],
)
def test_what_is_no_message_has_its_code(content: str, code: int) -> None:
    """Twilio, "Error 32702": only data in JSON format; "Error 32703": 10000 characters."""
    scene = Scene()
    call = talking(scene)
    assert code_of(lambda: call.user_defined_messages.create(content=content)) == code
    assert scene.carrier.client("ada").messages == []


def test_only_a_live_call_of_a_softphone_takes_them() -> None:
    scene = Scene(config={"calls_per_second": 0})
    ended = talking(scene)
    ended.update(status="completed")
    telephone = scene.client.calls(scene.call())
    scene.carrier.advance(3)
    for call in (ended, telephone):
        assert code_of(lambda c=call: c.user_defined_messages.create(content="{}")) == 21220
    unknown = scene.client.calls("CA" + "0" * 32)
    assert code_of(lambda: unknown.user_defined_messages.create(content="{}")) == 20404


def test_a_subscription_is_made_and_ended() -> None:
    scene = Scene()
    call = talking(scene)
    made = call.user_defined_message_subscriptions.create(callback=f"{BASE}/said")
    assert made.sid.startswith("ZY")
    assert made.uri.endswith(f"/UserDefinedMessageSubscriptions/{made.sid}.json")
    assert call.user_defined_message_subscriptions(made.sid).delete() is True
    assert code_of(call.user_defined_message_subscriptions(made.sid).delete) == 20404
    wrong = call.user_defined_message_subscriptions.create
    assert code_of(lambda: wrong(callback="nowhere")) == 21205


def test_a_key_that_was_used_does_nothing_again() -> None:
    scene = Scene()
    call = talking(scene)
    send = call.user_defined_messages.create
    first, again = (send(content="{}", idempotency_key="one") for _ in range(2))
    assert first.sid == again.sid
    assert len(scene.carrier.client("ada").messages) == 1


def test_a_callback_that_fails_is_a_warning() -> None:
    """Twilio, "Warning 32711": an error response from the subscription's callback."""
    scene = Scene()
    call = talking(scene)
    call.user_defined_message_subscriptions.create(callback=f"{BASE}/said")
    scene.pages["/said"] = (500, "")
    scene.carrier.client("ada").tell(SAID)
    scene.carrier.settle()
    assert json.loads(scene.carrier.facts("webhook")[-1]["status"]) == 500
    assert scene.alerts() == ["32711"]


def test_the_callback_is_json_signed_by_its_hash() -> None:
    """Twilio, "Webhooks security": a JSON body is signed by `bodySHA256` in the address."""
    what = ("POST", f"{BASE}/said?shop=1", {"Content": json.dumps(SAID), "Sid": "KX1"})
    request = WebhookRequest(what[1], "POST", what[2], "aside")
    sent = packed(TOKEN, request, what)
    assert isinstance(sent.body, bytes)
    assert json.loads(sent.body)["Sid"] == "KX1"
    assert sent.headers["Content-Type"] == "application/json"
    signature = sent.headers["X-Twilio-Signature"]
    assert RequestValidator(TOKEN).validate(sent.url, sent.body.decode(), signature)
    assert not RequestValidator(TOKEN).validate(sent.url, "{}", signature)
