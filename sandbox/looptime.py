"""The event loop's time as the exchange's scheduler, at its own pace or compressed."""

import asyncio
import time
from collections.abc import Callable


class LoopTime:
    """`speed` of 60 lets a minute pass in a second: for calls without sound."""

    def __init__(self, speed: float = 1.0) -> None:
        self._speed = speed
        self._began = time.time()
        self._base = time.monotonic()

    def now(self) -> float:
        if self._speed == 1:
            return time.time()
        return self._began + (time.monotonic() - self._base) * self._speed

    def later(self, delay_s: float, action: Callable[[], None]) -> asyncio.TimerHandle:
        wait = max(delay_s, 0) / self._speed
        return asyncio.get_running_loop().call_later(wait, action)
