"""A fuse before something that is only a help: after a failure it is left alone for a while."""

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager

_LOG = logging.getLogger(__name__)


class Fuse:
    """Nobody waits twice for what is out of reach; what is lost is a head start, no promise."""

    def __init__(self, broken: type[Exception], rest_s: float = 1.0) -> None:
        self._broken = broken
        self._rest_s = rest_s
        self._until = 0.0

    @contextmanager
    def guard(self, what: str) -> Iterator[bool]:
        """Yield whether to try; the failure it is there for is logged."""
        if time.monotonic() < self._until:
            yield False
            return
        try:
            yield True
        except self._broken:
            self._until = time.monotonic() + self._rest_s
            _LOG.warning("out of reach; the sweeps go on without it", extra={"what": what})
