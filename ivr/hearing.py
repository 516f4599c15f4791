"""What a waiting caller has not heard yet: of what could be said, only what changed. Pure."""

from collections.abc import Sequence


def fresh(said: Sequence[str], told: str) -> list[str]:
    """Return the sentences that were not among those said last; `told` as `remembered` made it."""
    before = set(told.splitlines())
    return [sentence for sentence in said if sentence not in before]


def remembered(said: Sequence[str]) -> str:
    """Return what is to be kept of this turn."""
    return "\n".join(said)
