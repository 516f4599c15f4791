"""A small TCP proxy that can swallow, reset or pass what goes through it."""

import asyncio
import contextlib
from dataclasses import dataclass, field


@dataclass
class Proxy:
    """Listens on a port of its own and passes on to a Unix socket.

    `mode`: `pass`; `swallow`: connections stay open and nothing arrives; `refuse`: cut at once.
    """

    target: str
    mode: str = "pass"
    port: int = 0
    _writers: set[asyncio.StreamWriter] = field(default_factory=set)
    _server: asyncio.Server | None = None

    async def start(self) -> None:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", self.port)
        self.port = self._server.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        if self._server:
            self._server.close()
        self.cut()

    def cut(self) -> None:
        """Reset every connection."""
        for writer in list(self._writers):
            writer.transport.abort()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._writers.add(writer)
        try:
            if self.mode == "refuse":
                return
            onward = await asyncio.open_unix_connection(self.target)
            self._writers.add(onward[1])
            await asyncio.gather(self._pass(reader, onward[1]), self._pass(onward[0], writer))
        except OSError:
            return
        finally:
            self._writers.discard(writer)
            writer.transport.abort()

    async def _pass(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError):
            while data := await reader.read(65536):
                while self.mode == "swallow":  # noqa: ASYNC110 - the fault itself
                    await asyncio.sleep(0.1)
                writer.write(data)
                await writer.drain()
        self._writers.discard(writer)
        writer.transport.abort()
