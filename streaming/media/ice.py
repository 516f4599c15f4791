"""ICE-lite behind one UDP and one TCP port: every session by its user fragment (RFC 8445, 6544)."""

import asyncio
import logging
import secrets
import socket
from collections.abc import Callable
from time import monotonic
from typing import Any

from aioice import stun
from typing_extensions import override

_LOG = logging.getLogger(__name__)
_BUFFER = 4 << 20
_AT_ONCE = 64
_SLOW = 256 * 1024
_IDLE_S = 10
Address = Any
"""(host, port) for UDP, or the TcpPeer the bytes came by."""


class IceSession:
    """One far end. What DTLS needs of a transport, and where its packets go."""

    role = "controlled"
    state = "completed"

    def __init__(self, mux: "Mux") -> None:
        self._mux = mux
        self.ufrag = secrets.token_hex(4)
        self.password = secrets.token_hex(16)
        self.address: Address | None = None
        self.last_seen = monotonic()
        self.ready = asyncio.Event()
        self.media: Callable[[bytes], None] | None = None
        self._inbox: asyncio.Queue[bytes | None] = asyncio.Queue()
        mux.sessions[self.ufrag] = self

    def received(self, data: bytes) -> None:
        """Take a packet that is no STUN: media goes straight on, the rest to DTLS."""
        if data[0] >= 128 and self.media:
            self.media(data)
        else:
            self._inbox.put_nowait(data)

    def send_now(self, data: bytes) -> None:
        """Send at once; a full socket loses the packet, as a network would."""
        if self.address is None:
            raise ConnectionError
        self._mux.send(data, self.address)

    def close(self) -> None:
        self._mux.forget(self)
        self._inbox.put_nowait(None)

    async def _recv(self) -> bytes:
        """Give DTLS its next packet (the name aiortc calls)."""
        data = await self._inbox.get()
        if data is None:
            raise ConnectionError
        return data

    async def _send(self, data: bytes) -> None:
        """Send for DTLS (the name aiortc calls)."""
        self.send_now(data)


class TcpPeer(asyncio.Protocol):
    """The passive side of ICE-TCP: packets framed by 16 bit lengths (RFC 4571)."""

    def __init__(self, mux: "Mux") -> None:
        self._mux = mux
        self._buffer = bytearray()
        self._transport: asyncio.Transport | None = None

    @override
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        if isinstance(transport, asyncio.Transport):
            self._transport = transport
            asyncio.get_running_loop().call_later(_IDLE_S, self._drop_stranger)

    @override
    def data_received(self, data: bytes) -> None:
        self._buffer += data
        while len(self._buffer) >= 2:
            size = self._buffer[0] << 8 | self._buffer[1]
            if len(self._buffer) < 2 + size:
                return
            packet = bytes(self._buffer[2 : 2 + size])
            del self._buffer[: 2 + size]
            if packet:
                self._mux.received(packet, self)

    @override
    def connection_lost(self, exc: Exception | None) -> None:
        self._transport = None
        self._mux.lost(self)

    @property
    def host(self) -> tuple[str, int]:
        name = self._transport.get_extra_info("peername") if self._transport else ("0.0.0.0", 0)  # noqa: S104
        return name[0], name[1]

    def send(self, data: bytes) -> None:
        """Send framed; a slow reader loses packets instead of seeing the past."""
        if self._transport is None or self._transport.is_closing():
            raise ConnectionError
        if self._transport.get_write_buffer_size() <= _SLOW:
            self._transport.write(len(data).to_bytes(2, "big") + data)

    def close(self) -> None:
        if self._transport:
            self._transport.close()

    def _drop_stranger(self) -> None:
        if not self._mux.knows(self):
            self.close()


class Mux:
    """The two ports. STUN finds the session by user fragment, everything else by address."""

    def __init__(self, host: str, port: int, announce: str) -> None:
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        for option in (socket.SO_RCVBUF, socket.SO_SNDBUF):
            self._socket.setsockopt(socket.SOL_SOCKET, option, _BUFFER)
        self._socket.bind((host, port))
        self._socket.settimeout(0)
        self._host = host
        self._announce = announce
        self._tcp: asyncio.Server | None = None
        self._tcp_port = 0
        self._by_address: dict[Address, IceSession] = {}
        self.sessions: dict[str, IceSession] = {}
        asyncio.get_running_loop().add_reader(self._socket.fileno(), self._readable)

    @property
    def port(self) -> int:
        return int(self._socket.getsockname()[1])

    async def listen_tcp(self, port: int) -> None:
        loop = asyncio.get_running_loop()
        self._tcp = await loop.create_server(lambda: TcpPeer(self), self._host, port)
        self._tcp_port = self._tcp.sockets[0].getsockname()[1]

    def candidates(self) -> tuple[str, ...]:
        """Return our candidates as lines of a session description."""
        lines = [f"a=candidate:1 1 udp 2130706431 {self._announce} {self.port} typ host"]
        if self._tcp_port:
            tcp = f"a=candidate:2 1 tcp 1671430143 {self._announce} {self._tcp_port}"
            lines.append(f"{tcp} typ host tcptype passive")
        return (*lines, "a=end-of-candidates")

    def send(self, data: bytes, address: Address) -> None:
        if isinstance(address, TcpPeer):
            address.send(bytes(data))
            return
        try:
            self._socket.sendto(data, address)
        except (BlockingIOError, InterruptedError):
            return
        except OSError as error:
            _LOG.debug("a packet could not be sent: %s", error)

    def received(self, data: bytes, address: Address) -> None:
        if data[0] < 4:
            self._stun(data, address)
            return
        session = self._by_address.get(address)
        if session:
            session.received(data)

    def knows(self, address: Address) -> bool:
        return address in self._by_address

    def lost(self, address: Address) -> None:
        session = self._by_address.pop(address, None)
        if session and session.address is address:
            session.address = None

    def forget(self, session: IceSession) -> None:
        self.sessions.pop(session.ufrag, None)
        for address in [a for a, s in self._by_address.items() if s is session]:
            del self._by_address[address]
            if isinstance(address, TcpPeer):
                address.close()

    def close(self) -> None:
        asyncio.get_running_loop().remove_reader(self._socket.fileno())
        self._socket.close()
        if self._tcp:
            self._tcp.close()

    def _readable(self) -> None:
        for _ in range(_AT_ONCE):
            try:
                data, address = self._socket.recvfrom(2048)
            except (BlockingIOError, InterruptedError):
                return
            except OSError:
                continue
            if data:
                self.received(data, address)

    def _stun(self, data: bytes, address: Address) -> None:
        """Answer a connectivity check of a session we know, if its password fits."""
        try:
            message = stun.parse_message(data)
        except (ValueError, IndexError):
            return
        is_check = message.message_class is stun.Class.REQUEST
        if not is_check or message.message_method is not stun.Method.BINDING:
            return
        session = self.sessions.get(str(message.attributes.get("USERNAME", "")).partition(":")[0])
        if session is None or not message.check_message_integrity(session.password.encode()):
            return
        self._answer(message, session, address)
        session.last_seen = monotonic()
        if "USE-CANDIDATE" in message.attributes or session.address is None:
            session.address = address
            self._by_address[address] = session
            session.ready.set()

    def _answer(self, message: Any, session: IceSession, address: Address) -> None:
        answer = stun.Message(
            message_method=stun.Method.BINDING,
            message_class=stun.Class.RESPONSE,
            transaction_id=message.transaction_id,
        )
        host = address.host if isinstance(address, TcpPeer) else address
        answer.attributes["XOR-MAPPED-ADDRESS"] = host
        answer.add_message_integrity(session.password.encode())
        try:
            self.send(bytes(answer), address)
        except ConnectionError:
            _LOG.debug("a check could not be answered")
