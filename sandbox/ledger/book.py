"""The book: every entry with its time, kind and call, kept in SQLite, in memory or in a file."""

import json
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_TABLE = """
CREATE TABLE IF NOT EXISTS entries (
  id INTEGER PRIMARY KEY, at REAL NOT NULL, kind TEXT NOT NULL, what TEXT NOT NULL,
  call_sid TEXT NOT NULL, address TEXT NOT NULL, fields TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS entries_by_kind ON entries (kind, what, address);
CREATE INDEX IF NOT EXISTS entries_by_call ON entries (call_sid);
"""
_INSERT = (
    "INSERT INTO entries (at, kind, what, call_sid, address, fields) VALUES (?, ?, ?, ?, ?, ?)"
)
_FORGET = "DELETE FROM entries WHERE id <= (SELECT MAX(id) FROM entries) - ?"
_AT_ONCE = 500
_KEPT_IN_MEMORY = 1_000_000
"""Entries; a book in a file keeps all."""


@dataclass(frozen=True)
class Entry:
    """One line. `at` is seconds since the epoch, `address` a number or `client:name`."""

    id: int
    at: float
    kind: str
    what: str
    call_sid: str
    address: str
    fields: Mapping[str, Any]


def _entry(row: tuple[Any, ...]) -> Entry:
    number, at, kind, what, call_sid, address, fields = row
    return Entry(number, at, kind, what, call_sid, address, json.loads(fields))


class Book:
    """Entries are written in batches: a reader always sees all of them."""

    def __init__(self, path: Path | None = None) -> None:
        if path:
            path.touch(mode=0o600)
        self._base = sqlite3.connect(path or ":memory:", check_same_thread=False)
        self._base.executescript(_TABLE)
        self._waiting: list[tuple[float, str, str, str, str, str]] = []
        self._kept = 0 if path else _KEPT_IN_MEMORY

    def write(self, at: float, kind: str, what: str, **fields: Any) -> None:
        call_sid, address = str(fields.pop("call_sid", "")), str(fields.pop("address", ""))
        self._waiting.append((at, kind, what, call_sid, address, json.dumps(fields)))
        if len(self._waiting) >= _AT_ONCE:
            self.flush()

    def observe(self, event: Mapping[str, Any]) -> None:
        """Write down a fact of the exchange (an `Observer`)."""
        told = dict(event)
        at, kind = float(told.pop("at")), str(told.pop("kind"))
        what = str(told.pop("event", told.pop("what", told.get("status", ""))))
        self.write(at, kind, what, **told)

    def flush(self) -> None:
        waiting, self._waiting = self._waiting, []
        with self._base:
            self._base.executemany(_INSERT, waiting)
            if self._kept:
                self._base.execute(_FORGET, (self._kept,))

    def find(self, where: str = "1", *values: Any) -> list[Entry]:
        """Return entries by a condition on the columns, oldest first."""
        self.flush()
        chosen = f"SELECT * FROM entries WHERE {where} ORDER BY id"  # noqa: S608  # ours, no input
        rows = self._base.execute(chosen, values)
        return [_entry(row) for row in rows]

    def last(self, count: int) -> list[Entry]:
        """Return the newest entries, oldest of them first."""
        found = "id > (SELECT COALESCE(MAX(id), 0) FROM entries) - ?"
        return self.find(found, count)

    def close(self) -> None:
        self.flush()
        self._base.close()
