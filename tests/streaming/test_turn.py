"""Relay credentials as coturn's shared-secret scheme wants them, and as coturn itself judges."""

import asyncio
import contextlib
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator

import pytest
from aioice import stun, turn
from typing_extensions import override

from streaming.turn import Relays, credentials


def test_credentials_are_an_hmac_over_their_own_end() -> None:
    """coturn, use-auth-secret: base64(hmac-sha1(secret, "time:user")), here as openssl says."""
    name, word = credentials("north", "viewer", 1_600_000_000)
    assert (name, word) == ("1600000000:viewer", "ItNjTdlUYze8PXV17pe3wvNiLIY=")


def test_links_quote_what_servers_say() -> None:
    stun, turn = Relays.listed("stun:a.test,turn:b.test?transport=udp", "s").links("x", 5)
    name, word = credentials("s", "x", 5)
    assert stun == '<stun:a.test>; rel="ice-server"'
    assert turn.startswith('<turn:b.test?transport=udp>; rel="ice-server"; ')
    assert f'; username="{name}"; credential="{word}"; credential-type="password"' in turn


def test_nothing_configured_means_no_relay() -> None:
    assert Relays.listed("", "").servers("x", 5) == []


@pytest.fixture
def coturn() -> Iterator[int]:
    if not shutil.which("turnserver"):
        pytest.skip("no coturn: `apt-get install coturn` brings it")
    port = _free_port()
    words = [
        "--use-auth-secret",
        "--static-auth-secret=north",
        "--realm=r",
        "--no-tls",
        "--no-dtls",
    ]
    places = ["--listening-ip=127.0.0.1", f"--listening-port={port}", "--relay-ip=127.0.0.1"]
    quiet = ["--no-cli", "--no-dtls", "--log-file=stdout", "--pidfile=", "--allow-loopback-peers"]
    process = subprocess.Popen(
        ["turnserver", "-n", *words, *places, *quiet],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    yield port
    process.terminate()
    process.wait(10)


def _free_port() -> int:
    """Return a port that is free for both: coturn listens to UDP and TCP on the same one."""
    while True:
        tcp, udp = socket.socket(), socket.socket(type=socket.SOCK_DGRAM)
        with tcp, udp, contextlib.suppress(OSError):
            tcp.bind(("127.0.0.1", 0))
            udp.bind(tcp.getsockname())
            return int(tcp.getsockname()[1])


@pytest.mark.asyncio
async def test_coturn_takes_our_credentials_and_no_others(coturn: int) -> None:
    name, word = credentials("north", "viewer", int(time.time()) + 600)
    async with asyncio.timeout(10):
        while not await _allocated(coturn, name, word):  # noqa: ASYNC110 - it is starting
            await asyncio.sleep(0.2)
    assert not await _allocated(coturn, name, "wrong")
    stale, stale_word = credentials("north", "viewer", int(time.time()) - 10)
    assert not await _allocated(coturn, stale, stale_word), "its time is over"


class _Heard(asyncio.DatagramProtocol):
    """Keeps what comes back through the relay."""

    def __init__(self) -> None:
        self.said: asyncio.Queue[bytes] = asyncio.Queue()

    @override
    def datagram_received(self, data: bytes, _addr: tuple[str, int]) -> None:
        self.said.put_nowait(data)


@pytest.mark.asyncio
@pytest.mark.parametrize("transport", ["udp", "tcp"])
async def test_packets_pass_the_relay_both_ways(coturn: int, transport: str) -> None:
    """A phone whose network lets only TCP out reaches UDP behind the relay, and is answered."""
    name, word = credentials("north", "viewer", int(time.time()) + 600)
    async with asyncio.timeout(10):
        while not await _allocated(coturn, name, word, transport):  # noqa: ASYNC110 - it is starting
            await asyncio.sleep(0.2)
        line, heard = await _relay(coturn, name, word, transport)
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as far:
            far.bind(("127.0.0.1", 0))
            far.setblocking(False)
            line.sendto(b"there", far.getsockname())
            data, back = await asyncio.get_running_loop().sock_recvfrom(far, 100)
            assert (data, back) == (b"there", line.get_extra_info("sockname"))
            far.sendto(b"and back", back)
            assert await heard.said.get() == b"and back"
        line.close()
        await asyncio.sleep(0.1)


async def _relay(
    port: int, name: str, word: str, transport: str
) -> tuple[turn.TurnTransport, _Heard]:
    line, heard = await turn.create_turn_endpoint(
        _Heard,
        server_addr=("127.0.0.1", port),
        username=name,
        password=word,
        transport=transport,
    )
    return line, heard


async def _allocated(port: int, name: str, word: str, way: str = "udp") -> bool:
    try:
        async with asyncio.timeout(3):
            transport, _ = await _relay(port, name, word, way)
    except (stun.TransactionError, TimeoutError, OSError):
        return False
    transport.close()
    await asyncio.sleep(0.1)
    return True
