"""The real processes, started by the newcomer's own command in a folder of their own."""

import json
import os
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
_START_S = 180.0
_STOP_S = 30.0


@contextmanager
def running(port: int, settings: Mapping[str, str]) -> Iterator[dict[str, str]]:
    """Yield the addresses of a fresh stack, and its database; forget its data at the end.

    `port` is the first to try; `settings` stand in the environment, as a person would export them.
    """
    with tempfile.TemporaryDirectory(prefix="vs-stack-") as folder:
        ready, log = Path(folder) / "ready.json", Path(folder) / "start.log"
        command = ["scripts/start", "--port", str(port), "--data", str(Path(folder) / "var")]
        with log.open("wb") as out:
            process = subprocess.Popen(
                [*command, "--ready-file", str(ready)],
                cwd=ROOT,
                env={**os.environ, **settings},
                stdout=out,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        try:
            found = _addresses(ready, process, log)
            yield {**found, "database": f"{folder}/var/virtual-shopper.db"}
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(_STOP_S)


def _addresses(ready: Path, process: "subprocess.Popen[bytes]", log: Path) -> dict[str, str]:
    until = time.monotonic() + _START_S
    while not ready.exists() or not ready.read_text(encoding="utf-8"):
        if process.poll() is not None or time.monotonic() > until:
            words = f"scripts/start did not come up:\n{log.read_text(encoding='utf-8')}"
            raise RuntimeError(words)
        time.sleep(0.2)
    found: dict[str, str] = json.loads(ready.read_text(encoding="utf-8"))
    return found
