"""Publishing: one whole snapshot to everybody who watches a topic."""

import json
from collections.abc import Mapping
from typing import Any, Protocol

from redis import Redis
from redis.exceptions import RedisError

from callcenter.kernel.fuse import Fuse

PREFIX = "live:"


class Push(Protocol):
    def send(self, topic: str, event: str, data: Mapping[str, Any]) -> None:
        """Tell every open page of the topic; a lost one is mended by the next snapshot."""


class RedisPush:
    def __init__(self, redis: Redis) -> None:
        self._redis = redis
        self._fuse = Fuse(RedisError)

    def send(self, topic: str, event: str, data: Mapping[str, Any]) -> None:
        with self._fuse.guard(event) as whole:
            if whole:
                self._redis.publish(PREFIX + topic, json.dumps({"event": event, "data": data}))
