"""The menu as data: its steps, and the choices that digits make in each."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Choice:
    """One line of a step: what is spoken, and what the digit decides.

    A word is the same in every language (a name), or has a form per language (ISO 639-1).
    """

    digit: str
    value: str
    prompt: str
    words: Mapping[str, str | Mapping[str, str]] = field(default_factory=dict)
    language: str | None = None


@dataclass(frozen=True)
class Step:
    """A question with its choices. `name` is one of language, store, category."""

    name: str
    question: str | None
    choices: tuple[Choice, ...]

    def chosen(self, digits: str) -> Choice | None:
        return next((choice for choice in self.choices if choice.digit == digits), None)


ORDER = ("language", "store", "category")
