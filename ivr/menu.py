"""The menu as data: its steps, and the choices that digits or words make in each."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

Words = Mapping[str, str | Mapping[str, str]]


@dataclass(frozen=True)
class Choice:
    """One line of a step: what is spoken, and what the digit decides.

    A word is the same in every language (a name), or has a form per language (ISO 639-1).
    `leads`: empty answers the step itself; else one of LEADS, with `value` saying where.
    """

    digit: str
    value: str
    prompt: str
    words: Words = field(default_factory=dict)
    language: str | None = None
    leads: str = ""


@dataclass(frozen=True)
class Step:
    """A question with its choices: language, store, category, or a page of a stored menu."""

    name: str
    question: str | None
    choices: tuple[Choice, ...]

    def chosen(self, digits: str) -> Choice | None:
        return next((choice for choice in self.choices if choice.digit == digits), None)

    def understood(self, said: str, language: str) -> str:
        """Return the digit of the one choice that fits what was said best, or nothing."""
        heard = _tokens(said)
        fits = [
            (len(heard & _spoken(choice, language)), choice.digit)
            for choice in self.choices
            if choice.digit in heard or heard & _spoken(choice, language)
        ]
        best = max(fits, default=(0, ""))
        exact = [digit for count, digit in fits if digit in heard]
        rivals = [digit for count, digit in fits if count == best[0]]
        return exact[0] if len(exact) == 1 else best[1] if len(rivals) == 1 else ""

    def hints(self, language: str) -> list[str]:
        """Return what a caller may say here."""
        return [word for choice in self.choices for word in _names(choice, language)]


MAIN = "main"
ORDER = ("language", MAIN, "store", "category")
LEADS = ("category", "store", "person", "message", "hours", "menu")


def in_language(language: str, word: str | Mapping[str, str]) -> str:
    """Return the word in the language, or in English, or as it is written first."""
    if isinstance(word, str):
        return word
    return word.get(language) or word.get("en") or next(iter(word.values()), "")


def _names(choice: Choice, language: str) -> Iterable[str]:
    spoken = choice.language or language
    return filter(None, (in_language(spoken, word) for word in choice.words.values()))


def _spoken(choice: Choice, language: str) -> set[str]:
    return {token for name in _names(choice, language) for token in _tokens(name) if len(token) > 2}


def _tokens(text: str) -> set[str]:
    plain = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return set(re.findall(r"\w+", bare))
