"""Whether somebody without a page is to be counted as there: decided from shift and presence."""

from datetime import datetime, timedelta

_AGAIN_AFTER = timedelta(minutes=5)
"""Who let the telephone ring is left alone for so long."""


def arrives(state: str, reason: str, since: datetime, now: datetime, *, paged: bool) -> bool:
    """Whether their shift makes them available. `paged`: a page of theirs was ever open.

    Who chose to be offline or on a break on a page stays so until the next shift.
    """
    if state == "offline":
        return not paged or reason == "off_shift"
    if state == "unreachable":
        return reason == "silent" or now - since >= _AGAIN_AFTER
    return False
