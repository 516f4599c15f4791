"""Logs: readable on a terminal, JSON elsewhere, telephone numbers and tokens masked in both."""

import json
import logging
import re
import sys

from typing_extensions import override

_NUMBER = re.compile(r"(?:\+|%2B)\d{6,15}")
_SECRET = re.compile(r"(/(?:t|c|a|k|m|sign-in)/)[\w.~-]{12,}")
_KNOWN = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}


def masked(text: str) -> str:
    return _SECRET.sub(r"\1***", _NUMBER.sub(lambda found: f"+•••{found.group()[-3:]}", text))


class PlainFormatter(logging.Formatter):
    @override
    def format(self, record: logging.LogRecord) -> str:
        return masked(super().format(record))


class JsonFormatter(logging.Formatter):
    """One object a line; what was passed as `extra` stands beside the message."""

    @override
    def format(self, record: logging.LogRecord) -> str:
        line = {
            "at": self.formatTime(record, "%Y-%m-%dT%H:%M:%S%z"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
            **{key: value for key, value in vars(record).items() if key not in _KNOWN},
        }
        if record.exc_info:
            line["error"] = self.formatException(record.exc_info)
        return masked(json.dumps(line, default=str))


def set_up(level: str) -> None:
    handler = logging.StreamHandler(sys.stderr)
    plain = PlainFormatter("%(asctime)s %(levelname)-7s %(name)s: %(message)s")
    handler.setFormatter(plain if sys.stderr.isatty() else JsonFormatter())
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for noisy in ("rq.worker", "twilio.http_client", "httpx", "aiohttp.access"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
