"""Public identifiers: short, unguessable enough to be no counter, safe in a URL."""

import secrets

_LENGTH = 16
_ALPHABET = b"23456789abcdefghjkmnpqrstuvwxyz"
_FAIR = 256 // len(_ALPHABET) * len(_ALPHABET)
_DIGITS = bytes(_ALPHABET[byte % len(_ALPHABET)] for byte in range(256))
_UNFAIR = bytes(range(_FAIR, 256))
"""Bytes that would make some digits likelier than others."""
_DRAWN = 28


def public_id() -> str:
    """Sixteen characters, about 79 bits: names a row to the outside, grants nothing."""
    return public_ids(1)[0]


def public_ids(count: int) -> list[str]:
    """Return so many of them, drawn at once."""
    found = b""
    while len(found) < _LENGTH * count:
        found += secrets.token_bytes(_DRAWN * count).translate(_DIGITS, _UNFAIR)
    digits = found.decode()
    return [digits[at : at + _LENGTH] for at in range(0, _LENGTH * count, _LENGTH)]


def attempt_token() -> str:
    """Mark one attempt at the carrier in its callback URLs (128 bits)."""
    return secrets.token_hex(16)


def typed_code() -> str:
    """Six digits a person can read out and type; short-lived and rate-limited."""
    return f"{secrets.randbelow(1_000_000):06d}"
