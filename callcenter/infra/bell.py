"""A bell: rings at the resident who keeps a partition; unheard rings cost a second, not a match."""

import logging
from collections.abc import Sequence

from redis import Redis
from redis.exceptions import RedisError

_LOG = logging.getLogger(__name__)
_KEPT = 4


class Bell:
    """One short list in Redis for each number; many rings before an answer are one."""

    def __init__(self, redis: Redis, name: str) -> None:
        self._redis = redis
        self._name = name

    def ring(self, number: int) -> None:
        """Wake whoever waits for the number; never raises, never promises."""
        key = self._key(number)
        try:
            with self._redis.pipeline(transaction=False) as pipe:
                pipe.rpush(key, 1)
                pipe.ltrim(key, 0, _KEPT - 1)
                pipe.execute()
        except RedisError:
            _LOG.warning("bell is out of reach; the sweep will do it", extra={"bell": self._name})

    def wait(self, numbers: Sequence[int], seconds: float) -> int | None:
        """Return the number that was rung, its other rings with it; None after the time."""
        keys = {self._key(number): number for number in numbers}
        rung = self._redis.blpop(list(keys), seconds)
        if rung is None:
            return None
        key = rung[0] if isinstance(rung[0], str) else rung[0].decode()
        self._redis.delete(key)
        return keys[key]

    def _key(self, number: int) -> str:
        return f"bell:{self._name}:{number}"
