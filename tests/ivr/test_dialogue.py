"""The dialogue: pure steps from what is known and pressed to what comes next."""

from ivr.dialogue import Ask, GiveUp, Progress, Queue, answer, begin
from ivr.menu import Choice, Step

LANGUAGE = Step("language", None, (Choice("1", "it", "language"), Choice("2", "en", "language")))
STORE = Step(
    "store", "which_store", (Choice("1", "turin", "store"), Choice("2", "berlin", "store"))
)
CATEGORY = Step("category", "which_category", (Choice("1", "phones", "category"),))
STEPS = {"language": LANGUAGE, "store": STORE, "category": CATEGORY}
START = Progress("it", {})


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
