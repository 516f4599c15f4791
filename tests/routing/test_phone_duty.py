"""Whether somebody without a page counts as there."""

from datetime import timedelta

import pytest

from callcenter.kernel import sip
from callcenter.kernel.phone import Refused
from routing.phones.duty import arrives
from tests.cast import NOON


@pytest.mark.parametrize(
    ("state", "reason", "ago_s", "paged", "there"),
    [
        ("offline", "", 0, False, True),
        ("offline", "", 0, True, False),
        ("offline", "off_shift", 0, True, True),
        ("unreachable", "silent", 0, True, True),
        ("unreachable", "missed_offer", 299, False, False),
        ("unreachable", "missed_offer", 300, False, True),
        ("on_break", "lunch", 9999, False, False),
        ("available", "", 0, False, False),
    ],
)
def test_a_shift_makes_available_who_did_not_choose_otherwise(
    state: str, reason: str, ago_s: int, paged: bool, there: bool
) -> None:
    since = NOON - timedelta(seconds=ago_s)
    assert arrives(state, reason, since, NOON, paged=paged) is there


@pytest.mark.parametrize("typed", ["sip:ada@phones.example.com", "sips:a.b+1@x.example.org:5061"])
def test_a_plain_sip_address_is_taken(typed: str) -> None:
    assert sip.accept(f" {typed} ") == typed
    assert "ada" not in sip.masked(typed)


@pytest.mark.parametrize(
    "typed",
    [
        "sip:ada",
        "sip:ada@localhost",
        "sip:ada@127.0.0.1",
        "sip:ada:secret@example.com",
        "sip:ada@example.com;transport=tcp",
        "sip:ada@example.com?to=x",
        "sip:ada@exa mple.com",
    ],
)
def test_anything_else_is_refused(typed: str) -> None:
    with pytest.raises(Refused):
        sip.accept(typed)
