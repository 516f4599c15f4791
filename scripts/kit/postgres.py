"""A private PostgreSQL for the tests: its own cluster in a temporary folder, on a Unix socket."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from debian import install
from steps import Trouble


@contextmanager
def private_server(fsync: str = "off") -> Iterator[str | None]:
    """Yield the URL of an empty database, or None where no server can be had.

    `fsync` is given on the command line, where no later setting can override it.
    """
    binaries = _binaries()
    if binaries is None:
        yield None
        return
    folder = Path(tempfile.mkdtemp(prefix="vs-pg-"))
    try:
        _as_owner(
            folder,
            [str(binaries / "initdb"), "-D", str(folder / "data"), "-A", "trust", "-U", "shop"],
        )
        options = f"-c listen_addresses='' -c unix_socket_directories={folder} -c fsync={fsync}"
        control = [str(binaries / "pg_ctl"), "-D", str(folder / "data"), "-w", "-s"]
        _as_owner(folder, [*control, "-o", options, "-l", str(folder / "log"), "start"])
        try:
            yield f"postgresql://shop@/postgres?host={folder}"
        finally:
            _as_owner(folder, [*control, "-m", "immediate", "stop"])
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def restart(url: str) -> None:
    """Pull the plug of a private server and start it again, as after a crash."""
    folder, binaries = Path(url.partition("host=")[2]), _newest()
    if binaries:
        control = [str(binaries / "pg_ctl"), "-D", str(folder / "data"), "-w", "-s"]
        _as_owner(folder, [*control, "-m", "immediate", "-l", str(folder / "log"), "restart"])


def _binaries() -> Path | None:
    found = _newest()
    if found is None:
        try:
            install(["postgresql"])
        except Trouble as trouble:
            print(f"\n  No PostgreSQL: its tests are skipped. {trouble}")
            return None
        found = _newest()
    return found


def _newest() -> Path | None:
    """Find the server's programs; Debian keeps them off the PATH."""
    there = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if there:
        return there[-1].parent
    on_path = shutil.which("initdb")
    return Path(on_path).parent if on_path else None


def _as_owner(folder: Path, command: list[str]) -> None:
    """Run as somebody who is not root: the server refuses to be."""
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres")
        command = ["runuser", "-u", "postgres", "--", *command]
    subprocess.run(command, check=True, cwd=folder, stdout=subprocess.DEVNULL)
