"""What the widget sends, and a solver for the puzzle it is given under attack."""

from typing import Any

from altcha import v2 as altcha

from callcenter.contacts.guards import CONSENT_VERSION


def wish(**more: Any) -> dict[str, Any]:
    return {
        "store": "turin",
        "category": "jewellery",
        "language": "it",
        "sku": "aurora-ring",
        "phone": "312 345 6789",
        "region": "IT",
        "sms_consent": False,
        "consent_version": CONSENT_VERSION,
        **more,
    }


def solved(puzzle: Any) -> str:
    """Solve as the widget does."""
    challenge = altcha.Challenge.from_dict(puzzle)
    solution = altcha.solve_challenge(challenge)
    assert solution is not None
    return altcha.Payload(challenge, solution).to_base64()
