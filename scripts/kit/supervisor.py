"""Processes kept running: restarted when they fall or hang, stopped together, each with its log."""

import contextlib
import os
import signal
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from steps import ROOT, Trouble

_FIRST_WAIT_S, _LONGEST_WAIT_S = 0.2, 5.0
_STABLE_S = 20.0
_STOP_S = 8.0
_READY_S = 60.0
_PROBE_S = 2.0
_PROBE_EVERY_S = 3.0
_HUNG_AFTER = 3
"""Unanswered probes of a process that was ready: it hangs, and a new one is better."""


@dataclass
class Process:
    """One program. `health` is an address that answers 200 when it is ready."""

    name: str
    command: Sequence[str]
    health: str = ""
    handle: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    wait_s: float = _FIRST_WAIT_S
    due: float = 0.0
    ready: bool = False
    unanswered: int = 0


@dataclass
class Supervisor:
    processes: list[Process]
    environment: Mapping[str, str]
    logs: Path
    stopping: bool = field(default=False)

    def start(self) -> None:
        self.logs.mkdir(parents=True, exist_ok=True)
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: setattr(self, "stopping", True))
        for process in self.processes:
            self._launch(process)

    def wait_ready(self) -> None:
        """Wait until every health address answers; raises Trouble naming the log to read."""
        until = time.monotonic() + _READY_S
        for process in self.processes:
            while process.health and not self.stopping and not _answers(process.health):
                self._tend()
                if time.monotonic() > until:
                    log = self.logs / f"{process.name}.log"
                    words = f"{process.name} does not come up; {log} says why."
                    raise Trouble(words)
                time.sleep(0.1)

    def run(self) -> None:
        """Watch until told to stop."""
        probed = time.monotonic()
        while not self.stopping:
            self._tend()
            if time.monotonic() - probed > _PROBE_EVERY_S:
                self._probe()
                probed = time.monotonic()
            time.sleep(0.1)

    def stop(self) -> None:
        """Ask every process group to end, the first started last; then insist."""
        alive = [p for p in reversed(self.processes) if p.handle and p.handle.poll() is None]
        for process in alive[:-1]:
            _signal(process, signal.SIGTERM)
        _wait(alive[:-1])
        for process in alive[-1:]:
            _signal(process, signal.SIGTERM)
        _wait(alive[-1:])

    def _tend(self) -> None:
        for process in self.processes:
            if process.handle is None or process.handle.poll() is not None:
                self._revive(process)

    def _probe(self) -> None:
        """Kill what lives and does not answer; `_tend` starts it again."""
        for process in self.processes:
            if not process.health or self.stopping or time.monotonic() < process.due:
                continue
            if _answers(process.health):
                process.ready, process.unanswered = True, 0
            elif process.ready:
                process.unanswered += 1
                if process.unanswered >= _HUNG_AFTER:
                    print(f"  {process.name} does not answer any more", flush=True)
                    _kill_group(process)

    def _revive(self, process: Process) -> None:
        now = time.monotonic()
        if process.handle is not None:
            print(f"  {process.name} ended, starting it again", flush=True)
            _kill_group(process)
            process.handle = None
            stable = now - process.started > _STABLE_S
            process.wait_s = _FIRST_WAIT_S if stable else min(process.wait_s * 2, _LONGEST_WAIT_S)
            process.due = now + process.wait_s
        elif now >= process.due and not self.stopping:
            self._launch(process)

    def _launch(self, process: Process) -> None:
        with (self.logs / f"{process.name}.log").open("ab") as log:
            process.handle = subprocess.Popen(
                process.command,
                cwd=ROOT,
                env=dict(self.environment),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        process.started = time.monotonic()
        process.ready, process.unanswered = False, 0


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=_PROBE_S) as answer:  # noqa: S310  # our own
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def _kill_group(process: Process) -> None:
    """Leave no child behind: an orphan would go on with work that is somebody else's by now."""
    if process.handle:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.handle.pid, signal.SIGKILL)


def _signal(process: Process, number: signal.Signals) -> None:
    if process.handle and process.handle.poll() is None:
        os.killpg(process.handle.pid, number)


def _wait(processes: Sequence[Process]) -> None:
    until = time.monotonic() + _STOP_S
    for process in processes:
        if process.handle is None:
            continue
        try:
            process.handle.wait(max(0.1, until - time.monotonic()))
        except subprocess.TimeoutExpired:
            _signal(process, signal.SIGKILL)
            process.handle.wait()
