"""Texts: the shop's name first, one part, one link; and what customers answer."""

from datetime import UTC, datetime

import pytest

from callcenter.kernel import localtime
from callcenter.kernel.gsm import LETTERS, plain
from callcenter.messages import service as messages
from callcenter.messages import texts
from callcenter.messages.models import Message
from callcenter.missed import words as missed
from callcenter.places import words as places
from ivr.prompts import LANGUAGES
from tests.cast import DIAZ, World

LONGEST = {
    "shop": "Aurora New York",
    "associate": "Bartholomew",
    "number": "+39 011 123 4567",
    "link": "https://shop.example/t/" + "x" * 22,
}


EVERY = {**texts.TEXTS, **places.TEXTS, "line_missed": missed.TEXTS}
"""Each kind of text: what it says, per language."""
EVENINGS = [datetime(2026, month, 20 + month % 7, 17, 20, tzinfo=UTC) for month in range(1, 13)]


@pytest.mark.parametrize("kind", sorted(EVERY))
def test_a_text_is_in_every_language_of_the_phone(kind: str) -> None:
    assert set(EVERY[kind]) == set(LANGUAGES)


@pytest.mark.parametrize("kind", sorted(EVERY))
@pytest.mark.parametrize("language", sorted(LANGUAGES))
def test_a_text_is_one_part_with_the_longest_values(kind: str, language: str) -> None:
    for evening in EVENINGS:
        when = localtime.label(evening, "", language)
        text = plain(EVERY[kind][language].format(**{**LONGEST, "when": when}))
        assert text.startswith(LONGEST["shop"])
        assert set(text) <= LETTERS, set(text) - LETTERS
        assert len(text) <= 160, text


def test_every_text_leaves_in_plain_letters() -> None:
    shop = {"shop": "Łódź", "link": "https://shop.example/t/x"}
    sent = [places.render("place", "pl", **shop), missed.render("pl", **shop)]
    sent.append(texts.render("cancelled", "pl", shop="Łódź", when="sob. 28 paź"))
    assert [text for text in sent if not text.startswith("Lodz: ")] == []
    assert [text for text in sent if set(text) - LETTERS] == []


def test_what_has_no_plain_letter_is_sent_as_it_is() -> None:
    assert plain("Łukasz ruft an \N{EM DASH} müde?") == "Lukasz ruft an - müde?"
    assert plain("李 vous appelle bientôt") == "李 vous appelle bientôt"


@pytest.mark.parametrize("word", ["STOP", "stop.", " Stop all ", "opt-out", "QUIT!", "Unsubscribe"])
def test_stop_is_understood_in_many_spellings(word: str) -> None:
    assert texts.keyword(word) == "stop"


@pytest.mark.parametrize("word", ["please stop by tomorrow", "hello", "", "🛑"])
def test_a_sentence_is_no_keyword(word: str) -> None:
    assert texts.keyword(word) is None


def test_who_said_stop_gets_no_text_until_they_say_start(world: World) -> None:
    def text(said: str) -> str:
        with world.services.transaction() as tx:
            messages.heard(tx, DIAZ, said)
            contact = tx.session.get_one(type(asked), asked.id)
            planned = messages.to_contact(tx, contact, "tour", associate="Ada", link="x")
        world.run()
        with world.services.transaction() as tx:
            return tx.session.get_one(Message, planned.id).state

    asked = world.asks()
    assert text("STOP") == "failed"
    assert world.carrier.texts == []
    assert text("START") == "sent"
    assert [order.to for order in world.carrier.texts] == [DIAZ]


def test_what_was_queued_before_stop_is_not_sent_after_it(world: World) -> None:
    asked = world.asks()
    with world.services.transaction() as tx:
        contact = tx.session.get_one(type(asked), asked.id)
        messages.to_contact(tx, contact, "tour", associate="Ada", link="x")
        messages.heard(tx, DIAZ, "stop")
    world.run()
    world.pass_(10)
    assert world.carrier.texts == []
