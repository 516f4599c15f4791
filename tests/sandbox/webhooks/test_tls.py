"""Webhooks to a server nobody vouches for. Rules: Twilio, "Error and warning dictionary".

"Twilio won't connect to an HTTPS URL with a self-signed certificate."
(twilio.com/docs/usage/webhooks/webhooks-security)
"""

import asyncio
import ssl
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from sandbox.calls.ports import WebhookAnswer, WebhookRequest
from sandbox.webhooks.live import AioWeb

pytestmark = pytest.mark.asyncio


def self_signed(folder: Path) -> ssl.SSLContext:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime(2026, 1, 1, tzinfo=UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now)
        .not_valid_after(now + timedelta(days=36500))
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    plain = serialization.NoEncryption()
    private = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, plain)
    (folder / "both.pem").write_bytes(private + certificate.public_bytes(pem))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "both.pem")
    return context


async def ask(url: str) -> WebhookAnswer:
    carrier = AioWeb("token")
    done: asyncio.Future[WebhookAnswer] = asyncio.get_running_loop().create_future()
    carrier.send(WebhookRequest(url, "POST", {}, "twiml", "CA1"), done.set_result)
    answer = await done
    await carrier.close()
    return answer


async def test_a_certificate_nobody_vouches_for_is_11237(tmp_path: Path) -> None:
    asked: list[str] = []

    async def page(request: web.Request) -> web.Response:
        asked.append(request.path)
        return web.Response()

    app = web.Application()
    app.router.add_route("*", "/", page)
    server = TestServer(app, host="127.0.0.1", scheme="https")
    await server.start_server(ssl=self_signed(tmp_path))
    answer = await ask(f"https://localhost:{server.port}/")
    await server.close()
    assert (answer.error, asked) == (11237, [])


async def test_a_server_that_speaks_no_tls_is_11220() -> None:
    async with TestServer(web.Application(), host="127.0.0.1") as server:
        assert (await ask(f"https://127.0.0.1:{server.port}/")).error == 11220
