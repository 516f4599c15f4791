"""Every prompt in every language, with every value it needs."""

from string import Formatter

import pytest

from ivr.prompts import LANGUAGES, say, spoken

ENGLISH = LANGUAGES["en"].prompts


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def test_we_speak_at_least_these() -> None:
    assert set(LANGUAGES) >= {"en", "es", "de", "fr", "it", "nl", "pl", "sv"}


@pytest.mark.parametrize("language", sorted(LANGUAGES))
@pytest.mark.parametrize("prompt", sorted(ENGLISH))
def test_a_prompt_is_there_and_says_every_value(language: str, prompt: str) -> None:
    missing = set(ENGLISH) - set(LANGUAGES[language].prompts)
    assert prompt not in missing, f"{language}.toml lacks {sorted(missing)}"
    assert fields(LANGUAGES[language].prompts[prompt]) == fields(ENGLISH[prompt])
    values = {name: name.upper() for name in fields(ENGLISH[prompt])}
    said = say(language, prompt, **values)
    assert all(value in said for value in values.values())
    assert said.strip()


@pytest.mark.parametrize("language", sorted(LANGUAGES))
def test_a_language_has_no_prompt_of_its_own_and_seven_days(language: str) -> None:
    assert set(LANGUAGES[language].prompts) == set(ENGLISH)
    assert len(set(LANGUAGES[language].days)) == 7
    assert LANGUAGES[language].locale.startswith(language)


def test_an_unknown_language_is_english() -> None:
    assert say("xx", "goodbye") == ENGLISH["goodbye"]
    assert spoken("xx").code == "en"


def test_control_characters_in_a_name_are_not_spoken() -> None:
    assert say("en", "welcome", store="A\x00B\n<Say>") == "Welcome to AB<Say>."
