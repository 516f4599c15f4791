"""One weak viewer: smaller layers, then stills, and never everybody down to the weakest."""

from streaming.media import balance
from streaming.media.downlink import Downlink, Verdict

RATES = (150_000, 500_000, 1_500_000)


def after(link: Downlink, seconds: int, rates: tuple[int, ...], start: float = 0.0) -> Verdict:
    verdict = link.judge(rates, start)
    for second in range(1, seconds + 1):
        room = link.room(start + second - 1)
        if room is not None:
            link.estimated(room, start + second)
        verdict = link.judge(rates, start + second)
    return verdict


def test_a_viewer_begins_with_the_best_and_keeps_it() -> None:
    assert after(Downlink(), 30, RATES) == Verdict(2, weak=False)


def test_a_viewer_that_can_take_less_gets_a_smaller_layer_after_two_seconds() -> None:
    link = Downlink()
    link.estimated(700_000, 0.0)
    assert after(link, 1, RATES) == Verdict(2, weak=False)
    link = Downlink()
    link.estimated(700_000, 0.0)
    assert after(link, 3, RATES) == Verdict(1, weak=False)


def test_loss_alone_takes_a_viewer_down_step_by_step_to_stills() -> None:
    link = Downlink()
    link.lost(0.3)
    assert after(link, 10, RATES) == Verdict(0, weak=True)


def test_a_weak_viewer_that_recovers_gets_the_picture_back() -> None:
    link = Downlink()
    link.lost(0.3)
    assert after(link, 4, RATES[:1]).weak
    link.lost(0.0)
    assert not after(link, 7, RATES[:1], 10.0).weak


def test_a_step_up_that_fails_makes_the_next_one_wait_longer() -> None:
    link = Downlink()
    link.lost(0.3)
    after(link, 3, RATES)
    link.lost(0.0)
    assert after(link, 6, RATES, 10.0).layer == 2
    link.lost(0.3)
    after(link, 3, RATES, 17.0)
    link.lost(0.0)
    assert after(link, 6, RATES, 30.0).layer == 1, "five good seconds are not enough any more"
    assert after(link, 6, RATES, 36.0).layer == 2


def test_old_estimates_are_forgotten() -> None:
    link = Downlink()
    link.estimated(100_000, 0.0)
    assert link.strained(1_500_000, 4.0)
    assert not link.strained(1_500_000, 6.0)


def test_the_camera_gives_less_only_when_nobody_can_take_more() -> None:
    """With one viewer the camera follows it; with several it follows the best of them."""
    assert balance.cap(0, 1_500_000, [700_000], strained=True) == 630_000
    assert balance.cap(0, 1_500_000, [200_000, 900_000], strained=True) == 810_000
    assert balance.cap(0, 1_500_000, [None], strained=True) == 1_125_000
    assert balance.cap(0, 1_500_000, [10_000], strained=True) == balance.FLOOR
    assert balance.cap(0, 1_500_000, [200_000, 9_000_000], strained=False) == 0


def test_the_camera_s_limit_is_lifted_step_by_step() -> None:
    now, steps = 630_000, 0
    while now:
        now, steps = balance.cap(now, 600_000, [9_000_000], strained=False), steps + 1
    assert 5 < steps < 20
