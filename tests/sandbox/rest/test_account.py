"""Numbers, applications, queues, recordings and tokens by the API. Rules: Twilio, each resource.

"The default maximum length of the queue is 1000. This can be modified using the REST API."
(twilio.com/docs/voice/twiml/enqueue)
"""

import io
import wave
from typing import Any

import pytest
from twilio.base.exceptions import TwilioRestException

from sandbox.media.pcm import decode, mp3
from sandbox.rest.answers import RestRequest
from sandbox.rest.service import Rest
from tests.sandbox.scene import ACCOUNT, BASE, STORE, TOKEN, Scene


def code_of(ask: Any) -> int:
    with pytest.raises(TwilioRestException) as error:
        ask()
    return int(error.value.code)


def test_the_account_shows_itself_without_its_token() -> None:
    scene = Scene()
    account = scene.client.api.accounts(ACCOUNT).fetch()
    assert (account.sid, account.status, account.auth_token) == (ACCOUNT, "active", None)


def test_a_number_can_be_pointed_elsewhere() -> None:
    scene = Scene()
    [own] = scene.client.incoming_phone_numbers.list(phone_number=STORE)
    changed = own.update(voice_url=f"{BASE}/elsewhere", voice_method="GET", friendly_name="Turin")
    assert (changed.voice_url, changed.friendly_name) == (f"{BASE}/elsewhere", "Turin")
    scene.says("/elsewhere", "<Say>Elsewhere</Say>")
    scene.diaz.dial(STORE)
    scene.carrier.advance(3)
    assert scene.diaz.heard == ["Elsewhere"]
    assert scene.unsigned == []


def test_an_application_of_a_number_goes_before_its_addresses() -> None:
    scene = Scene()
    app = scene.client.applications.create(friendly_name="A", voice_url=f"{BASE}/app")
    [own] = scene.client.incoming_phone_numbers.list()
    own.update(voice_application_sid=app.sid)
    scene.says("/app", "<Say>App</Say>")
    scene.diaz.dial(STORE)
    scene.carrier.advance(3)
    assert scene.diaz.heard == ["App"]
    assert scene.at("/app")[0]["ApplicationSid"] == app.sid


def test_a_number_given_back_rings_nowhere() -> None:
    scene = Scene()
    [own] = scene.client.incoming_phone_numbers.list()
    assert own.delete() is True
    scene.diaz.dial(STORE)
    scene.carrier.advance(1)
    assert scene.client.calls.list()[0].status == "failed"


@pytest.mark.parametrize(
    ("wanted", "code"),
    [
        ({"phone_number": "+15005550000"}, 21422),
        ({"phone_number": "+15005550001"}, 21421),
        ({"phone_number": STORE}, 21422),
        ({"area_code": "533"}, 21452),
        ({"area_code": "x"}, 21451),
        ({}, 21421),
        ({"phone_number": "+14155550100", "voice_application_sid": "AP1"}, 21218),
        ({"phone_number": "+14155550100", "trunk_sid": "TK" + "0" * 32}, 20001),
    ],
)
def test_a_number_that_cannot_be_had(wanted: dict[str, str], code: int) -> None:
    scene = Scene()
    assert code_of(lambda: scene.client.incoming_phone_numbers.create(**wanted)) == code
    assert len(scene.client.incoming_phone_numbers.list()) == 1


def test_an_application_lives_and_goes() -> None:
    scene = Scene()
    app = scene.client.applications.create(friendly_name="A", sms_url=f"{BASE}/sms")
    assert app.update(friendly_name="B").friendly_name == "B"
    assert [one.sid for one in scene.client.applications.list(friendly_name="B")] == [app.sid]
    assert app.delete() is True
    assert code_of(lambda: scene.client.applications(app.sid).fetch()) == 20404


def test_a_queue_lives_and_goes() -> None:
    scene = Scene()
    queue = scene.client.queues.create(friendly_name="support")
    assert (queue.max_size, queue.current_size, queue.average_wait_time) == (1000, 0, 0)
    assert queue.update(max_size=5, friendly_name="help").max_size == 5
    assert code_of(lambda: scene.client.queues.create(friendly_name="help")) == 22003
    assert code_of(lambda: scene.client.queues.create(friendly_name="x" * 65)) == 20002
    assert code_of(lambda: scene.client.queues(queue.sid).members("Front").fetch()) == 20404
    assert queue.delete() is True


def test_a_queue_with_people_in_it_stays() -> None:
    scene = Scene()
    scene.rings("<Enqueue>support</Enqueue>", 1)
    [queue] = scene.client.queues.list()
    assert code_of(queue.delete) == 22005


def test_a_token_names_its_life() -> None:
    token = Scene().client.tokens.create(ttl=600)
    assert token.ttl == "600"
    assert token.ice_servers[0]["url"].startswith("turn:127.0.0.1")


def recorded(scene: Scene) -> tuple[str, Any]:
    scene.says("/voice", "<Pause length='600'/>")
    sid = scene.call()
    scene.carrier.advance(2)
    return sid, scene.client.calls(sid).recordings.create(recording_channels="dual")


def test_a_recording_is_paused_resumed_and_stopped() -> None:
    scene = Scene()
    sid, made = recorded(scene)
    assert (made.status, made.source) == ("in-progress", "StartCallRecordingAPI")
    tape = scene.client.calls(sid).recordings(made.sid)
    scene.carrier.advance(5)
    assert tape.update(status="paused", pause_behavior="skip").status == "paused"
    scene.carrier.advance(60)
    assert tape.update(status="in-progress").status == "in-progress"
    scene.carrier.advance(5)
    current = scene.client.calls(sid).recordings("Twilio.CURRENT")
    assert current.update(status="stopped").status == "processing"
    scene.carrier.advance(2)
    assert (tape.fetch().status, tape.fetch().duration) == ("completed", "10")
    assert code_of(lambda: tape.update(status="paused")) == 21220
    assert tape.delete() is True
    assert code_of(lambda: scene.client.recordings(made.sid).fetch()) == 20404
    gone = scene.client.recordings(made.sid).fetch(include_soft_deleted=True)
    assert gone.status == "deleted"


def test_the_callers_name_is_looked_up_on_demand() -> None:
    scene = Scene()
    [own] = scene.client.incoming_phone_numbers.list()
    own.update(voice_caller_id_lookup=True)
    scene.rings("<Hangup/>")
    assert scene.at("/voice")[0]["CallerName"] == "Diaz"


def test_only_a_call_that_talks_is_recorded() -> None:
    scene = Scene()
    scene.diaz.habit = "ignore"
    sid = scene.call()
    assert code_of(scene.client.calls(sid).recordings.create) == 21220


def listen(scene: Scene, path: str) -> Any:
    where = f"/2010-04-01/Accounts/{ACCOUNT}/Recordings/{path}"
    return Rest(scene.carrier.exchange, mp3).handle(
        RestRequest("GET", where, auth=(ACCOUNT, TOKEN))
    )


def test_a_recording_is_heard_as_wav_and_as_mp3() -> None:
    scene = Scene()
    sid, made = recorded(scene)
    scene.client.calls(sid).update(status="completed")
    assert listen(scene, made.sid).status == 404
    scene.carrier.advance(2)
    plain, sound, small = (listen(scene, f"{made.sid}{end}") for end in ("", ".wav", ".mp3"))
    assert plain.media == sound.media
    assert (sound.kind, small.kind) == ("audio/x-wav", "audio/mpeg")
    with wave.open(io.BytesIO(sound.media)) as read:
        assert read.getnchannels() == 2
    assert len(decode(small.media)) > 0


def test_a_recording_needs_the_accounts_password() -> None:
    scene = Scene()
    _, made = recorded(scene)
    where = f"/2010-04-01/Accounts/{ACCOUNT}/Recordings/{made.sid}.wav"
    assert scene.carrier.rest.handle(RestRequest("GET", where)).status == 401


@pytest.mark.parametrize(
    ("asked", "found"),
    [("+39011*234567", 1), ("0111", 1), ("+39011*9", 0), ("(", 0)],
)
def test_numbers_are_found_by_a_part_of_them(asked: str, found: int) -> None:
    """Twilio: "You can specify partial numbers and use '*' as a wildcard for any digit"."""
    assert len(Scene().client.incoming_phone_numbers.list(phone_number=asked)) == found


def test_numbers_new_to_the_platform_are_shown_besides() -> None:
    """Twilio, "Beta": "Whether to include phone numbers new to the Twilio platform"."""
    assert len(Scene().client.incoming_phone_numbers.list(beta=True)) == 1
