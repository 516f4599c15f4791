"""The passive side of ICE-TCP: packets framed by 16 bit lengths (RFC 4571, 6544)."""

import asyncio
from typing import Protocol

from typing_extensions import override

_SLOW = 256 * 1024
_IDLE_S = 10


class Switch(Protocol):
    """Where packets go that came over TCP."""

    def received(self, data: bytes, address: "TcpPeer") -> None: ...
    def knows(self, address: "TcpPeer") -> bool: ...
    def lost(self, address: "TcpPeer") -> None: ...


class TcpPeer(asyncio.Protocol):
    """One connection; strangers are dropped after ten seconds."""

    def __init__(self, switch: Switch) -> None:
        self._switch = switch
        self._buffer = bytearray()
        self._transport: asyncio.Transport | None = None
        self._timer: asyncio.TimerHandle | None = None

    @override
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        if isinstance(transport, asyncio.Transport):
            self._transport = transport
            loop = asyncio.get_running_loop()
            self._timer = loop.call_later(_IDLE_S, self._drop_stranger)

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
                self._switch.received(packet, self)

    @override
    def connection_lost(self, exc: Exception | None) -> None:
        self._transport = None
        if self._timer:
            self._timer.cancel()
        self._switch.lost(self)

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
        if not self._switch.knows(self):
            self.close()
