"""Texts: the shop's name first, one part, one link; and what customers answer."""

import pytest

from callcenter.messages import service as messages
from callcenter.messages import texts
from callcenter.messages.models import Message
from tests.cast import DIAZ, World

GSM_7 = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡"
    "ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
LONGEST = {
    "shop": "Aurora New York",
    "associate": "Bartholomew",
    "number": "+39 011 123 4567",
    "when": "Wed 25 Nov, 17:20",
    "link": "https://shop.example/t/" + "x" * 22,
}


@pytest.mark.parametrize("kind", sorted(texts.TEXTS))
@pytest.mark.parametrize("language", ["en", "it", "de", "es"])
def test_a_text_is_one_part_with_the_longest_values(kind: str, language: str) -> None:
    text = texts.render(kind, language, **LONGEST)
    assert text.startswith(LONGEST["shop"])
    assert set(text) <= GSM_7, set(text) - GSM_7
    assert len(text) <= 160


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
