"""Webhooks over sockets. Rules: Twilio, "Webhooks: connection overrides", "Debugger: errors".

"To override the default webhook connection settings on a per-request basis, append the overrides
to your webhook URL as a fragment" (twilio.com/docs/usage/webhooks/webhooks-connection-overrides)
"""

import asyncio
import base64
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field

import pytest
import pytest_asyncio
from aiohttp import web
from aiohttp.test_utils import TestServer
from twilio.request_validator import RequestValidator

from sandbox.calls.ports import WebhookAnswer, WebhookRequest
from sandbox.webhooks.live import AioWeb

TOKEN = "a-token-for-tests"
Page = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass
class Shop:
    """An application on loopback that keeps what it was asked."""

    carrier: AioWeb = field(default_factory=lambda: AioWeb(TOKEN))
    asked: list[tuple[str, str, dict[str, str], dict[str, str]]] = field(default_factory=list)
    unsigned: list[str] = field(default_factory=list)
    pages: dict[str, Page] = field(default_factory=dict)
    base: str = ""

    async def answer(self, request: web.Request) -> web.StreamResponse:
        form = {name: str(value) for name, value in (await request.post()).items()}
        headers = dict(request.headers.items())
        self.asked.append((request.method, request.path_qs, form, headers))
        url = f"{self.base}{request.raw_path}"
        said = request.headers.get("X-Twilio-Signature", "")
        if not RequestValidator(TOKEN).validate(url, form, said):
            self.unsigned.append(request.path)
        page = self.pages.get(request.path)
        return await page(request) if page else web.Response(text="<Response/>")

    async def ask(self, path: str, method: str = "POST", **more: str) -> WebhookAnswer:
        done: asyncio.Future[WebhookAnswer] = asyncio.get_running_loop().create_future()
        url = path if "://" in path else f"{self.base}{path}"
        kind = more.pop("kind", "twiml")
        request = WebhookRequest(url, method, {"CallSid": "CA1", "Body": "Ünï & co"}, kind, "CA1")
        self.carrier.send(request, done.set_result)
        return await done

    def paths(self) -> list[str]:
        return [path for _, path, _, _ in self.asked]


@pytest_asyncio.fixture
async def shop() -> AsyncIterator[Shop]:
    found = Shop()
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", found.answer)
    async with TestServer(app, host="127.0.0.1") as server:
        found.base = f"http://127.0.0.1:{server.port}"
        yield found
        await found.carrier.close()


def answers(*statuses: int) -> Page:
    left = list(statuses)

    async def page(_request: web.Request) -> web.Response:
        return web.Response(status=left.pop(0), text="<Response/>")

    return page


def moved(to: str, status: int = 302) -> Page:
    async def page(_request: web.Request) -> web.Response:
        return web.Response(status=status, headers={"Location": to})

    return page


def large(size: int) -> Page:
    async def page(_request: web.Request) -> web.Response:
        return web.Response(body=b"x" * size, content_type="text/xml")

    return page


def slow(seconds: float) -> Page:
    async def page(_request: web.Request) -> web.Response:
        await asyncio.sleep(seconds)
        return web.Response(text="late")

    return page


pytestmark = pytest.mark.asyncio


async def test_a_post_carries_a_form_and_the_headers_of_the_carrier(shop: Shop) -> None:
    answer = await shop.ask("/voice?a=%20b#rc=2")
    [(method, path, form, headers)] = shop.asked
    assert (answer.status, method, path) == (200, "POST", "/voice?a=%20b")
    assert form == {"CallSid": "CA1", "Body": "Ünï & co"}
    assert headers["Content-Type"] == "application/x-www-form-urlencoded; charset=UTF-8"
    assert (headers["User-Agent"], headers["Accept"]) == ("TwilioProxy/1.1", "*/*")
    assert headers["Cache-Control"] == "max-age=259200"
    assert {"I-Twilio-Idempotency-Token", "X-Home-Region"} <= set(headers)
    assert shop.unsigned == []


async def test_user_and_password_of_an_address_are_sent_as_basic_authentication(
    shop: Shop,
) -> None:
    await shop.ask(shop.base.replace("//", "//ada:s%40fe@") + "/voice")
    sent = shop.asked[0][3]["Authorization"].removeprefix("Basic ")
    assert base64.b64decode(sent) == b"ada:s@fe"


async def test_a_message_has_no_charset(shop: Shop) -> None:
    await shop.ask("/text", kind="message")
    headers = shop.asked[0][3]
    assert headers["Content-Type"] == "application/x-www-form-urlencoded"
    assert "Cache-Control" not in headers


async def test_a_get_carries_its_parameters_in_the_address(shop: Shop) -> None:
    await shop.ask("/voice?x=1", "GET")
    method, path, form, headers = shop.asked[0]
    assert (method, form) == ("GET", {})
    assert path.startswith("/voice?x=1&CallSid=CA1&Body=")
    assert "Content-Type" not in headers
    assert shop.unsigned == []


@pytest.mark.parametrize(
    ("fragment", "statuses", "asked"),
    [
        ("", [500, 200], 1),
        ("#rp=5xx", [500, 200], 2),
        ("#rc=3&rp=ct,5xx", [500, 502, 200], 3),
        ("#rc=2&rp=4xx", [404, 404, 404], 3),
        ("#rc=1&rp=4xx", [500, 200], 1),
        ("#rc=0&rp=all", [500, 200], 1),
        ("#rc=5&rp=all", [500, 404, 200], 3),
    ],
)
async def test_what_is_tried_again(
    shop: Shop, fragment: str, statuses: list[int], asked: int
) -> None:
    shop.pages["/told"] = answers(*statuses)
    answer = await shop.ask(f"/told{fragment}")
    assert len(shop.asked) == asked
    assert answer.status == statuses[asked - 1]


async def test_nobody_there_is_11205(shop: Shop) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    assert (await shop.ask(f"http://127.0.0.1:{port}/")).error == 11205


async def test_an_unknown_host_is_11210(shop: Shop) -> None:
    assert (await shop.ask("http://nowhere.invalid/")).error == 11210


@pytest.mark.parametrize("url", ["ftp://127.0.0.1/", "http://[", "http://a:99999999/", "x://"])
async def test_what_is_no_address_is_11100(shop: Shop, url: str) -> None:
    assert (await shop.ask(url)).error == 11100


async def test_a_slow_answer_is_11200_and_not_tried_again(shop: Shop) -> None:
    shop.pages["/slow"] = slow(2)
    answer = await shop.ask("/slow#rt=200")
    assert (answer.error, len(shop.asked)) == (11200, 1)


async def test_a_slow_answer_is_tried_again_on_demand(shop: Shop) -> None:
    shop.pages["/slow"] = slow(2)
    await shop.ask("/slow#rt=150&rp=rt&rc=2")
    assert len(shop.asked) == 3


async def test_all_tries_together_have_their_time(shop: Shop) -> None:
    """Twilio, "Error 11203": "You set the total timeout using the tt parameter"."""
    shop.pages["/slow"] = slow(2)
    answer = await shop.ask("/slow#rt=300&tt=400&rp=rt&rc=5")
    assert (answer.error, len(shop.asked)) == (11203, 2)


async def test_more_than_64_kb_is_11750(shop: Shop) -> None:
    shop.pages["/large"] = large(64 * 1024 + 1)
    shop.pages["/fits"] = large(64 * 1024)
    assert (await shop.ask("/large")).error == 11750
    assert (await shop.ask("/fits")).error == 0
    assert (await shop.ask("/large", "GET", kind="sound")).error == 0


async def test_a_redirect_is_followed_by_get_and_signed_anew(shop: Shop) -> None:
    shop.pages["/old"] = moved("/new?a=b")
    assert (await shop.ask("/old")).status == 200
    assert [(method, path) for method, path, _, _ in shop.asked] == [
        ("POST", "/old"),
        ("GET", "/new?a=b"),
    ]
    assert shop.unsigned == []


async def test_307_keeps_the_form(shop: Shop) -> None:
    shop.pages["/old"] = moved("/new", 307)
    await shop.ask("/old")
    method, path, form, _ = shop.asked[1]
    assert (method, path, form["CallSid"]) == ("POST", "/new", "CA1")


async def test_redirects_without_end_are_11215(shop: Shop) -> None:
    shop.pages["/loop"] = moved("/loop")
    assert (await shop.ask("/loop")).error == 11215
    assert len(shop.asked) == 11


async def test_cookies_are_kept_for_the_call(shop: Shop) -> None:
    async def sets(_request: web.Request) -> web.Response:
        answer = web.Response(text="<Response/>")
        answer.set_cookie("session", "abc")
        return answer

    shop.pages["/first"] = sets
    await shop.ask("/first")
    await shop.ask("/second")
    assert shop.asked[1][3]["Cookie"] == "session=abc"


async def test_a_broken_connection_is_11200(shop: Shop) -> None:
    async def breaks(request: web.Request) -> web.Response:
        assert request.transport is not None
        request.transport.close()
        return web.Response()

    shop.pages["/broken"] = breaks
    assert (await shop.ask("/broken")).error == 11200


async def test_requests_overtake_one_another(shop: Shop) -> None:
    shop.pages["/slow"] = slow(0.3)
    slowest = asyncio.create_task(shop.ask("/slow"))
    await asyncio.sleep(0.05)
    assert (await shop.ask("/quick")).status == 200
    assert not slowest.done()
    assert (await slowest).status == 200


async def test_an_edge_that_there_is_not_is_never_asked(shop: Shop) -> None:
    answer = await shop.ask("/voice#e=atlantis")
    assert (answer.error, shop.asked) == (11240, [])


async def test_every_try_of_a_webhook_bears_the_same_token(shop: Shop) -> None:
    """Twilio: a webhook that is tried again keeps its `I-Twilio-Idempotency-Token`."""
    shop.pages["/voice"] = answers(500, 200)
    await shop.ask("/voice#rp=5xx")
    await shop.ask("/other")
    first, again, other = (headers["I-Twilio-Idempotency-Token"] for *_, headers in shop.asked)
    assert first == again != other


async def test_a_digest_is_given_to_who_asks_for_it(shop: Shop) -> None:
    """Twilio, "Security": Basic and Digest authentication, by user and password in the address."""
    challenge = 'Digest realm="shop", nonce="abc", qop="auth", algorithm=MD5'

    async def guarded(request: web.Request) -> web.Response:
        said = request.headers.get("Authorization", "")
        if not said.startswith("Digest "):
            return web.Response(status=401, headers={"WWW-Authenticate": challenge})
        return web.Response(text="<Response/>" if 'username="ada"' in said else "", status=200)

    shop.pages["/voice"] = guarded
    url = shop.base.replace("http://", "http://ada:secret@") + "/voice"
    answer = await shop.ask(url)
    assert (answer.status, answer.body, len(shop.asked)) == (200, b"<Response/>", 2)
