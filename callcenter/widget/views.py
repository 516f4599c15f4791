"""The widget's JSON interface: cookieless, for the websites that embed it."""

from datetime import UTC, datetime, timedelta
from typing import Any

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from callcenter.appointments import service as appointments
from callcenter.appointments import slots
from callcenter.contacts import drops
from callcenter.contacts import service as contacts
from callcenter.contacts.guards import Asker
from callcenter.contacts.service import Wish
from callcenter.contacts.snapshots import customer_view
from callcenter.errors import Invalid, NotFound
from callcenter.kernel.clock import iso
from callcenter.kernel.tokens import sign
from callcenter.places import service as places
from callcenter.web import body, key_of, services, text_field
from callcenter.widget import service as widget

bp = Blueprint("widget", __name__)
_KEY_LIVES = timedelta(hours=12)


@bp.get("/config")
def config() -> dict[str, Any]:
    return widget.configuration(
        services(), request.args.get("store", ""), request.args.get("sku", "")
    )


@bp.post("/calls")
def call_now() -> ResponseReturnValue:
    sent = body()
    contact = contacts.request(services(), _wish(sent), _asker(sent))
    with services().transaction() as tx:
        shown = customer_view(contacts.find(tx, contact.public_id), tx.now, tx.settings)
    return {"contact": shown, **access(contact.public_id)}, 201


@bp.get("/calls/<public_id>")
def look(public_id: str) -> dict[str, Any]:
    _mine(public_id)
    with services().transaction() as tx:
        return customer_view(contacts.find(tx, public_id), tx.now, tx.settings)


@bp.post("/calls/<public_id>/cancel")
def cancel(public_id: str) -> dict[str, Any]:
    _mine(public_id)
    contacts.cancel(services(), public_id)
    return look(public_id)


@bp.post("/calls/<public_id>/keep-place")
def keep_place(public_id: str) -> dict[str, Any]:
    """Trade the wait on the page for a callback."""
    _mine(public_id)
    places.keep_for_page(services(), public_id)
    return look(public_id)


@bp.post("/calls/<public_id>/again")
def call_again(public_id: str) -> dict[str, Any]:
    """Ring the customer again whose line dropped."""
    _mine(public_id)
    drops.call_again(services(), public_id)
    return look(public_id)


@bp.get("/slots")
def free_slots() -> dict[str, Any]:
    asked = request.args
    wish = Wish(asked.get("store", ""), asked.get("category", ""), asked.get("language", ""), None)
    with services().transaction() as tx:
        need = contacts.understand(tx, wish)
        found = slots.by_day(appointments.free_slots(tx, need), need.store.timezone)
        zone = need.store.timezone
    days = [
        {"date": date, "label": _day(starts[0], zone), "slots": _times(starts, zone)}
        for date, starts in found.items()
    ]
    return {"timezone": zone, "days": days}


@bp.post("/appointments")
def book() -> ResponseReturnValue:
    sent = body()
    promise = appointments.book(
        services(), _wish(sent), _asker(sent), _moment(sent), text_field(sent, "timezone")
    )
    kept = promise.appointment
    shown = {
        "id": kept.public_id,
        "starts_at": iso(kept.starts_at),
        "label": kept.local,
        "store_label": appointments.store_label(kept),
        "manage_url": promise.link,
    }
    return {"appointment": shown, **access(kept.public_id)}, 201


def access(public_id: str) -> dict[str, Any]:
    """Return the key and the live channel of one contact or appointment, for its own page."""
    parts = services()
    expires = parts.clock.now() + _KEY_LIVES
    secret = parts.settings.secret_key
    topics = {"topics": [f"contact:{public_id}"]}
    return {
        "key": sign(secret, "widget", {"sub": public_id}, expires),
        "live": {"url": parts.settings.live_url, "token": sign(secret, "live", topics, expires)},
    }


def _mine(public_id: str) -> None:
    if key_of("widget") != public_id:
        raise NotFound("We do not know this contact.")


def _wish(sent: dict[str, Any]) -> Wish:
    return Wish(
        text_field(sent, "store"),
        text_field(sent, "category"),
        text_field(sent, "language"),
        text_field(sent, "sku") or None,
    )


def _asker(sent: dict[str, Any]) -> Asker:
    return Asker(
        phone=text_field(sent, "phone", 60),
        region=text_field(sent, "region", 2).upper(),
        address=request.remote_addr or "",
        sms_consent=sent.get("sms_consent") is True,
        consent_version=text_field(sent, "consent_version"),
    )


def _moment(sent: dict[str, Any]) -> datetime:
    try:
        moment = datetime.fromisoformat(text_field(sent, "starts_at"))
    except ValueError as error:
        raise Invalid("Please pick a time.", "starts_at") from error
    if moment.tzinfo is None:
        raise Invalid("Please pick a time.", "starts_at")
    return moment.astimezone(UTC)


def _day(start: datetime, zone: str) -> str:
    return slots.local_label(start, zone).partition(",")[0]


def _times(starts: list[datetime], zone: str) -> list[dict[str, str]]:
    return [
        {"starts_at": iso(start), "label": slots.local_label(start, zone).partition(", ")[2]}
        for start in starts
    ]
