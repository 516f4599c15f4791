"""The kernel's values: numbers, tokens, lifecycles, masks."""

from datetime import timedelta

import pytest

from callcenter.infra.logs import masked
from callcenter.infra.vault import Vault
from callcenter.kernel import phone
from callcenter.kernel.lifecycle import Lifecycle
from callcenter.kernel.tokens import BadToken, check, new_link_token, sign
from tests.cast import NOON

POLICY = phone.NumberPolicy(
    dict.fromkeys(("IT", "US"), phone.ORDINARY), frozenset({"+390111234567"})
)
LAMP = Lifecycle("lamp", ("off",), {("off", "press"): "on", ("on", "drop"): "broken"})


@pytest.mark.parametrize(
    ("typed", "region", "dialled"),
    [
        ("312 345 6789", "IT", "+393123456789"),
        ("+39 312-345-6789", "US", "+393123456789"),
        ("0039 3123456789", "IT", "+393123456789"),
        ("011 765 4321", "IT", "+390117654321"),
        ("(201) 555-0123", "US", "+12015550123"),
        ("+39312345678\uff19", "IT", "+393123456789"),
    ],
)
def test_what_people_type_becomes_one_form(typed: str, region: str, dialled: str) -> None:
    assert POLICY.accept(typed, region) == dialled


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("", "nothing typed"),
        ("112", "emergency in Europe"),
        ("911", "emergency in the shop's other country"),
        ("+39 112", "emergency behind a country code"),
        ("12", "too short"),
        ("+8816 1234 5678", "satellite, says it is mobile"),
        ("+870 773 111 632", "satellite, says it is mobile"),
        ("+1 876 555 1234", "Jamaica shares +1"),
        ("+44 7911 123456", "Guernsey, and no country of ours"),
        ("899 123456", "premium in Italy"),
        ("800 123456", "toll-free in Italy"),
        ("+1 900 555 1234", "premium in the United States"),
        ("312 345 6789,,1#", "digits dialled afterwards"),
        ("312 345 6789 ext. 5", "an extension"),
        ("312 345 6789;ext=5", "an extension as in a URI"),
        ("011 123 4567", "our own number"),
        ("sip:ada@example.org", "no number at all"),
        ("312 345", "incomplete"),
    ],
)
def test_what_we_do_not_ring_is_refused_in_a_sentence(typed: str, why: str) -> None:
    with pytest.raises(phone.Refused) as refusal:
        POLICY.accept(typed, "IT")
    assert str(refusal.value).endswith("."), why


def test_a_number_is_shown_without_being_told() -> None:
    assert phone.masked("+393123456789") == "+39 ••• 789"


def test_a_signed_token_serves_one_purpose_until_it_expires() -> None:
    token = sign("secret", "live", {"sub": "x"}, NOON)
    assert check("secret", "live", token, NOON)["sub"] == "x"
    for secret, purpose, when in (
        ("other", "live", NOON),
        ("secret", "widget", NOON),
        ("secret", "live", NOON + timedelta(seconds=1)),
    ):
        with pytest.raises(BadToken):
            check(secret, purpose, token, when)


@pytest.mark.parametrize("token", ["", ".", "a.b", "e30.x", "\udcff.\udcff", "é.é"])
def test_nonsense_is_a_bad_token_and_nothing_worse(token: str) -> None:
    with pytest.raises(BadToken):
        check("secret", "live", token, NOON)


def test_link_tokens_are_long_and_never_the_same() -> None:
    tokens = {new_link_token() for _ in range(100)}
    assert len(tokens) == 100
    assert min(map(len, tokens)) >= 22


def test_a_lifecycle_knows_its_ends() -> None:
    assert LAMP.live == {"off", "on"}
    assert LAMP.terminal == {"broken"}
    assert LAMP.after("off", "drop") is None


def test_numbers_stay_readable_and_findable_when_the_secret_rotates() -> None:
    old, new = Vault(["first secret"]), Vault(["second secret", "first secret"])
    sealed = old.seal("+393123456789")
    assert new.open(sealed) == "+393123456789"
    assert new.index("+393123456789") == old.index("+393123456789")
    assert b"3123456789" not in sealed


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("ringing +393123456789 now", "ringing +•••789 now"),
        ("To=%2B393123456789&x", "To=+•••789&x"),
        ("GET /t/Zm9vYmFyYmF6cXV4 200", "GET /t/*** 200"),
        ("POST /sign-in/Zm9vYmFyYmF6cXV4.abc", "POST /sign-in/***"),
        ("nothing secret", "nothing secret"),
    ],
)
def test_logs_keep_numbers_and_links_to_themselves(said: str, kept: str) -> None:
    assert masked(said) == kept
