"""The tour's pages speak every language of the phone, and say in each the same things."""

from string import Formatter

import pytest

from ivr.prompts import LANGUAGES as SPOKEN
from streaming.words import LANGUAGES, Words, words_for
from tests.cast import World

OTHERS = sorted(set(SPOKEN) - {"en"})
ALIKE = {"Code", "Photo", "Photos"}
"""Words that are the same in several languages."""


def everything(words: Words) -> dict[str, str]:
    pairs = {
        f"{name}-{place}": said
        for part in (words.scenes, words.measured)
        for name, both in part.items()
        for place, said in enumerate(both)
    }
    return {**pairs, **words.page, "store": words.store}


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def test_a_language_nobody_wrote_down_is_english() -> None:
    assert words_for("xx").code == "en"
    assert set(LANGUAGES) == set(SPOKEN)


@pytest.mark.parametrize("language", OTHERS)
def test_every_sentence_is_there_and_is_another(language: str) -> None:
    said, english = everything(words_for(language)), everything(words_for("en"))
    assert set(said) == set(english)
    same = {key for key, text in english.items() if said[key] == text and text not in ALIKE}
    assert same == set()
    assert {key: fields(text) for key, text in said.items()} == {
        key: fields(text) for key, text in english.items()
    }


def test_the_code_page_speaks_as_the_browser_asks(world: World) -> None:
    web = world.app.test_client()
    asked = {"it-IT,it;q=0.9,en;q=0.5": "Sei cifre", "xx": "Six digits"}
    for languages, words in asked.items():
        shown = web.get("/live", headers={"Accept-Language": languages})
        assert words in shown.get_data(as_text=True)
