"""Supervisors: what only they may do, and for whom of their store."""

from sqlalchemy.orm import Session

from callcenter.errors import NotAllowed, NotFound
from callcenter.staff.models import Associate, by_slug


def supervisor(session: Session, person_id: int, deed: str) -> Associate:
    """Return the person if they are a supervisor. Raises NotAllowed: "Only supervisors `deed`."."""
    person = session.get_one(Associate, person_id)
    if person.role != "supervisor":
        message = f"Only supervisors {deed}."
        raise NotAllowed(message)
    return person


def colleague(session: Session, chief: Associate, slug: str) -> Associate:
    """Return somebody of the supervisor's own store. Raises NotFound."""
    who = by_slug(session, slug)
    if who is None or who.store_id != chief.store_id:
        raise NotFound("There is nobody of this name in your store.")
    return who
