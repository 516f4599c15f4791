"""States as a table: (state, event) -> state. A missing key *is* the error."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property


@dataclass(frozen=True)
class Lifecycle:
    """The whole life of one noun.

    `table` maps (state, event) to the next state; a state that no key starts from is terminal.
    """

    noun: str
    first: tuple[str, ...]
    table: Mapping[tuple[str, str], str]

    @cached_property
    def states(self) -> frozenset[str]:
        named = {state for state, _ in self.table} | set(self.table.values())
        return frozenset(named | set(self.first))

    @cached_property
    def terminal(self) -> frozenset[str]:
        return self.states - {state for state, _ in self.table}

    @cached_property
    def live(self) -> frozenset[str]:
        return self.states - self.terminal

    @property
    def events(self) -> frozenset[str]:
        return frozenset(event for _, event in self.table)

    def after(self, state: str, event: str) -> str | None:
        """Return the next state, or None where the event does not apply."""
        return self.table.get((state, event))
