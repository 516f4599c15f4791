"""A recording as the console and the timeline show it."""

from typing import Any

from callcenter.contacts.models import Contact
from callcenter.recordings import models
from callcenter.services import Transaction


def of_call(tx: Transaction, newest: str | None) -> dict[str, Any]:
    """Return whether the house records, and what runs; the newest failure is told, too.

    `newest`: the state of the call's newest recording; None: there is none.
    """
    return {"allowed": tx.settings.call_recording, "state": newest or ""}


def to_hear(tx: Transaction, contact: Contact) -> list[dict[str, Any]]:
    """Return what can be played of this contact."""
    return [
        {"id": one.public_id, "seconds": one.seconds}
        for one in models.of_contact(tx.session, contact.id)
        if one.state == "kept"
    ]
