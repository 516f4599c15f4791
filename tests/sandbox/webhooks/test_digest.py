"""Addresses with user and password. Rules: RFC 7616; Twilio, "Security: HTTP authentication".

"Twilio supports HTTP Basic and Digest Authentication." (twilio.com/docs/usage/security)
"""

import pytest

from sandbox.webhooks.digest import proof

CHALLENGE = (
    'Digest realm="http-auth@example.org", qop="auth, auth-int", algorithm={},'
    ' nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v",'
    ' opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS"'
)
CNONCE = "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ"
URL = "http://Mufasa:Circle%20of%20Life@www.example.org/dir/index.html"


@pytest.mark.parametrize(
    ("algorithm", "response"),
    [
        ("MD5", "8ca523f5e9506fed4657c9700eebdbec"),
        ("SHA-256", "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1"),
    ],
)
def test_the_examples_of_the_rfc(algorithm: str, response: str) -> None:
    told = proof(CHALLENGE.format(algorithm), "GET", URL, CNONCE)
    assert f'response="{response}"' in told
    assert 'username="Mufasa"' in told
    assert 'uri="/dir/index.html"' in told


@pytest.mark.parametrize(
    ("challenge", "url"),
    [
        ('Basic realm="x"', URL),
        (CHALLENGE.format("SHA-512"), URL),
        (CHALLENGE.format("MD5"), "http://www.example.org/"),
        ("", URL),
    ],
)
def test_other_challenges_are_not_answered(challenge: str, url: str) -> None:
    assert proof(challenge, "GET", url) == ""
