"""The clock's loop: every sweep at its interval, each in a thread of its own."""

import logging
import signal
import threading
from collections.abc import Callable, Sequence
from datetime import timedelta
from types import FrameType

from callcenter.infra import pace
from callcenter.services import Services

_LOG = logging.getLogger(__name__)
_RETRY_S = 1.0

Sweep = Callable[[Services], None]
Schedule = Sequence[tuple[float, str, Sweep]]


class Ticker:
    """Runs what is due and goes on, whatever failed.

    A slow sweep (one that waits for the carrier) delays no other. Of several clocks, one takes
    each turn: when a process dies or sleeps, the others miss nothing.
    """

    def __init__(self, services: Services, schedule: Schedule) -> None:
        self._services = services
        self._schedule = schedule
        self._stop = threading.Event()

    def run(self) -> None:
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._on_signal)
        threads = [
            threading.Thread(target=self._repeat, args=entry, name=entry[1], daemon=True)
            for entry in self._schedule
        ]
        for thread in threads:
            thread.start()
        self._stop.wait()
        for thread in threads:
            thread.join(timeout=5)

    def turn(self, every_s: float, name: str, sweep: Sweep) -> float:
        """Run the sweep if its time has come and nobody else took the turn.

        Returns after how many seconds to look again.
        """
        with self._services.transaction(hasty=True) as tx:
            every = timedelta(seconds=every_s)
            wait = pace.take(tx.session, f"sweep: {name}", every, tx.now)
        if wait is not None:
            return wait.total_seconds()
        sweep(self._services)
        return every_s

    def _repeat(self, every_s: float, name: str, sweep: Sweep) -> None:
        wait_s = 0.0
        while not self._stop.wait(wait_s):
            try:
                wait_s = self.turn(every_s, name, sweep)
            except Exception:  # noqa: BLE001 - the clock's outermost guard
                _LOG.exception("sweep failed", extra={"sweep": name})
                wait_s = min(every_s, _RETRY_S)

    def _on_signal(self, _number: int, _frame: FrameType | None) -> None:
        self._stop.set()
