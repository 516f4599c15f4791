"""ICE-lite behind one UDP and one TCP port: every session by its user fragment (RFC 8445, 6544)."""

import asyncio
import logging
import secrets
import socket
import struct
from collections.abc import Callable, Sequence
from time import monotonic
from typing import Any

from aioice import stun

from streaming.media.tcp import TcpPeer

_LOG = logging.getLogger(__name__)
_BUFFER = 4 << 20
_AT_ONCE = 64
_MOST_WAITING = 64
_MOST_PLACES = 4
Address = Any
"""(host, port) for UDP, four values for IPv6, or the TcpPeer the bytes came by."""


class IceSession:
    """One far end. What DTLS needs of a transport, and where its packets go."""

    role = "controlled"
    state = "completed"

    def __init__(self, mux: "Mux") -> None:
        self._mux = mux
        self.keys: dict[str, str] = {}
        self.address: Address | None = None
        self.places: list[Address] = []
        self.last_seen = monotonic()
        self._heard = False
        self.ready = asyncio.Event()
        self.media: Callable[[bytes], None] | None = None
        self._inbox: asyncio.Queue[bytes | None] = asyncio.Queue()
        self.restart()

    def restart(self) -> None:
        """Take new credentials; the old ones hold until the new ones are first used."""
        self.ufrag, self.password = secrets.token_hex(4), secrets.token_hex(16)
        self.keys[self.ufrag] = self.password
        self._mux.sessions[self.ufrag] = self
        for stale in list(self.keys)[:-2]:
            self._drop(stale)

    def confirmed(self, ufrag: str) -> None:
        """Note that the far end uses these credentials: earlier ones are over."""
        while next(iter(self.keys)) != ufrag:
            self._drop(next(iter(self.keys)))

    def silent_s(self) -> float:
        """Return for how long nothing came: checks (RFC 7675), or media of encoders without."""
        now = monotonic()
        if self._heard:
            self._heard, self.last_seen = False, now
        return now - self.last_seen

    def received(self, data: bytes) -> None:
        """Take a packet that is no STUN: media goes straight on, the rest to DTLS."""
        self._heard = True
        if data[0] >= 128 and self.media:
            self.media(data)
        elif self._inbox.qsize() < _MOST_WAITING:
            self._inbox.put_nowait(data)

    def send_now(self, data: bytes) -> None:
        """Send at once; a full socket loses the packet, as a network would."""
        if self.address is None:
            raise ConnectionError
        self._mux.send(data, self.address)

    def close(self) -> None:
        self._mux.forget(self)
        self._inbox.put_nowait(None)

    def _drop(self, ufrag: str) -> None:
        del self.keys[ufrag]
        self._mux.sessions.pop(ufrag, None)

    async def _recv(self) -> bytes:
        """Give DTLS its next packet (the name aiortc calls)."""
        data = await self._inbox.get()
        if data is None:
            raise ConnectionError
        return data

    async def _send(self, data: bytes) -> None:
        """Send for DTLS (the name aiortc calls)."""
        self.send_now(data)


class Mux:
    """The ports. STUN finds the session by user fragment, everything else by address."""

    def __init__(self, hosts: Sequence[str], port: int, announce: Sequence[str]) -> None:
        self._hosts = hosts
        self._announce = announce
        self._tcp: asyncio.Server | None = None
        self._tcp_port = 0
        self._by_address: dict[Address, IceSession] = {}
        self.sessions: dict[str, IceSession] = {}
        self._sockets: dict[int, socket.socket] = {}
        for host in hosts:
            opened = _open(host, port)
            port = opened.getsockname()[1]
            self._sockets[4 if ":" in host else 2] = opened
            asyncio.get_running_loop().add_reader(opened.fileno(), self._readable, opened)

    @property
    def port(self) -> int:
        return int(next(iter(self._sockets.values())).getsockname()[1])

    async def listen_tcp(self, port: int) -> None:
        loop = asyncio.get_running_loop()
        self._tcp = await loop.create_server(lambda: TcpPeer(self), list(self._hosts), port)
        self._tcp_port = self._tcp.sockets[0].getsockname()[1]

    def candidates(self) -> tuple[str, ...]:
        """Return our candidates as lines of a session description."""
        lines = []
        for place, address in enumerate(self._announce):
            udp = f"a=candidate:{2 * place + 1} 1 udp {2130706431 - 256 * place}"
            lines.append(f"{udp} {address} {self.port} typ host")
            if self._tcp_port:
                tcp = f"a=candidate:{2 * place + 2} 1 tcp {1671430143 - 256 * place}"
                lines.append(f"{tcp} {address} {self._tcp_port} typ host tcptype passive")
        return (*lines, "a=end-of-candidates")

    def send(self, data: bytes, address: Address) -> None:
        if isinstance(address, TcpPeer):
            address.send(bytes(data))
            return
        try:
            self._sockets[len(address)].sendto(data, address)
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
        if session:
            session.places.remove(address)
        if session and session.address is address:
            session.address = None

    def forget(self, session: IceSession) -> None:
        for ufrag in session.keys:
            self.sessions.pop(ufrag, None)
        for address in session.places:
            self._leave(session, address)

    def close(self) -> None:
        for opened in self._sockets.values():
            asyncio.get_running_loop().remove_reader(opened.fileno())
            opened.close()
        if self._tcp:
            self._tcp.close()

    def _readable(self, opened: socket.socket) -> None:
        for _ in range(_AT_ONCE):
            try:
                data, address = opened.recvfrom(2048)
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
        except (ValueError, IndexError, struct.error):
            return
        is_check = message.message_class is stun.Class.REQUEST
        if not is_check or message.message_method is not stun.Method.BINDING:
            return
        ufrag = str(message.attributes.get("USERNAME", "")).partition(":")[0]
        session = self.sessions.get(ufrag)
        if session is None or not _fits(message, session.keys[ufrag]):
            return
        self._answer(message, session.keys[ufrag], address)
        session.last_seen = monotonic()
        session.confirmed(ufrag)
        if "USE-CANDIDATE" in message.attributes or session.address is None:
            self._nominate(session, address)

    def _nominate(self, session: IceSession, address: Address) -> None:
        """Send there from now on; a few places before stay known, late packets still come."""
        session.address = address
        self._by_address[address] = session
        if address not in session.places:
            session.places.append(address)
            if len(session.places) > _MOST_PLACES:
                self._leave(session, session.places.pop(0))
        session.ready.set()

    def _leave(self, session: IceSession, address: Address) -> None:
        if self._by_address.get(address) is session:
            del self._by_address[address]
        if isinstance(address, TcpPeer):
            address.close()

    def _answer(self, message: Any, password: str, address: Address) -> None:
        answer = stun.Message(
            message_method=stun.Method.BINDING,
            message_class=stun.Class.RESPONSE,
            transaction_id=message.transaction_id,
        )
        host = address.host if isinstance(address, TcpPeer) else address[:2]
        answer.attributes["XOR-MAPPED-ADDRESS"] = host
        answer.add_message_integrity(password.encode())
        try:
            self.send(bytes(answer), address)
        except ConnectionError:
            _LOG.debug("a check could not be answered")


def _open(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    opened = socket.socket(family, socket.SOCK_DGRAM)
    for option in (socket.SO_RCVBUF, socket.SO_SNDBUF):
        opened.setsockopt(socket.SOL_SOCKET, option, _BUFFER)
    if family == socket.AF_INET6:
        opened.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
    opened.bind((host, port))
    opened.settimeout(0)
    return opened


def _fits(message: Any, password: str) -> bool:
    return bool(message.check_message_integrity(password.encode()))
