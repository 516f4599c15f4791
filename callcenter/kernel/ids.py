"""Public identifiers: short, unguessable enough to be no counter, safe in a URL."""

import secrets

_LENGTH = 16
_ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"


def public_id() -> str:
    """Sixteen characters, about 79 bits: names a row to the outside, grants nothing."""
    left, found = secrets.randbelow(len(_ALPHABET) ** _LENGTH), []
    for _ in range(_LENGTH):
        left, digit = divmod(left, len(_ALPHABET))
        found.append(_ALPHABET[digit])
    return "".join(found)


def attempt_token() -> str:
    """Mark one attempt at the carrier in its callback URLs (128 bits)."""
    return secrets.token_hex(16)


def typed_code() -> str:
    """Six digits a person can read out and type; short-lived and rate-limited."""
    return f"{secrets.randbelow(1_000_000):06d}"
