"""What happened lately, for the panel and for tests: calls, webhooks, captions, alerts."""

import logging
from collections import deque
from collections.abc import Callable
from typing import Any

_LOG = logging.getLogger(__name__)
_KEPT = 2000
_SECRET = frozenset({"text", "words", "url", "about"})


class Diary:
    """Keeps the newest events; logs them without what people said or where links lead."""

    def __init__(self) -> None:
        self.events: deque[dict[str, Any]] = deque(maxlen=_KEPT)
        self.watchers: list[Callable[[], None]] = []

    def __call__(self, event: dict[str, Any]) -> None:
        self.events.append(event)
        for watcher in self.watchers:
            watcher()
        level = logging.WARNING if event["kind"] == "alert" else logging.INFO
        shown = {k: v for k, v in event.items() if k not in _SECRET or event["kind"] == "alert"}
        _LOG.log(level, "%s", " ".join(f"{name}={value}" for name, value in shown.items()))
