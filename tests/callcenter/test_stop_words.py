"""What customers write: stop in many spellings and tongues, start, and what is neither."""

import pytest

from callcenter.contacts import standing
from callcenter.messages import service as messages
from callcenter.messages.models import Message
from callcenter.messages.texts import TEXTS as WORDS
from callcenter.messages.texts import keyword, render
from tests.cast import DIAZ, World

STOPS = """Stop|STOP.|stop!!|"stop"|STOP ALL|Stopall|s t o p|stop please|please stop|pls stop|
Stop texting me|stop calling me|unsubscribe|Unsubscribe me|UNSUB|cancel|CANCEL.|end|END!|quit|
Quit.|revoke|opt out|opt-out|OptOut|OPT OUT NOW|remove|remove me|delete|no more|no more texts|
no more calls|do not text|don't text me|do not call|don't call|leave me alone|ferma|Fermati!|
basta|BASTA!|basta messaggi|smettila|disiscrivimi|cancellami|non chiamate|non chiamarmi|stopp|
Stopp!|aufhören|AUFHOEREN|abmelden|Abbestellen|löschen|keine SMS|keine Anrufe|keine Anrufe mehr|
bitte stop|alto|baja|BAJA|parar|¡Para!|cancelar|no más|no más sms|no llamar|dar de baja|
detener|arrêt|不要|停止|退订|\uff53\uff54\uff4f\uff50"""


@pytest.mark.parametrize("body", [word.strip() for word in STOPS.split("|")])
def test_stop_is_understood_in_many_spellings(body: str) -> None:
    assert keyword(body) == "stop"


@pytest.mark.parametrize(
    "body",
    [
        "ok",
        "Can you call at five?",
        "stop by the store at 5?",
        "yes please call",
        "the end is nigh",
    ],
)
def test_what_is_no_stop_is_none(body: str) -> None:
    assert keyword(body) != "stop"


def test_start_lifts_what_stop_said(world: World) -> None:
    with world.services.transaction() as tx:
        messages.heard(tx, DIAZ, "STOP")
        assert standing.is_suppressed(tx.session, tx.vault.index(DIAZ))
        messages.heard(tx, DIAZ, "start")
        assert not standing.is_suppressed(tx.session, tx.vault.index(DIAZ))


def test_the_carriers_word_that_somebody_unsubscribed_is_a_stop(world: World) -> None:
    with world.services.transaction() as tx:
        messages.refused(tx, Message(number_index=tx.vault.index(DIAZ)), "21610")
        assert standing.is_suppressed(tx.session, tx.vault.index(DIAZ))


def test_every_text_is_one_part_of_plain_characters() -> None:
    """GSM 03.38: 160 of its characters are one part; one letter outside it halves that."""
    basic = set(
        "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡"
        "ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
    )
    longest = {
        "shop": "Aurora New York",
        "associate": "Maximiliane",
        "number": "+49 1512 3456789",
        "when": "Mo 24. März, 17:20",
        "link": "https://shop.example.com/a/" + "x" * 22,
    }
    for kind, forms in WORDS.items():
        for language in forms:
            text = render(kind, language, **longest)
            assert len(text) <= 160, (kind, language, len(text))
            assert set(text) <= basic | set("áíóúúá"), (kind, language, set(text) - basic)
