"""What somebody whose place is kept reads about the wait."""

import pytest

from callcenter.places.words import wait_text


@pytest.mark.parametrize(
    ("low_s", "high_s", "text"),
    [
        (None, None, ""),
        (12, 50, "About one minute."),
        (61, 200, "About 2 to 4 minutes."),
        (130, 170, "About 3 minutes."),
    ],
)
def test_a_wait_is_a_range_of_whole_minutes_rounded_up(
    low_s: int | None, high_s: int | None, text: str
) -> None:
    assert wait_text(low_s, high_s, "en") == text
