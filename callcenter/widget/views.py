"""The widget's JSON interface: cookieless, for the websites that embed it."""

from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo, available_timezones

from flask import Blueprint, Response, request
from flask.typing import ResponseReturnValue

from callcenter.appointments import booking, labels, slots
from callcenter.appointments.booking import Choice, Promise
from callcenter.appointments.calendar import Entry, as_ics
from callcenter.appointments.labels import moment_of
from callcenter.contacts import drops, guards
from callcenter.contacts import service as contacts
from callcenter.contacts.guards import Asker, Unseen
from callcenter.contacts.service import Wish
from callcenter.contacts.snapshots import customer_view
from callcenter.errors import Conflict, NotFound
from callcenter.kernel import localtime, phone
from callcenter.kernel.clock import iso
from callcenter.kernel.tokens import sign
from callcenter.places import service as places
from callcenter.stores.models import Store, store_by_slug
from callcenter.web import body, key_of, services, text_field
from callcenter.widget import decoys, proof
from callcenter.widget import service as widget

bp = Blueprint("widget", __name__)
_KEY_LIVES = timedelta(hours=12)
_LONGEST_PROOF = 2000
_ID_LENGTH = 16


@bp.get("/config")
def config() -> dict[str, Any]:
    return widget.configuration(
        services(), request.args.get("store", ""), request.args.get("sku", "")
    )


@bp.post("/calls")
def call_now() -> ResponseReturnValue:
    sent = body()
    proof.check(services(), text_field(sent, "proof", _LONGEST_PROOF))
    asker, wish = _asker(sent), _wish(sent)
    guards.knock(services(), asker)
    try:
        made = contacts.request(services(), wish, asker)
    except Unseen:
        decoy = decoys.make(services(), wish, asker)
        return {"contact": _view(decoy), **access(decoy)}, 201
    shown = customer_view(made, services().clock.now(), services().settings)
    return {"contact": shown, **access(made.public_id)}, 201


@bp.get("/calls/<public_id>")
def look(public_id: str) -> dict[str, Any]:
    _mine(public_id)
    return _view(public_id)


@bp.post("/calls/<public_id>/cancel")
def cancel(public_id: str) -> dict[str, Any]:
    _mine(public_id)
    if not decoys.cancel(services(), public_id):
        contacts.cancel(services(), public_id)
    return _view(public_id)


@bp.post("/calls/<public_id>/keep-place")
def keep_place(public_id: str) -> dict[str, Any]:
    """Trade the wait on the page for a callback."""
    _mine(public_id)
    if not decoys.keep_place(services(), public_id):
        places.keep_for_page(services(), public_id)
    return _view(public_id)


@bp.post("/calls/<public_id>/again")
def call_again(public_id: str) -> dict[str, Any]:
    """Ring the customer again whose line dropped."""
    _mine(public_id)
    with services().reading() as tx:
        if decoys.find(tx, public_id):
            raise Conflict(drops.ASK_ANEW)
    drops.call_again(services(), public_id)
    return _view(public_id)


@bp.get("/slots")
def free_slots() -> dict[str, Any]:
    """Return the free times, by the days of the customer's zone, with the store's beside them."""
    asked = request.args
    wish = Wish(asked.get("store", ""), asked.get("category", ""), asked.get("language", ""), None)
    with services().reading() as tx:
        store = contacts.understand(tx, wish).store
    zone = _zone(asked.get("timezone", "")) or store.timezone
    found = booking.free(services(), wish, zone, asked.get("associate", ""))
    shown = [
        _day(starts, zone, store, wish.language) for starts in slots.by_day(found, zone).values()
    ]
    return {"timezone": zone, "store_timezone": store.timezone, "days": shown}


@bp.post("/holds")
def hold() -> ResponseReturnValue:
    sent = body()
    token, until = booking.hold(services(), _wish(sent), _choice(sent), _asker(sent))
    return {"hold": token, "expires_at": iso(until)}, 201


@bp.post("/appointments")
def book() -> ResponseReturnValue:
    """Promise a call. The link to change it is texted: whoever types a number learns nothing."""
    sent = body()
    proof.check(services(), text_field(sent, "proof", _LONGEST_PROOF))
    made = booking.book(services(), _wish(sent), _asker(sent), _choice(sent))
    shown = {
        "id": made.public_id,
        "starts_at": iso(made.starts_at),
        "label": localtime.label(made.starts_at, made.timezone, made.language),
        "store_label": labels.store_label(made.starts_at, made.store, made.language),
        "store_phone": phone.spoken(made.store.phone_number),
        "calendar_url": _calendar_link(made),
    }
    return {"appointment": shown}, 201


@bp.get("/calendar/<public_id>.ics")
def calendar(public_id: str) -> Response:
    """Draw the calendar file of a promise just made, from what its page was told."""
    asked = request.args
    with services().reading() as tx:
        store = store_by_slug(tx.session, asked.get("store", ""))
        zone = _zone(asked.get("timezone", ""))
        if store is None or not zone or len(public_id) != _ID_LENGTH or not public_id.isalnum():
            raise NotFound("We do not know this appointment.")
        at = moment_of(asked.get("starts_at", ""), zone, None)
        minutes = tx.settings.slot_minutes
        entry = Entry(public_id, labels.title(store, "en"), at, minutes, zone)
        drawn = as_ics(entry, tx.now)
    return Response(drawn, mimetype="text/calendar")


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
        site=request.headers.get("Origin", "")[:200],
        trap=text_field(sent, "website", 500),
    )


def _choice(sent: dict[str, Any]) -> Choice:
    zone = _zone(text_field(sent, "timezone"))
    fold = sent.get("fold")
    at = moment_of(text_field(sent, "starts_at"), zone, fold if fold in (0, 1) else None)
    return Choice(at, zone, text_field(sent, "hold"), text_field(sent, "associate"))


def _view(public_id: str) -> dict[str, Any]:
    with services().reading() as tx:
        decoy = decoys.find(tx, public_id)
        if decoy:
            return decoys.view(decoy, tx.now, tx.settings)
        return customer_view(contacts.find(tx, public_id), tx.now, tx.settings)


def _zone(name: str) -> str:
    """Return the zone's name if we know it, else nothing."""
    return name if name in available_timezones() else ""


def _calendar_link(made: Promise) -> str:
    query = {"store": made.store.slug, "starts_at": iso(made.starts_at), "timezone": made.timezone}
    base = services().settings.public_url
    return f"{base}/widget/calendar/{made.public_id}.ics?{urlencode(query)}"


def _day(starts: list[datetime], zone: str, store: Store, language: str) -> dict[str, Any]:
    return {
        "date": starts[0].astimezone(ZoneInfo(zone)).date().isoformat(),
        "label": localtime.day(starts[0], zone, language),
        "slots": [
            {
                "starts_at": iso(start),
                "label": localtime.clock(start, zone, language),
                "store_label": localtime.clock(start, store.timezone, language),
            }
            for start in starts
        ],
    }
