"""The API over sockets: what the transport adds. Rules: Twilio, "API requests", "API responses"."""

import io
from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio
from aiohttp import ClientSession, encode_basic_auth
from aiohttp.test_utils import TestServer

from sandbox.app import Sandbox
from sandbox.config import Config
from tests.sandbox.scene import ACCOUNT, CONFIG, DIAZ, STORE, TOKEN

pytestmark = pytest.mark.asyncio
ROOT = f"/2010-04-01/Accounts/{ACCOUNT}"


class Api:
    def __init__(self, session: ClientSession, base: str) -> None:
        self.session = session
        self.base = base

    async def ask(self, method: str, path: str, **more: Any) -> tuple[int, Any, Any]:
        sent = {"Authorization": encode_basic_auth(ACCOUNT, TOKEN), **more.pop("headers", {})}
        async with self.session.request(method, self.base + path, headers=sent, **more) as answer:
            kind = answer.content_type
            body = await (answer.json() if kind == "application/json" else answer.read())
            return answer.status, body, answer.headers


@pytest_asyncio.fixture
async def api() -> AsyncIterator[Api]:
    server = TestServer(Sandbox(Config.from_json(CONFIG)).app(), host="127.0.0.1")
    async with server, ClientSession() as session:
        yield Api(session, f"http://127.0.0.1:{server.port}")


async def test_an_answer_is_json_with_the_headers_of_the_api(api: Api) -> None:
    status, body, headers = await api.ask("GET", f"{ROOT}/Calls.json")
    assert (status, body["calls"]) == (200, [])
    assert headers["Twilio-Request-Id"].startswith("RQ")


async def test_a_form_places_a_call(api: Api) -> None:
    form = {"To": DIAZ, "From": STORE, "Twiml": "<Response><Say>Hi</Say></Response>"}
    status, body, _ = await api.ask("POST", f"{ROOT}/Calls.json", data=form)
    assert (status, body["status"], body["to"]) == (201, "queued", DIAZ)
    status, body, _ = await api.ask("GET", f"{ROOT}/Calls/{body['sid']}.json")
    assert status == 200


async def test_a_name_may_be_repeated(api: Api) -> None:
    wanted = ["initiated", "ringing"]
    form = [("To", DIAZ), ("From", STORE), ("Url", "http://127.0.0.1:9/")]
    form += [("StatusCallbackEvent", event) for event in wanted]
    status, _, _ = await api.ask("POST", f"{ROOT}/Calls.json", data=form)
    assert status == 201


@pytest.mark.parametrize(
    "header", ["", "Basic", "Basic !!!", "Basic /w==", "Bearer x", "Basic bm9jb2xvbg=="]
)
async def test_without_a_password_it_is_20003(api: Api, header: str) -> None:
    sent = {"Authorization": header}
    status, body, _ = await api.ask("GET", f"{ROOT}/Calls.json", headers=sent)
    assert (status, body["code"]) == (401, 20003)


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b'{"To": "x"}', "application/json"),
        (b"\xff\xfe=1&%zz=%", "application/x-www-form-urlencoded"),
        (b"", "application/x-www-form-urlencoded"),
        (b"--x\r\nrubbish", "multipart/form-data; boundary=x"),
        (b"--x\r\nrubbish", "multipart/form-data"),
        (b"To=1", "application/x-www-form-urlencoded; charset=nonsense"),
    ],
)
async def test_a_body_that_is_no_form_is_refused(api: Api, body: bytes, kind: str) -> None:
    sent = {"Content-Type": kind}
    status, said, _ = await api.ask("POST", f"{ROOT}/Calls.json", data=body, headers=sent)
    assert status == 400
    assert said["code"] in {21201, 20001, 21211}


async def test_a_body_that_is_too_long_is_refused(api: Api) -> None:
    sent = {"Content-Type": "application/x-www-form-urlencoded"}
    body = io.BytesIO(b"To=" + b"x" * (2 << 20))
    status, said, _ = await api.ask("POST", f"{ROOT}/Calls.json", data=body, headers=sent)
    assert (status, said["code"]) == (413, 20413)


async def test_a_recording_nobody_made_is_20404(api: Api) -> None:
    status, body, _ = await api.ask("GET", f"{ROOT}/Recordings/RE{'0' * 32}.wav")
    assert (status, body["code"]) == (404, 20404)


async def test_a_deletion_has_no_body(api: Api) -> None:
    _, body, _ = await api.ask("POST", f"{ROOT}/Applications.json", data={"FriendlyName": "A"})
    status, said, headers = await api.ask("DELETE", f"{ROOT}/Applications/{body['sid']}.json")
    assert (status, said) == (204, b"")
    assert "Twilio-Request-Id" in headers
