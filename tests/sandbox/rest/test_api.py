"""The API by the real SDK. Rules: Twilio's OpenAPI description and its error dictionary.

"Requesting a resource for a sid that does not exist" (Error 20404).
"""

from collections.abc import Callable
from typing import Any

import pytest
from twilio.base.exceptions import TwilioRestException
from twilio.rest import Client

from sandbox.rest.answers import RestRequest
from tests.sandbox.scene import ACCOUNT, BASE, DIAZ, STORE, TOKEN, Scene

REFUSALS: list[tuple[int, dict[str, Any]]] = [
    (21211, {"to": "+15005550001"}),
    (21211, {"to": "12"}),
    (21214, {"to": "+15005550002"}),
    (21215, {"to": "+15005550003"}),
    (21212, {"from_": "nobody"}),
    (21210, {"from_": "+390119999999"}),
    (21205, {"url": "not-an-address"}),
    (21208, {"timeout": 601}),
    (20001, {"byoc": "BY" + "0" * 32}),
]


@pytest.mark.parametrize(("code", "wrong"), REFUSALS)
def test_a_wrong_call_is_refused_by_its_code(code: int, wrong: dict[str, Any]) -> None:
    scene = Scene()
    with pytest.raises(TwilioRestException) as refused:
        scene.call(**wrong)
    assert (refused.value.status, refused.value.code) == (400, code)
    assert scene.carrier.exchange.calls == {}


def test_a_wrong_password_is_20003() -> None:
    scene = Scene()
    stranger = Client(ACCOUNT, "wrong", http_client=scene.carrier.http_client())
    with pytest.raises(TwilioRestException) as refused:
        stranger.calls("CA" + "0" * 32).fetch()
    assert (refused.value.status, refused.value.code) == (401, 20003)


def test_an_api_key_opens_the_same_account() -> None:
    scene = Scene()
    config = scene.carrier.exchange.config
    client = Client(
        config.api_key, config.api_secret, ACCOUNT, http_client=scene.carrier.http_client()
    )
    assert client.calls.list() == []


@pytest.mark.parametrize(
    "path", ["/", "/2010-04-01/Accounts/x/Calls.json", f"/2010-04-01/Accounts/{ACCOUNT}/Faxes.json"]
)
def test_an_unknown_resource_is_20404(path: str) -> None:
    answer = Scene().carrier.rest.handle(RestRequest("GET", path, auth=(ACCOUNT, TOKEN)))
    assert (answer.status, answer.body["code"]) == (404, 20404)


def test_an_unknown_call_is_20404_and_an_ended_one_21220() -> None:
    scene = Scene()
    scene.says("/voice", "<Hangup/>")
    sid = scene.call()
    scene.carrier.advance(5)
    for wanted, code in (("CA" + "0" * 32, 20404), (sid, 21220)):
        with pytest.raises(TwilioRestException) as refused:
            scene.client.calls(wanted).update(status="completed")
        assert refused.value.code == code


def test_lists_come_in_pages() -> None:
    scene = Scene(config={"calls_per_second": 0})
    for _ in range(5):
        scene.call()
    assert len(scene.client.calls.list(page_size=2)) == 5
    assert len(scene.client.calls.list(to=DIAZ, limit=3)) == 3


def test_a_text_is_delivered_and_reported() -> None:
    scene = Scene()
    scene.client.messages.create(
        to=DIAZ, from_=STORE, body="Hello", status_callback=f"{BASE}/delivery"
    )
    scene.carrier.advance(1)
    assert [text.body for text in scene.diaz.texts] == ["Hello"]
    assert [asked["MessageStatus"] for asked in scene.at("/delivery")] == ["sent", "delivered"]


def test_stop_is_obeyed_until_start() -> None:
    scene = Scene()
    scene.diaz.text(STORE, "stop")
    scene.carrier.advance(1)
    assert "unsubscribed" in scene.diaz.texts[0].body
    with pytest.raises(TwilioRestException) as refused:
        scene.client.messages.create(to=DIAZ, from_=STORE, body="Hello")
    assert refused.value.code == 21610
    scene.diaz.text(STORE, "START")
    scene.carrier.advance(1)
    scene.client.messages.create(to=DIAZ, from_=STORE, body="Hello")


def test_a_text_to_nobody_is_undelivered_with_its_code() -> None:
    scene = Scene()
    sid = scene.client.messages.create(to="+393998887766", from_=STORE, body="Hello").sid
    scene.carrier.advance(1)
    message = scene.client.messages(sid).fetch()
    assert (message.status, message.error_code) == ("undelivered", 30005)


@pytest.mark.parametrize(
    ("body", "parts"), [("a" * 160, "1"), ("a" * 161, "2"), ("á" * 70, "1"), ("á" * 71, "2")]
)
def test_texts_are_counted_in_parts(body: str, parts: str) -> None:
    scene = Scene()
    message = scene.client.messages.create(to=DIAZ, from_=STORE, body=body)
    assert message.num_segments == parts


RESOURCES: list[tuple[str, Callable[[Scene], Any], Callable[[Scene], Any]]] = [
    (
        "call",
        lambda scene: get(scene, f"Calls/{scene.call()}"),
        lambda scene: scene.client.calls.list()[0],
    ),
    (
        "message",
        lambda scene: get(scene, f"Messages/{text(scene)}"),
        lambda scene: scene.client.messages.list()[0],
    ),
    (
        "conference",
        lambda scene: get(scene, f"Conferences/{room(scene)}"),
        lambda scene: scene.client.conferences.list()[0],
    ),
    (
        "participant",
        lambda scene: get(scene, f"Conferences/{room(scene)}/Participants/{sid(scene)}"),
        lambda scene: scene.client.conferences("tour").participants.list()[0],
    ),
]


@pytest.mark.parametrize(("name", "ask", "read"), RESOURCES, ids=[one[0] for one in RESOURCES])
def test_resources_have_exactly_the_properties_the_sdk_reads(
    name: str, ask: Callable[[Scene], Any], read: Callable[[Scene], Any]
) -> None:
    """The SDK is generated from the description, so its instances list the properties.

    `stir_verstat` is newer than the published description (2.6.7), which does not have it.
    """
    scene = Scene()
    sent = set(ask(scene))
    attributes = vars(read(scene))
    known = {key.strip("_") for key in attributes if not key.startswith("_") or key == "_from"}
    assert sent == known - {"stir_verstat"}, name


def get(scene: Scene, what: str) -> Any:
    path = f"/2010-04-01/Accounts/{ACCOUNT}/{what}.json"
    return scene.carrier.rest.handle(RestRequest("GET", path, auth=(ACCOUNT, TOKEN))).body


def sid(scene: Scene) -> str:
    return scene.diaz.call_sid


def text(scene: Scene) -> str:
    return str(scene.client.messages.create(to=DIAZ, from_=STORE, body="Hello").sid)


def room(scene: Scene) -> str:
    scene.says("/voice", "<Dial><Conference>tour</Conference></Dial>")
    scene.diaz.dial(STORE)
    scene.carrier.advance(1)
    return str(scene.client.conferences.list()[0].sid)
