"""The admin API and the panel over real sockets."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio
from aiohttp import ClientError, encode_basic_auth
from aiohttp.test_utils import TestClient, TestServer

from sandbox.app import Sandbox
from sandbox.config import Config
from tests.sandbox.scene import ACCOUNT, CONFIG, DIAZ, STORE, TOKEN

CALLS = f"/2010-04-01/Accounts/{ACCOUNT}/Calls.json"
LOGIN = {"Authorization": encode_basic_auth(ACCOUNT, TOKEN)}
Client = TestClient[Any, Any]


@pytest_asyncio.fixture
async def client() -> AsyncIterator[Client]:
    sandbox = Sandbox(Config.from_json({**CONFIG, "calls_per_second": 0}))
    async with TestClient(TestServer(sandbox.app(), host="127.0.0.1")) as made:
        yield made


async def create(client: Client, **more: str) -> tuple[int, Any]:
    form = {"To": DIAZ, "From": STORE, "Twiml": "<Response/>", **more}
    async with client.post(CALLS, data=form, headers=LOGIN) as answer:
        return answer.status, await answer.json()


async def play(client: Client, scenario: Any, **headers: str) -> tuple[int, str]:
    async with client.post("/admin/scenario", json=scenario, headers=headers) as answer:
        return answer.status, await answer.text()


@pytest.mark.asyncio
async def test_a_scenario_begins_and_ends_by_post(client: Client) -> None:
    fault = {"at": "rest", "what": "429", "times": 1}
    assert (await play(client, {"name": "one", "faults": [fault]}))[0] == 200
    assert (await create(client))[0] == 429
    assert (await create(client))[0] == 201
    async with client.get("/admin/faults") as answer:
        shown = await answer.json()
    assert shown["name"] == "one"
    assert shown["armed"] == [{"at": "rest", "what": "429", "share": 1.0, "struck": 1}]
    await play(client, {})
    async with client.get("/admin/faults") as answer:
        assert (await answer.json())["armed"] == []


@pytest.mark.asyncio
@pytest.mark.parametrize("scenario", [[], {"faults": [{"at": "rest", "what": "melt"}]}, "text"])
async def test_a_mistaken_scenario_changes_nothing(client: Client, scenario: Any) -> None:
    fault = {"at": "rest", "what": "500"}
    await play(client, {"faults": [fault]})
    assert (await play(client, scenario))[0] == 400
    assert (await create(client))[0] == 500


@pytest.mark.asyncio
@pytest.mark.parametrize(
    "headers", [{"Origin": "https://elsewhere.example"}, {"Host": "rebound.example:8010"}]
)
async def test_strangers_change_nothing(client: Client, headers: dict[str, str]) -> None:
    assert (await play(client, {}, **headers))[0] == 403
    async with client.post("/admin/do", json={"do": "restart"}, headers=headers) as answer:
        assert answer.status == 403


@pytest.mark.asyncio
async def test_an_unknown_deed_is_refused(client: Client) -> None:
    async with client.post("/admin/do", json={"do": "dance"}) as answer:
        assert answer.status == 400
    for deed in ({"do": "restart"}, {"do": "hangup", "to": "CA0"}, {"do": "message", "to": "CA0"}):
        async with client.post("/admin/do", json=deed) as answer:
            assert answer.status == 200


@pytest.mark.asyncio
async def test_a_command_may_stay_unanswered_though_it_was_done(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sandbox.rest.http._LONGEST_SILENCE_S", 0.1)
    await play(client, {"faults": [{"at": "rest", "what": "timeout-done", "times": 1}]})
    with pytest.raises(ClientError):
        await create(client)
    async with client.get("/panel/state.json") as answer:
        shown = await answer.json()
    assert [call["to"] for call in shown["calls"]] == [DIAZ]
    assert shown["log"][0]["kind"]


@pytest.mark.asyncio
async def test_a_webhook_that_is_not_kept_is_not_found(client: Client) -> None:
    async with client.get("/panel/webhooks/99") as answer:
        assert answer.status == 404
