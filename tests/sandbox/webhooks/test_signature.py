"""Signatures. Vectors: twilio-python's own tests of its RequestValidator (MIT).

"Twilio hashes the signature with the HMAC-SHA1 hashing algorithm using your account auth token as
the secret key." (twilio.com/docs/usage/webhooks/webhooks-security)
"""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from twilio.request_validator import RequestValidator

from sandbox.webhooks import overrides
from sandbox.webhooks.signature import address, sign, sign_json

TOKEN = "12345"


def test_the_documented_vector() -> None:
    form = {
        "CallSid": "CA1234567890ABCDE",
        "Digits": "1234",
        "From": "+14158675309",
        "To": "+18005551212",
        "Caller": "+14158675309",
    }
    url = "https://mycompany.com/myapp.php?foo=1&bar=2"
    assert sign(TOKEN, url, form) == "RSOYDt4T1cUTdK1PDd93/VVr8B8="


def test_several_values_of_a_name_count_once_each_in_order() -> None:
    form = {"Sid": "CA123", "SidAccount": "AC123", "Digits": ["5678", "1234", "1234"]}
    url = "https://mycompany.com/myapp.php?foo=1&bar=2"
    assert sign(TOKEN, url, form) == "IK+Dwps556ElfBT0I3Rgjkr1wJU="


def test_a_json_body_is_signed_by_its_hash_in_the_address() -> None:
    url = "https://mycompany.com/myapp.php?foo=1&bar=2"
    body = b'{"property": "value", "boolean": true}'
    proof = "0a1ff7634d9ab3b95db5c9a2dfe9416e41502b283a80c7cf19632632f96e6620"
    signed, signature = sign_json(TOKEN, url, body)
    assert signed == f"{url}&bodySHA256={proof}"
    assert signature == "a9nBmqA0ju/hNViExpshrM61xv4="
    assert RequestValidator(TOKEN).validate(signed, body.decode(), signature)


@given(st.binary(max_size=50))
def test_every_json_body_is_accepted_by_the_sdk(body: bytes) -> None:
    text = body.hex()
    signed, signature = sign_json(TOKEN, "http://localhost:8000/hook", text.encode())
    assert RequestValidator(TOKEN).validate(signed, text, signature)


@given(st.dictionaries(st.text("abcXYZ09", min_size=1), st.text(max_size=20), max_size=6))
def test_every_form_is_accepted_by_the_sdk(form: dict[str, str]) -> None:
    url = "http://localhost:8000/voice?x=1"
    assert RequestValidator(TOKEN).validate(url, form, sign(TOKEN, url, form))


def test_the_fragment_is_neither_sent_nor_signed() -> None:
    assert address("http://a/b?c=1#rc=3&rp=ct,5xx", "POST", {"x": "y"}) == (
        "http://a/b?c=1",
        {"x": "y"},
    )


def test_a_get_carries_its_parameters_in_the_address() -> None:
    assert address("http://a/b?c=1", "GET", {"x": "y"}) == ("http://a/b?c=1&x=y", {})


@pytest.mark.parametrize(
    ("url", "retries", "again"),
    [
        ("http://a/", 1, {"ct"}),
        ("http://a/#rc=3&rp=ct,5xx", 3, {"ct", "5xx"}),
        ("http://a/#rc=9&ct=nonsense", 1, {"ct"}),
        ("http://a/#rc=0&rp=all", 0, {"ct", "rt", "4xx", "5xx"}),
    ],
)
def test_overrides_are_read_from_the_fragment(url: str, retries: int, again: set[str]) -> None:
    how = overrides.read(url)
    assert how.retries == retries
    assert {outcome for outcome in ("ct", "rt", "4xx", "5xx") if how.again(outcome)} == again
    assert not how.again("")


@pytest.mark.parametrize(
    ("fragment", "code"),
    [
        ("", 0),
        ("e=ashburn,dublin-ix&rp=all", 0),
        ("e=atlantis", 11240),
        ("rp=5xx,sometimes", 11243),
    ],
)
def test_an_edge_or_policy_that_there_is_not_is_an_error(fragment: str, code: int) -> None:
    """Twilio, "Error 11240": edge location is invalid; "Error 11243": retry policy is invalid."""
    assert overrides.read(f"http://a/#{fragment}").wrong == code
