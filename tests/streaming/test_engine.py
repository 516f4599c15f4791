"""The same tour on our media process or on another WHIP and WHEP server, by configuration alone."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from callcenter.web.headers import content_security_policy
from streaming import engine
from streaming.links import MediaClaims, Role, check
from tests.bench import handover
from tests.cast import settings

EXPIRES = 4_000_000_000
MEDIAMTX = '{"mediamtx_permissions":[{"action":"publish","path":"${tour}"}]}'
OTHER = {
    "engine_whip_url": "https://media.example/${tour}/whip",
    "engine_whep_url": "https://media.example/${tour}/whep",
}


def address(role: Role, **more: Any) -> engine.Address:
    claims = MediaClaims("tour1", role, "camera-7", EXPIRES)
    return engine.address(settings(**more), claims)


def test_by_default_our_own_process_is_asked() -> None:
    found = address("view")
    assert found.url == f"{settings().media_url}/whep/tour1"
    assert check(settings().media_secret, found.token, 0).role == "view"
    assert engine.is_ours(settings())


@pytest.mark.parametrize(("role", "end"), [("publish", "whip"), ("view", "whep")])
def test_another_engine_is_an_address_with_the_tour_filled_in(role: Role, end: str) -> None:
    found = address(role, **OTHER, engine_auth="none")
    assert (found.url, found.token) == (f"https://media.example/tour1/{end}", "")
    assert not engine.is_ours(settings(**OTHER))


def test_a_static_word_is_handed_on_as_it_is() -> None:
    found = address("publish", **OTHER, engine_auth="static", engine_secret="stream-key")
    assert found.token == "stream-key"


def test_a_token_may_stand_in_the_address() -> None:
    pattern = "https://media.example/${token}/whip"
    more = {**OTHER, "engine_whip_url": pattern, "engine_auth": "static", "engine_secret": "a/b"}
    found = address("publish", **more)
    assert (found.url, found.token) == ("https://media.example/a/b/whip", "")


def test_a_signed_claim_carries_what_the_engine_wants_to_read() -> None:
    secret = "shared with the engine, long enough"
    more = {**OTHER, "engine_secret": secret, "engine_publish_claims": MEDIAMTX}
    token = address("publish", **more).token
    said = jwt.decode(token, secret, algorithms=["HS256"])
    assert said["mediamtx_permissions"] == [{"action": "publish", "path": "tour1"}]
    assert (said["sub"], said["exp"]) == ("camera-7", EXPIRES)
    assert "mediamtx_permissions" not in jwt.decode(
        address("view", **more).token, secret, algorithms=["HS256"]
    )


def test_a_private_key_signs_for_engines_that_know_the_public_one(tmp_path: Path) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    path = tmp_path / "key.pem"
    form = serialization.PrivateFormat.PKCS8
    plain = serialization.NoEncryption()
    path.write_bytes(key.private_bytes(serialization.Encoding.PEM, form, plain))
    more = {"engine_secret": str(path), "engine_algorithm": "ES256", "engine_key_id": "k1"}
    token = address("publish", **OTHER, **more).token
    assert jwt.get_unverified_header(token)["kid"] == "k1"
    assert jwt.decode(token, key.public_key(), algorithms=["ES256"])["sub"] == "camera-7"


def test_relays_come_with_the_address_whatever_engine_it_is() -> None:
    more = {"turn_urls": "stun:r.test, turns:r.test:443?transport=tcp", "turn_secret": "s"}
    for settled in (more, {**OTHER, "engine_auth": "none", **more}):
        first, second = address("view", **settled).ice_servers
        assert first == {"urls": "stun:r.test"}
        assert second["username"] == f"{EXPIRES + 3000}:camera-7"
        assert re.fullmatch(r"[A-Za-z0-9+/]{27}=", second["credential"])


def test_pages_may_connect_to_the_engine_and_to_nobody_else() -> None:
    ours, other = settings(), settings(**OTHER)
    assert ours.media_url in content_security_policy(ours)
    assert "https://media.example " in content_security_policy(other)
    assert other.media_url not in content_security_policy(other)


def test_a_tour_runs_on_a_third_party_engine() -> None:
    """Debian's Janus; no server that speaks WHIP and WHEP by itself installs from a registry."""
    if os.geteuid() or not shutil.which("janus"):
        pytest.skip("needs root and Janus: `apt-get install janus` brings it")
    run = [sys.executable, "-m", "tests.bench.handover"]
    command = ["unshare", "--net", "bash", "-c", handover.NAMESPACE, "bash", *run]
    done = subprocess.run(command, check=False, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr[-2000:]
