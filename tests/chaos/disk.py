"""A small disk of its own for SQLite, and what fills it to the last byte."""

import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

_SIZE = "96m"
_PIECE = bytes(64 * 1024)


def small_disk(stack: ExitStack, folder: Path) -> Path | None:
    """Mount one there until the stack closes; None where we may not (it takes root, on Linux)."""
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", f"size={_SIZE}", "tmpfs", str(folder)]
    try:
        done = subprocess.run(command, capture_output=True, check=False)
    except FileNotFoundError:
        return None
    if done.returncode != 0:
        return None
    stack.callback(subprocess.run, ["umount", "--lazy", str(folder)], check=True)
    return folder


@contextmanager
def ballast(disk: Path) -> Iterator[None]:
    """Leave no byte free while the body runs; what is written meanwhile finds no room."""
    file = disk / "ballast"
    try:
        with suppress(OSError), file.open("wb", buffering=0) as full:
            while full.write(_PIECE):
                continue
        yield
    finally:
        file.unlink(missing_ok=True)
