"""The peers' way, re-created: every pass scans the associates in SQL for each waiting contact.

After mod_callcenter's agent dispatch and app_queue's recheck: members by age, and for each the
agents joined with their skills, longest idle first. Same tables, same data, same process.
"""

import time
from typing import Any

from sqlalchemy import text

from callcenter.services import Services

_WAITING = text(
    "SELECT id, category_id, language FROM contact WHERE state = 'queued' ORDER BY queued_at, id"
)
_LONGEST_IDLE = text(
    "SELECT p.id FROM presence p"
    " JOIN associate_skill k ON k.associate_id = p.id AND k.category_id = :category"
    " JOIN associate_language l ON l.associate_id = p.id AND l.language = :language"
    " WHERE p.state = 'available' ORDER BY p.since, p.id LIMIT 1"
)


def one_pass(services: Services, most: int) -> dict[str, Any]:
    """Look for everybody who waits, at most so many; returns the cost of each look."""
    begun, spent = time.perf_counter(), time.process_time()
    with services.transaction() as tx:
        waiting = tx.session.execute(_WAITING).all()
        for _, category, language in waiting[:most]:
            values = {"category": category, "language": language}
            tx.session.execute(_LONGEST_IDLE, values).first()
    looked = max(1, min(len(waiting), most))
    return {
        "waiting": len(waiting),
        "cpu_us": (time.process_time() - spent) / looked * 1e6,
        "pass_s": (time.perf_counter() - begun) / looked * max(1, len(waiting)),
    }
