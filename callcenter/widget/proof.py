"""Proof of work (ALTCHA, self-hosted): a second of the asker's own machine when we are attacked."""

import hashlib
from datetime import timedelta
from typing import Any

from altcha import v2 as altcha

from callcenter.contacts import guards
from callcenter.errors import Invalid
from callcenter.infra.budget import used
from callcenter.infra.database import first_time
from callcenter.services import Services, Transaction

ALGORITHM = "PBKDF2/SHA-256"
COST = 10_000
PREFIX = "00"
_LIVES = timedelta(minutes=20)
_ATTACK = 30
"""Requests in ten minutes, over all websites, from which on a puzzle is asked for."""


def challenge(tx: Transaction) -> dict[str, Any] | None:
    """Return a puzzle for the widget to solve, or None where none is asked for now."""
    if not _wanted(tx):
        return None
    until = int((tx.now + _LIVES).timestamp())
    made = altcha.create_challenge(
        ALGORITHM, COST, key_prefix=PREFIX, data={"until": until}, hmac_secret=_secret(tx)
    )
    return made.to_dict()


def check(services: Services, solution: str) -> None:
    """Take the solution, once. Raises Invalid with the field `proof` (ask for a new puzzle)."""
    with services.reading() as tx:
        if not _wanted(tx):
            return
    with services.transaction() as tx:
        if not _solved(tx, solution):
            raise Invalid("Please wait a second and try again.", "proof")


def _wanted(tx: Transaction) -> bool:
    if tx.settings.proof_of_work != "auto":
        return tx.settings.proof_of_work == "always"
    return used(tx.session, guards.IN_ALL[0], "", tx.now) >= _ATTACK


def _solved(tx: Transaction, solution: str) -> bool:
    if not altcha.verify_solution(solution, _secret(tx)).verified:
        return False
    until = altcha.Payload.from_base64(solution).challenge.parameters.data or {}
    fresh = int(until.get("until", 0)) >= tx.now.timestamp()
    spent = hashlib.sha256(_nonce(solution).encode()).hexdigest()
    return fresh and first_time(tx.session, spent, "proof", 0, tx.now)


def _nonce(solution: str) -> str:
    return altcha.Payload.from_base64(solution).challenge.parameters.nonce


def _secret(tx: Transaction) -> str:
    return f"proof of work\0{tx.settings.secret_key}"
