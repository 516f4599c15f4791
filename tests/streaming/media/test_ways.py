"""The ways packets take: restarts, roaming, IPv6, TCP, and strangers at the port."""

import asyncio
import socket

import pytest

from streaming.media import rtcp
from tests.streaming.media.stage import Camera, Stage, Watcher, stage, until

pytestmark = pytest.mark.asyncio
FRAGMENT = "application/trickle-ice-sdpfrag"


async def filmed(on: Stage) -> tuple[Camera, Watcher]:
    camera, watcher = await on.camera(), await on.viewer()
    camera.send(key=True)
    await until(lambda: watcher.came)
    return camera, watcher


async def restarted(on: Stage, watcher: Watcher) -> tuple[str, str]:
    """Ask for new credentials as a browser does; returns them."""
    bearer = {"Authorization": f"Bearer {on.token('view', 'diaz')}"}
    kind = {"Content_Type": FRAGMENT, "If_Match": "*"}
    text = "a=ice-ufrag:new1\r\na=ice-pwd:" + "b" * 24 + "\r\n"
    status, _, body = await on.ask("PATCH", watcher.peer.location, text, **bearer, **kind)
    assert status == 200
    said = dict(line.partition(":")[::2] for line in body.splitlines())
    return said["a=ice-ufrag"], said["a=ice-pwd"]


async def test_a_viewer_restarts_and_the_camera_notices_nothing() -> None:
    async with stage() as on:
        camera, watcher = await filmed(on)
        camera.asked.clear()
        ufrag, password = await restarted(on, watcher)
        camera.send()
        await until(lambda: len(watcher.came) == 2)
        await watcher.peer.wire.check(watcher.peer.wire.far, ufrag, password)
        camera.send()
        await until(lambda: len(watcher.came) == 3)
        assert all(kind[0] != rtcp.PAYLOAD_FEEDBACK for kind in camera.kinds())
        assert [said["kind"] for said in on.told].count("viewer-joined") == 1


async def test_credentials_before_a_restart_are_over_once_the_new_ones_are_used() -> None:
    async with stage() as on:
        _, watcher = await filmed(on)
        first = watcher.peer.wire._theirs
        await watcher.peer.wire.check(watcher.peer.wire.far, *await restarted(on, watcher))
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(watcher.peer.wire.check(watcher.peer.wire.far, *first), 0.5)


async def test_a_phone_that_changes_its_network_goes_on() -> None:
    """The same session from another address: the next check nominates it."""
    async with stage() as on:
        camera, watcher = await filmed(on)
        wire = watcher.peer.wire
        before, (ufrag, password) = wire._udp, wire._theirs
        await wire.open()
        await wire.check(wire.far, ufrag, password)
        camera.send()
        await until(lambda: len(watcher.came) == 2)
        before.close()


async def test_ipv6_is_announced_and_works() -> None:
    async with stage(announce=("127.0.0.1", "::1"), hosts=("127.0.0.1", "::1")) as on:
        camera = await on.camera()
        watcher = Watcher()
        on.peers.append(watcher.peer)
        bearer = {"Authorization": f"Bearer {on.token('view')}"}
        kind = {"Content_Type": "application/sdp"}
        status, _, answer = await on.ask("POST", "/whep/tour1", watcher.peer.text, **bearer, **kind)
        assert status == 201
        await watcher.peer.connect(answer, "::1")
        camera.send(key=True)
        await until(lambda: watcher.came)


async def test_the_announced_address_stands_in_the_answer() -> None:
    async with stage(announce=("203.0.113.7",)) as on:
        assert any(" 203.0.113.7 " in line for line in on.mux.candidates())


async def test_strangers_get_no_answer_and_no_connection() -> None:
    async with stage() as on:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as stranger:
            stranger.settimeout(0.2)
            for data in (b"", b"\x00", b"\x00" * 40, b"\x80" * 200, b"\x16" * 60):
                stranger.sendto(data, ("127.0.0.1", on.mux.port))
            await asyncio.sleep(0.1)
            with pytest.raises(TimeoutError):
                stranger.recv(100)
        assert on.mux.sessions == {}


async def test_a_wrong_password_does_not_connect() -> None:
    async with stage() as on:
        _, watcher = await filmed(on)
        wire = watcher.peer.wire
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(wire.check(wire.far, wire._theirs[0], "wrong"), 0.5)


async def test_tcp_carries_checks_for_networks_without_udp() -> None:
    async with stage() as on:
        _, watcher = await filmed(on)
        tcp = next(line for line in on.mux.candidates() if " tcp " in line)
        assert tcp.endswith("typ host tcptype passive")
        reader, writer = await asyncio.open_connection("127.0.0.1", int(tcp.split()[5]))
        sent: list[bytes] = []
        wire = watcher.peer.wire
        udp, wire._udp = wire._udp, _Tape(sent)
        wire.send_check()
        wire._udp = udp
        writer.write(len(sent[0]).to_bytes(2, "big") + sent[0])
        size = int.from_bytes(await asyncio.wait_for(reader.readexactly(2), 2), "big")
        answer = await reader.readexactly(size)
        assert answer[:2] == b"\x01\x01", "a binding success"
        writer.close()
        await writer.wait_closed()


class _Tape:
    """Keeps what would be sent."""

    def __init__(self, kept: list[bytes]) -> None:
        self._kept = kept

    def sendto(self, data: bytes, _address: object) -> None:
        self._kept.append(data)
