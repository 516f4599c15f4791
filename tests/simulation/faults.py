"""Faults by dice: one seed decides all of them, so that any failure can be played again."""

import random
import secrets
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Engine, event
from sqlalchemy.exc import OperationalError


class Crash(BaseException):
    """The process died here: nothing of it goes on, and no `except` of the product sees it."""


@dataclass(frozen=True)
class Odds:
    """How often each thing goes wrong, per occasion."""

    crash: float = 0.0006
    database_error: float = 0.0002
    rest_429: float = 0.06
    rest_500_not_done: float = 0.04
    rest_500_done: float = 0.04
    rest_timeout_done: float = 0.06
    rest_timeout_not_done: float = 0.03
    list_lag_s: float = 6.0
    hook_lost: float = 0.08
    hook_doubled: float = 0.12
    hook_late: float = 0.15
    hook_latest_s: float = 20.0
    twiml_doubled: float = 0.05
    hint_lost: float = 0.2
    push_lost: float = 0.05
    outage: float = 0.015

    @classmethod
    def none(cls) -> "Odds":
        return cls(**dict.fromkeys(cls.__dataclass_fields__, 0.0))


@dataclass
class Faults:
    """The dice, what they did so far, and whether they still roll."""

    seed: int
    odds: Odds
    rolling: bool = True
    done: Counter[str] = field(default_factory=Counter)
    database_gone: bool = False
    machine_gone: bool = False
    inside: int = 0

    def __post_init__(self) -> None:
        self.dice = random.Random(self.seed)

    def strikes(self, kind: str) -> bool:
        """Whether it goes wrong this time; counted if so."""
        struck = self.rolls(kind)
        self.done[kind] += struck
        return struck

    def rolls(self, kind: str) -> bool:
        return self.rolling and self.dice.random() < getattr(self.odds, kind)

    def one_of(self, *kinds: str) -> str:
        """Return which of these excluding faults strikes, or nothing."""
        return next((kind for kind in kinds if self.strikes(kind)), "")

    def here(self) -> None:
        """Perhaps die: this is a point at which a process may."""
        if self.inside and self.strikes("crash"):
            raise Crash

    @contextmanager
    def process(self) -> Iterator[None]:
        """Run product code that may die at any statement, and does not run on a dead machine."""
        if self.machine_gone:
            raise Crash
        self.inside += 1
        try:
            yield
        finally:
            self.inside -= 1

    def watch(self, engine: Engine) -> None:
        """Die or lose the database between any two statements of this engine."""
        event.listen(engine, "before_cursor_execute", self._statement)
        event.listen(engine, "commit", lambda _connection: self._before("COMMIT"))

    def _statement(self, _connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        self._before(statement)

    def _before(self, statement: str) -> None:
        if not self.inside or statement.startswith(("BEGIN", "SAVEPOINT", "RELEASE", "ROLLBACK")):
            return
        self.here()
        if self.database_gone or self.strikes("database_error"):
            raise OperationalError(statement, None, ConnectionError("the server went away"))


@contextmanager
def seeded_secrets(seed: int) -> Iterator[None]:
    """Let every identifier come from the seed too, so that two runs are the same run."""
    dice = random.Random(f"secrets {seed}")
    kept = {name: getattr(secrets, name) for name in ("token_hex", "choice", "randbelow")}
    secrets.token_hex = lambda size=16: f"{dice.getrandbits(8 * (size or 16)):0{2 * (size or 16)}x}"
    secrets.choice = dice.choice
    secrets.randbelow = dice.randrange
    try:
        yield
    finally:
        for name, original in kept.items():
            setattr(secrets, name, original)
