"""The signature guard: what our carrier signed gets in, everything else does nothing.

Twilio, "Validating requests are coming from Twilio": HMAC-SHA1, keyed with the auth token, over the
URL exactly as configured and the form's names and values sorted by name.
"""

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session, sessionmaker

from sandbox.webhooks.signature import sign
from tests.cast import World, settings

BASE = settings().public_url
FORM = {
    "AccountSid": settings().twilio_account_sid,
    "CallSid": "CA" + "1" * 32,
    "CallStatus": "ringing",
}
DOORS = (
    "/voice/incoming",
    "/voice/menu/x",
    "/voice/customer/x",
    "/voice/client",
    "/voice/trial/x",
    "/voice/wait/x",
    "/voice/hold/x",
    "/voice/place/x",
    "/voice/message/x",
    "/voice/ring/x",
    "/voice/enter/x",
    "/voice/callback/x/0",
    "/voice/farewell/x",
    "/voice/recorded/x",
    "/voice/legs/x",
    "/voice/lines",
    "/voice/conferences/x",
    "/messages/incoming",
    "/messages/x",
)


@pytest.fixture
def web(sessions: sessionmaker[Session]) -> FlaskClient:
    return World(sessions).app.test_client()


def post(web: FlaskClient, path: str, form: dict[str, str], signed_for: str | None = None) -> int:
    url = BASE + (path if signed_for is None else signed_for)
    signature = sign(settings().twilio_auth_token, url, form)
    return web.post(path, data=form, headers={"X-Twilio-Signature": signature}).status_code


def test_a_genuine_report_is_taken(web: FlaskClient) -> None:
    assert post(web, "/voice/lines", FORM) == 204


def test_the_raw_query_is_what_was_signed(web: FlaskClient) -> None:
    assert post(web, "/voice/lines?x=%7Eb&y=a%2Bb", FORM) == 204


def test_every_door_of_the_carrier_is_known(web: FlaskClient) -> None:
    rules = {
        rule.rule.split("<")[0]
        for rule in web.application.url_map.iter_rules()
        if rule.endpoint.startswith(("voice.", "voice_reports.", "messages."))
    }
    assert rules == {path.partition("x")[0] for path in DOORS}


@pytest.mark.parametrize("path", DOORS)
def test_no_door_opens_without_a_signature(web: FlaskClient, path: str) -> None:
    assert web.post(path, data=FORM).status_code == 403


@pytest.mark.parametrize("path", DOORS)
def test_no_door_opens_for_a_signature_of_another_address(web: FlaskClient, path: str) -> None:
    assert post(web, path, FORM, signed_for="/voice/elsewhere") == 403


def test_another_account_is_not_ours(web: FlaskClient) -> None:
    assert post(web, "/voice/lines", {**FORM, "AccountSid": "AC" + "9" * 32}) == 403


def test_a_changed_value_is_not_genuine(web: FlaskClient) -> None:
    signature = sign(settings().twilio_auth_token, f"{BASE}/voice/lines", FORM)
    changed = {**FORM, "CallStatus": "completed"}
    answer = web.post("/voice/lines", data=changed, headers={"X-Twilio-Signature": signature})
    assert answer.status_code == 403


def test_a_doubled_name_signs_ambiguously_and_is_refused(web: FlaskClient) -> None:
    signature = sign(settings().twilio_auth_token, f"{BASE}/voice/lines", FORM)
    doubled = [*FORM.items(), ("CallStatus", "completed")]
    body = "&".join(f"{name}={value}" for name, value in doubled)
    answer = web.post(
        "/voice/lines",
        data=body,
        content_type="application/x-www-form-urlencoded",
        headers={"X-Twilio-Signature": signature},
    )
    assert answer.status_code == 403


@pytest.mark.parametrize("host", ["evil.example", "h:99999", "[::1", "h:abc"])
def test_the_host_header_decides_nothing(web: FlaskClient, host: str) -> None:
    signature = sign(settings().twilio_auth_token, f"http://{host}/voice/lines", FORM)
    headers = {"X-Twilio-Signature": signature, "Host": host, "X-Forwarded-Host": host}
    assert web.post("/voice/lines", data=FORM, headers=headers).status_code in {400, 403}


@pytest.mark.parametrize("kind", ["application/json", "text/plain", "multipart/form-data"])
def test_only_a_form_is_read(web: FlaskClient, kind: str) -> None:
    signature = sign(settings().twilio_auth_token, f"{BASE}/voice/lines", {})
    answer = web.post(
        "/voice/lines",
        data=b"{}",
        content_type=kind,
        headers={"X-Twilio-Signature": signature},
    )
    assert answer.status_code == 403
