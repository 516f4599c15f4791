"""Looking into a queue of idle stays: past those that are over, sweeping them out on the way."""

from routing.matching.seats import Idle, Queue

_OVER = 8
"""So many that are over are walked past without a sweep."""


def first(queue: Queue, most: int) -> Idle:
    """Return the first so many who are still idle; `most` is at least one."""
    found: Idle = {}
    seen = 0
    for stay in queue:
        seen += 1
        if not stay.over:
            found[stay.key] = stay.seat
            if len(found) == most:
                break
    if seen > len(found) + _OVER:
        queue[:seen] = alive(queue[:seen])
    return found


def every(queue: Queue) -> Idle:
    """Return all who are still idle."""
    found = {stay.key: stay.seat for stay in queue if not stay.over}
    if len(queue) > len(found) + _OVER:
        queue[:] = alive(queue)
    return found


def alive(queue: Queue) -> Queue:
    return [stay for stay in queue if not stay.over]
