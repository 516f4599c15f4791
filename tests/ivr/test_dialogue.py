"""The dialogue: pure steps from what is known and pressed to what comes next."""

import pytest

from ivr.dialogue import Ask, GiveUp, Leave, Progress, Queue, answer, begin, can_go_back
from ivr.menu import Choice, Step

LANGUAGE = Step("language", None, (Choice("1", "it", "language"), Choice("2", "en", "language")))
STORE = Step(
    "store", "which_store", (Choice("1", "turin", "store"), Choice("2", "berlin", "store"))
)
CATEGORY = Step("category", "which_category", (Choice("1", "phones", "category"),))
STEPS = {"language": LANGUAGE, "store": STORE, "category": CATEGORY}
START = Progress("it", {})
ONE_STORE = Step("store", "which_store", (Choice("1", "turin", "store"),))
MAIN = Step(
    "main",
    "which_category",
    (
        Choice(
            "1",
            "phones",
            "category",
            {"category": {"en": "Phones", "it": "telefoni"}},
            leads="category",
        ),
        Choice(
            "2", "repairs", "entry", {"label": {"en": "Repairs", "it": "riparazioni"}}, leads="menu"
        ),
        Choice("3", "ada", "person", {"person": "Ada Rossi"}, leads="person"),
        Choice(
            "4", "", "entry", {"label": {"en": "A message", "it": "un messaggio"}}, leads="message"
        ),
        Choice("5", "", "entry", {"label": {"en": "Hours", "it": "orari"}}, leads="hours"),
        Choice("6", "berlin", "store", leads="store"),
    ),
)
REPAIRS = Step("repairs", None, (Choice("1", "audio", "category", leads="category"),))
STORED = {**STEPS, "store": ONE_STORE, "main": MAIN, "repairs": REPAIRS}
CHOSEN = Progress("it", {"language": "it"})


def test_the_first_open_question_is_asked() -> None:
    outcome = begin(STEPS, START)
    assert isinstance(outcome, Ask)
    assert outcome.step is LANGUAGE


def test_a_choice_of_language_is_spoken_from_then_on() -> None:
    outcome = answer(STEPS, START, "language", "2")
    assert isinstance(outcome, Ask)
    assert (outcome.step, outcome.progress.language) == (STORE, "en")


def test_a_question_without_a_choice_answers_itself() -> None:
    outcome = answer(STEPS, Progress("it", {"language": "it"}), "store", "2")
    assert isinstance(outcome, Queue)
    assert outcome.progress.answers == {"language": "it", "store": "berlin", "category": "phones"}


def test_a_wrong_key_is_forgiven_twice() -> None:
    progress, outcome = START, None
    for _ in range(2):
        outcome = answer(STEPS, progress, "language", "9")
        assert isinstance(outcome, Ask)
        assert outcome.apologise
        progress = outcome.progress
    assert isinstance(answer(STEPS, progress, "language", ""), GiveUp)


def test_a_star_goes_back_one_step() -> None:
    outcome = answer(STEPS, Progress("en", {"language": "en"}), "store", "*")
    assert isinstance(outcome, Ask)
    assert outcome.step is LANGUAGE


def test_a_star_goes_back_over_what_answered_itself() -> None:
    known = Progress("it", {"language": "it", "main": "1", "store": "turin"})
    outcome = answer(STORED, known, "category", "*")
    assert isinstance(outcome, Ask)
    assert outcome.step is MAIN
    again = answer(STORED, outcome.progress, "main", "*")
    assert isinstance(again, Ask)
    assert again.step is LANGUAGE


def test_zero_asks_for_a_person_whatever_is_known() -> None:
    outcome = answer(STORED, CHOSEN, "main", "0")
    assert isinstance(outcome, Queue)
    assert outcome.progress.answers["category"] == ""
    assert outcome.progress.answers["store"] == "turin"
    asked = answer(STEPS, START, "language", "0")
    assert isinstance(asked, Ask)
    assert asked.step is STORE, "a store is still needed"


def test_a_stored_page_comes_instead_of_the_subjects() -> None:
    outcome = begin(STORED, CHOSEN)
    assert isinstance(outcome, Ask)
    assert outcome.step is MAIN
    queued = answer(STORED, CHOSEN, "main", "1")
    assert isinstance(queued, Queue)
    assert queued.progress.answers["category"] == "phones"


def test_a_page_leads_to_another_and_star_back() -> None:
    outcome = answer(STORED, CHOSEN, "main", "2")
    assert isinstance(outcome, Ask)
    assert outcome.step is REPAIRS
    back = answer(STORED, outcome.progress, "repairs", "*")
    assert isinstance(back, Ask)
    assert back.step is MAIN
    assert isinstance(answer(STORED, outcome.progress, "repairs", "1"), Queue)


def test_a_person_a_message_and_the_hours() -> None:
    person = answer(STORED, CHOSEN, "main", "3")
    assert isinstance(person, Queue)
    assert person.progress.answers["person"] == "ada"
    assert isinstance(answer(STORED, CHOSEN, "main", "4"), Leave)
    hours = answer(STORED, CHOSEN, "main", "5")
    assert isinstance(hours, Ask)
    assert (hours.tells_hours, hours.apologise, hours.step) == (True, False, MAIN)


def test_another_store_is_asked_for_its_subject() -> None:
    steps = {
        **STORED,
        "category": Step(
            "category", "which_category", (*CATEGORY.choices, Choice("2", "audio", "category"))
        ),
    }
    outcome = answer(steps, CHOSEN, "main", "6")
    assert isinstance(outcome, Ask)
    assert (outcome.step.name, outcome.progress.answers["store"]) == ("category", "berlin")


def test_a_page_that_is_gone_gives_up() -> None:
    assert isinstance(answer(STORED, CHOSEN, "gone", "1"), GiveUp)


def test_there_is_nothing_before_the_beginning() -> None:
    assert not can_go_back(STORED, START)
    assert can_go_back(STORED, CHOSEN)


@pytest.mark.parametrize(
    ("said", "digit"),
    [
        ("telefoni", "1"),
        ("vorrei una riparazione, riparazioni grazie", "2"),
        ("Ada", "3"),
        ("4", "4"),
        ("buongiorno", ""),
        ("telefoni o riparazioni", ""),
        ("", ""),
    ],
)
def test_words_that_name_one_choice_choose_it(said: str, digit: str) -> None:
    assert MAIN.understood(said, "it") == digit
