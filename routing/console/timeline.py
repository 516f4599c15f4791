"""A contact's timeline in words: every step, with its time and what came before."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from callcenter.contacts.models import Contact
from callcenter.infra.states import Transition, history
from callcenter.kernel.clock import iso
from callcenter.services import Transaction
from routing.console.snapshots import outcome_text

_TITLES = {
    ("contact", "requested"): "Customer asked for a call",
    ("contact", "arriving"): "Customer dialled the store",
    ("contact", "in_menu"): "Greeted, in the menu",
    ("contact", "queued"): "Waiting for an associate",
    ("contact", "connecting"): "Associate accepted",
    ("contact", "connected"): "Both are on the phone",
    ("contact", "done"): "Conversation over",
    ("contact", "abandoned"): "Customer hung up",
    ("contact", "unreached"): "Customer could not be reached",
    ("contact", "deferred"): "Nobody free",
    ("contact", "cancelled"): "Cancelled",
    ("contact", "disposition"): "Outcome noted",
    ("contact", "first_frame"): "Customer sees the picture",
    ("offer", "pending"): "Offered",
    ("offer", "accepted"): "Offer accepted",
    ("offer", "declined"): "Offer declined",
    ("offer", "expired"): "Offer missed",
    ("offer", "rescinded"): "Offer withdrawn",
    ("leg", "planned"): "Line planned",
    ("leg", "expected"): "Softphone expected",
    ("leg", "sending"): "Call ordered",
    ("leg", "dialling"): "Dialling",
    ("leg", "ringing"): "Phone rings",
    ("leg", "in_call"): "Line open",
    ("leg", "ended"): "Line closed",
    ("message", "pending"): "Text planned",
    ("message", "sending"): "Text ordered",
    ("message", "sent"): "Text sent",
    ("message", "delivered"): "Text delivered",
    ("message", "failed"): "Text not delivered",
    ("tour", "invited"): "Tour begun",
    ("tour", "waiting"): "Tour waits for the picture",
    ("tour", "live"): "Picture is live",
    ("tour", "ended"): "Tour over",
    ("tour", "expired"): "Tour expired",
    ("appointment", "calling"): "Promised call begins",
    ("appointment", "kept"): "Promise kept",
    ("appointment", "missed"): "Promise missed",
}


def steps(tx: Transaction, contact: Contact) -> list[dict[str, Any]]:
    """Oldest first; `since_text` counts from the first step."""
    lines = history(tx.session, contact.id)
    zone = ZoneInfo(contact.store.timezone if contact.store else "UTC")
    return [_line(line, lines[0].at, zone) for line in lines]


def _line(line: Transition, first: datetime, zone: ZoneInfo) -> dict[str, Any]:
    title = _TITLES.get((line.noun, line.state), f"{line.noun} {line.state}".replace("_", " "))
    return {
        "at": iso(line.at),
        "clock": line.at.astimezone(zone).strftime("%H:%M:%S.%f")[:-3],
        "since_text": f"+{(line.at - first).total_seconds():.3f} s",
        "title": title,
        "detail": outcome_text(line.reason) if line.reason else "",
        "noun": line.noun,
        "state": line.state,
    }
