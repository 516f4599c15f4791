"""Several media processes on one machine: one public port, inner ports behind it, one watcher."""

import asyncio
import logging
import signal
import socket
import sys
from contextlib import suppress

_LOG = logging.getLogger(__name__)
_AGAIN_S = 1.0
_PATIENCE_S = 5.0
_INNER = "127.0.0.1"
_BACKLOG = 128


def addresses(port: int, processes: int) -> tuple[str, ...]:
    """Return where the processes reach each other: inner ports above the public one."""
    return tuple(f"http://{_INNER}:{inner_port(port, each)}" for each in range(processes))


def inner_port(port: int, index: int) -> int:
    return port + 1000 + index


def sockets(hosts: str, port: int, index: int) -> list[socket.socket]:
    """Open the public port, shared with the other processes, and the inner one."""
    return [
        *(_shared(host, port) for host in hosts.split(",")),
        _shared(_INNER, inner_port(port, index)),
    ]


async def run(processes: int, arguments: list[str]) -> int:
    """Start the processes and start again what ends; stops them all when told to."""
    stopping = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(name, stopping.set)
    keepers = [asyncio.create_task(_keep(each, arguments)) for each in range(processes)]
    await stopping.wait()
    for keeper in keepers:
        keeper.cancel()
    await asyncio.gather(*keepers, return_exceptions=True)
    return 0


async def _keep(index: int, arguments: list[str]) -> None:
    command = [sys.executable, "-m", "streaming.media", *arguments, "--index", str(index)]
    while True:
        process = await asyncio.create_subprocess_exec(*command)
        try:
            code = await process.wait()
        except asyncio.CancelledError:
            await _stop(process)
            raise
        _LOG.warning("media process %d ended with %d; starting it again", index, code)
        await asyncio.sleep(_AGAIN_S)


async def _stop(process: asyncio.subprocess.Process) -> None:
    with suppress(ProcessLookupError):
        process.terminate()
    try:
        await asyncio.wait_for(process.wait(), _PATIENCE_S)
    except TimeoutError:
        process.kill()


def _shared(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    opened = socket.socket(family, socket.SOCK_STREAM)
    for option in (socket.SO_REUSEADDR, socket.SO_REUSEPORT):
        opened.setsockopt(socket.SOL_SOCKET, option, 1)
    if family == socket.AF_INET6:
        opened.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
    opened.bind((host, port))
    opened.listen(_BACKLOG)
    return opened
