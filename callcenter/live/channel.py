"""Publishing: one whole snapshot to everybody who watches a topic."""

import json
import logging
from collections.abc import Mapping
from typing import Any, Protocol

from redis import Redis
from redis.exceptions import RedisError

_LOG = logging.getLogger(__name__)
PREFIX = "live:"


class Push(Protocol):
    def send(self, topic: str, event: str, data: Mapping[str, Any]) -> None:
        """Tell every open page of the topic; a lost one is mended by the next snapshot."""


class RedisPush:
    def __init__(self, redis: Redis) -> None:
        self._redis = redis

    def send(self, topic: str, event: str, data: Mapping[str, Any]) -> None:
        try:
            self._redis.publish(PREFIX + topic, json.dumps({"event": event, "data": data}))
        except RedisError:
            _LOG.warning("live channel is out of reach", extra={"event": event})
