"""A contact's timeline in words: every step, with its time and what came before."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from callcenter.contacts import whispers
from callcenter.contacts.models import Contact, legs
from callcenter.infra.states import Transition, history
from callcenter.kernel.clock import iso
from callcenter.services import Transaction
from routing.console.snapshots import outcome_text
from routing.offers.models import of_contact

_TITLES = {
    ("contact", "requested"): "Customer asked for a call",
    ("contact", "arriving"): "Customer dialled the store",
    ("contact", "in_menu"): "Greeted, in the menu",
    ("contact", "queued"): "Waiting for an associate",
    ("contact", "connecting"): "Associate accepted",
    ("contact", "connected"): "Both are on the phone",
    ("contact", "interrupted"): "Line dropped, reserved for the redial",
    ("contact", "text_whisper"): "Supervisor's note to the associate",
    ("contact", "supervisor_listen"): "Supervisor listens",
    ("contact", "supervisor_whisper"): "Supervisor whispers to the associate",
    ("contact", "supervisor_join"): "Supervisor joins",
    ("contact", "handed_out"): "Left to a guest",
    ("recording", "announcing"): "Customer is told of the recording",
    ("recording", "starting"): "Customer has heard it, recording begins",
    ("recording", "recording"): "Call is recorded",
    ("recording", "paused"): "Recording paused",
    ("recording", "stopped"): "Recording stopped",
    ("recording", "kept"): "Recording kept",
    ("recording", "failed"): "Not recorded",
    ("recording", "erased"): "Recording erased",
    ("consult", "asking"): "Colleague asked",
    ("consult", "talking"): "Talks with a colleague, customer hears music",
    ("consult", "joined"): "All three talk",
    ("consult", "completed"): "Colleague goes on",
    ("consult", "declined"): "Colleague declined",
    ("consult", "unanswered"): "Colleague did not answer",
    ("consult", "withdrawn"): "Question taken back",
    ("consult", "over"): "Back to the customer",
    ("contact", "detached"): "Associate's line lost, customer hears music",
    ("contact", "snoozed"): "Called back later, as they wished",
    ("contact", "kept_place"): "Trades the wait for a callback",
    ("contact", "done"): "Conversation over",
    ("contact", "abandoned"): "Customer hung up",
    ("contact", "unreached"): "Customer could not be reached",
    ("contact", "deferred"): "Nobody free",
    ("contact", "cancelled"): "Cancelled",
    ("contact", "disposition"): "Outcome noted",
    ("contact", "outcome"): "Outcome corrected",
    ("contact", "passed_on"): "Passed on to another store",
    ("contact", "favoured"): "Noted how this customer is served from now on",
    ("contact", "stopped"): "Never to be called or texted again",
    ("contact", "first_frame"): "Customer sees the picture",
    ("contact", "link_renewed"): "Link replaced by a new one",
    ("contact", "recording_on"): "Customer agreed to a recording",
    ("contact", "recording_off"): "Recording stopped",
    ("contact", "recorded"): "Recording kept",
    ("contact", "tour_held"): "Tour held for the call",
    ("contact", "tour_resumed"): "Tour goes on",
    ("offer", "pending"): "Offered",
    ("offer", "accepted"): "Offer accepted",
    ("offer", "declined"): "Offer declined",
    ("offer", "expired"): "Offer missed",
    ("offer", "rescinded"): "Offer withdrawn",
    ("leg", "planned"): "Line planned",
    ("leg", "expected"): "Softphone expected",
    ("leg", "sending"): "Call ordered",
    ("leg", "placed"): "Call taken by the carrier",
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
    ("appointment", "booked"): "Promise stands",
    ("appointment", "cancelled"): "Promise cancelled",
    ("appointment", "calling"): "Promised call begins",
    ("appointment", "kept"): "Promise kept",
    ("appointment", "missed"): "Promise missed",
}


_KINDS = {
    "announce": "who is calling",
    "tour": "the link to the picture",
    "confirmation": "the confirmation",
}


def steps(tx: Transaction, contact: Contact) -> list[dict[str, Any]]:
    """Oldest first; `since_text` counts from the first step."""
    lines = sorted(history(tx.session, contact.id), key=lambda line: line.at)
    zone = ZoneInfo(contact.store.timezone if contact.store else "UTC")
    subjects = _subjects(tx, contact)
    return [_line(line, lines[0].at, zone, subjects) for line in lines]


def _subjects(tx: Transaction, contact: Contact) -> dict[tuple[str, int], str]:
    """Name what each step is about: whose line, which text, offered to whom."""
    lines = {("leg", leg.id): f"{leg.role.capitalize()}: " for leg in legs(tx.session, contact.id)}
    people = {
        ("offer", offer.id): offer.associate.name for offer in of_contact(tx.session, contact.id)
    }
    return lines | people


def _line(
    line: Transition, first: datetime, zone: ZoneInfo, subjects: Mapping[tuple[str, int], str]
) -> dict[str, Any]:
    title = _TITLES.get((line.noun, line.state), f"{line.noun} {line.state}".replace("_", " "))
    subject = subjects.get((line.noun, line.subject_id), "")
    if line.noun == "leg":
        title = subject + title[0].lower() + title[1:]
    return {
        "at": iso(line.at),
        "clock": line.at.astimezone(zone).strftime("%H:%M:%S.%f")[:-3],
        "since_text": f"+{(line.at - first).total_seconds():.3f} s",
        "title": title,
        "detail": subject if line.noun == "offer" else _detail(line),
        "noun": line.noun,
        "state": line.state,
    }


def _detail(line: Transition) -> str:
    """Say why; a text's reason is its kind, a line's is its role and stands in the title."""
    if line.noun == "message":
        return _KINDS.get(line.reason, outcome_text(line.reason))
    if line.state == whispers.MARK:
        return line.reason
    plain = line.noun == "leg" and line.reason in {"customer", "associate"}
    return "" if plain or not line.reason else outcome_text(line.reason)
