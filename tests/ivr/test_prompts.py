"""Every prompt in every language, with every value it needs."""

from string import Formatter

import pytest

from ivr.prompts import LOCALES, NAMES, PROMPTS, say

ENGLISH = PROMPTS["en"]


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


@pytest.mark.parametrize("language", sorted(PROMPTS))
@pytest.mark.parametrize("prompt", sorted(ENGLISH))
def test_a_prompt_is_spoken_with_the_same_values_as_in_english(language: str, prompt: str) -> None:
    assert fields(PROMPTS[language][prompt]) <= fields(ENGLISH[prompt])
    assert PROMPTS[language][prompt].strip()


def test_every_language_has_a_locale_and_a_name() -> None:
    assert set(PROMPTS) == set(LOCALES) == set(NAMES)


def test_an_unknown_language_is_english() -> None:
    assert say("xx", "goodbye") == ENGLISH["goodbye"]


def test_control_characters_in_a_name_are_not_spoken() -> None:
    assert say("en", "welcome", store="A\x00B\n<Say>") == "Welcome to AB<Say>."
