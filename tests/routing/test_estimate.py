"""A foretold wait: the point, the range, and whether the range holds."""

import numpy as np
import pytest

from routing.estimate import Errors, Outlook, Past, coverage, held, learn, predict_s


def test_the_longer_of_kind_and_all_is_foretold() -> None:
    assert predict_s(Outlook(2, 4, 3, 40), 240.0) == 120.0
    assert predict_s(Outlook(1, 20, 30, 40), 240.0) == 180.0


def test_nobody_able_is_no_estimate() -> None:
    assert predict_s(Outlook(1, 0, 1, 40), 240.0) is None
    assert predict_s(Outlook(1, 0, 1, 0), 240.0) is None


def history(seed: int, count: int = 4000) -> list[Past]:
    """Draw waits, gamma around the prediction, of people who hang up after 60 s on average."""
    chance = np.random.default_rng(seed)
    found = []
    for _ in range(count):
        predicted = chance.exponential(40) + 1.0
        wait = predicted * chance.gamma(3.0, 1 / 3.0)
        patience = chance.exponential(60)
        found.append(Past(predicted, min(wait, patience), wait <= patience))
    return found


def test_a_learnt_range_holds_on_other_days_in_spite_of_hang_ups() -> None:
    errors = learn(history(1))
    assert coverage(errors, history(2)) == pytest.approx(0.8, abs=0.03)
    assert coverage(Errors(((1.0, 1.0, 1.0),) * 7), history(2)) < 0.1


def test_hang_ups_would_bias_a_naive_range() -> None:
    """The true 90 % point of the gamma law is 1.77; the served alone would say less."""
    served = sorted(one.waited_s / one.predicted_s for one in history(1) if one.served)
    naive = served[int(0.9 * len(served))]
    learnt = learn(history(1)).range(1.0).high_s
    assert naive < 1.65
    assert learnt == pytest.approx(1.77, abs=0.15)


def test_the_range_is_in_order_and_grows_with_the_prediction() -> None:
    errors = learn(history(1))
    for predicted in (1.0, 15.0, 70.0, 500.0):
        said = errors.range(predicted)
        assert 0 <= said.low_s <= said.likely_s <= said.high_s
    assert errors.range(200.0).likely_s > errors.range(100.0).likely_s


def test_little_history_changes_nothing() -> None:
    assert learn(history(1, 20)) == Errors()


def of_kind(kind: str, factor: float, seed: int, count: int) -> list[Past]:
    """Return waits that are longer by the factor than the live state would have it."""
    return [
        Past(one.predicted_s / factor, one.waited_s, one.served, kind)
        for one in history(seed, count)
    ]


def test_each_kind_is_corrected_by_what_it_came_to() -> None:
    """Without kinds one range would have to be wide enough for both."""
    known = of_kind("long talks", 3.0, 1, 3000) + of_kind("short talks", 0.5, 2, 3000)
    errors = learn(known)
    blind = learn([Past(one.predicted_s, one.waited_s, one.served) for one in known])
    widths = []
    for kind, factor, seed in (("long talks", 3.0, 3), ("short talks", 0.5, 4)):
        new = of_kind(kind, factor, seed, 3000)
        assert coverage(errors, new) == pytest.approx(0.8, abs=0.04)
        said = [(errors.range(one.predicted_s, kind), blind.range(one.predicted_s)) for one in new]
        widths += [(own.high_s - own.low_s, usual.high_s - usual.low_s) for own, usual in said]
    assert sum(own for own, _ in widths) < 0.8 * sum(usual for _, usual in widths)
    ratio = errors.range(30.0, "long talks").likely_s / errors.range(30.0, "short talks").likely_s
    assert ratio == pytest.approx(6.0, rel=0.3)


def test_a_seldom_kind_is_told_nearly_what_the_house_is() -> None:
    errors = learn(history(1) + of_kind("rare", 4.0, 5, 3))
    assert 0.9 < errors.factors["rare"] < 1.6
    unseen, usual = errors.range(30.0, "never seen"), errors.range(30.0)
    assert unseen.likely_s == pytest.approx(usual.likely_s, rel=0.05)


def test_a_range_beyond_what_anybody_stayed_for_goes_on_exponentially() -> None:
    """All give up at 90 s, as the website's rule has it: half of them served by then."""
    chance = np.random.default_rng(3)
    waits = [(min(90.0, wait), wait <= 90.0) for wait in chance.exponential(130.0, 4000)]
    errors = learn([Past(100.0, wait, served) for wait, served in waits])
    assert errors.range(100.0).high_s == pytest.approx(130.0 * np.log(10), rel=0.1)


def test_what_was_told_is_judged_with_hang_ups() -> None:
    assert held([(5.0, True, 0.0, 10.0), (15.0, True, 0.0, 10.0)]) == pytest.approx(0.5)
    assert held([(5.0, True, 0.0, 10.0), (15.0, False, 0.0, 10.0)]) == pytest.approx(0.5)
