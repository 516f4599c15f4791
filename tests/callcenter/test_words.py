"""The pages that texts open, and their dates, speak every language of the phone."""

from collections.abc import Callable
from datetime import UTC, datetime
from string import Formatter

import pytest

from callcenter.appointments.words import words_for
from callcenter.kernel import localtime
from callcenter.missed import words as missed
from callcenter.places import words as places
from ivr.prompts import LANGUAGES

OTHERS = sorted(set(LANGUAGES) - {"en"})
AUTUMN = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
"""In Rome half past two in the morning, which comes twice on this day."""


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


@pytest.mark.parametrize("page", [words_for, places.page, missed.page])
@pytest.mark.parametrize("language", OTHERS)
def test_a_texted_page_has_every_sentence(
    language: str, page: Callable[[str], dict[str, str]]
) -> None:
    said, english = page(language), page("en")
    assert set(said) == set(english)
    assert not [key for key, text in english.items() if said[key] == text]
    assert {key: fields(text) for key, text in said.items()} == {
        key: fields(text) for key, text in english.items()
    }


@pytest.mark.parametrize("language", OTHERS)
def test_a_date_is_written_as_they_write_it(language: str) -> None:
    written = [localtime.day(AUTUMN, "Europe/Rome", one) for one in (language, "en")]
    assert written[0] != written[1]
    twice = [localtime.clock(AUTUMN, "Europe/Rome", one) for one in (language, "en")]
    assert twice[0].startswith("02:30 (")
    assert twice[0] != twice[1]
