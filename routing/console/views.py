"""The associate's page and its requests."""

from datetime import timedelta
from typing import Any

from flask import Blueprint, redirect, render_template, request
from flask.typing import ResponseReturnValue

from callcenter.carrier import softphone
from callcenter.contacts import regulars, standing
from callcenter.contacts import service as contacts
from callcenter.contacts.models import Contact
from callcenter.contacts.service import DISPOSITIONS
from callcenter.contacts.snapshots import card
from callcenter.kernel.tokens import sign
from callcenter.recordings.snapshots import to_hear
from callcenter.services import Transaction
from callcenter.staff.chiefs import supervisor
from callcenter.staff.models import Associate, every
from callcenter.voicemails.service import OUTCOMES
from callcenter.web import body, current_associate, services, text_field
from callcenter.web import sign_out as end_session
from routing.console import oversight, timeline
from routing.console.rejoin import rejoin
from routing.console.snapshots import console_view
from routing.offers import service as offers
from routing.offers.service import DECLINE_REASONS
from routing.presence import service as presence

bp = Blueprint("console", __name__, template_folder="../templates")
_LIVE_FOR = timedelta(hours=12)


@bp.get("/console")
def page() -> str:
    config = {
        "state": state(),
        "live": live(),
        "softphone_url": "/console/softphone",
        "dispositions": _choices(DISPOSITIONS),
        "decline_reasons": _choices(DECLINE_REASONS),
        "reasons": _choices(presence.REASONS),
        "work_outcomes": _choices(OUTCOMES),
        "beat_s": services().settings.beat_s,
        "sandbox": services().settings.has_loopback_carrier,
    }
    signal_host = services().settings.twilio_signal_host
    return render_template("console.html", config=config, signal_host=signal_host)


@bp.get("/console/state")
def state() -> dict[str, Any]:
    with services().reading() as tx:
        return console_view(tx, presence.of(tx, current_associate()))


@bp.get("/console/live")
def live() -> dict[str, str]:
    parts = services()
    claims = {"topics": [f"associate:{current_associate()}"]}
    expires = parts.clock.now() + _LIVE_FOR
    token = sign(parts.settings.secret_key, "live", claims, expires)
    return {"url": parts.settings.live_url, "token": token}


@bp.post("/console/presence")
def choose() -> dict[str, Any]:
    sent = body()
    wanted, reason = text_field(sent, "state"), text_field(sent, "reason")
    presence.choose(services(), current_associate(), wanted, reason)
    return state()


@bp.post("/console/beat")
def beat() -> dict[str, bool]:
    """Take in what the page proves; answer whether it is the one that rings."""
    return {"rings": presence.beat(services(), current_associate(), body())}


@bp.get("/console/softphone")
def access() -> dict[str, Any]:
    settings = services().settings
    with services().reading() as tx:
        identity = tx.session.get_one(Associate, current_associate()).slug
    return {
        "token": softphone.access_token(settings, identity),
        "identity": identity,
        "ttl_s": softphone.TTL_S,
        "signal_host": settings.twilio_signal_host or None,
        "edge": settings.twilio_edge or None,
    }


@bp.post("/offers/<public_id>/accept")
def accept(public_id: str) -> dict[str, str]:
    contact = offers.accept(services(), public_id, current_associate())
    return {"contact": contact.public_id}


@bp.post("/offers/<public_id>/decline")
def decline(public_id: str) -> dict[str, Any]:
    reason = text_field(body(), "reason")
    offers.decline(services(), public_id, current_associate(), reason)
    return state()


@bp.post("/console/contacts/<public_id>/hang-up")
def hang_up(public_id: str) -> dict[str, Any]:
    contacts.hang_up(services(), public_id, current_associate())
    return state()


@bp.post("/console/contacts/<public_id>/rejoin")
def take_up(public_id: str) -> dict[str, Any]:
    """Let a page that was loaded anew have its live call again."""
    rejoin(services(), current_associate(), public_id, text_field(body(), "tab", 64))
    return state()


@bp.post("/calls/<public_id>/take-over")
def take_over(public_id: str) -> ResponseReturnValue:
    oversight.take_over(services(), public_id, current_associate())
    return "", 204


@bp.post("/console/contacts/<public_id>/disposition")
def dispose(public_id: str) -> dict[str, Any]:
    sent = body()
    code, note = text_field(sent, "code"), text_field(sent, "note", 2000)
    presence.dispose(services(), current_associate(), public_id, code, note)
    return state()


@bp.get("/console/contacts/<public_id>")
def story(public_id: str) -> str:
    """Show the contact's timeline: for whoever served it, and for supervisors."""
    with services().reading() as tx:
        reader = tx.session.get_one(Associate, current_associate())
        contact = _readable(tx, public_id, reader)
        shown = card(contact, tx.now)
        steps = timeline.steps(tx, contact)
        stopped = standing.is_suppressed(tx.session, contact.number_index)
        wishes = _wishes(tx, contact) if reader.role == "supervisor" else None
        tapes = to_hear(tx, contact) if reader.role == "supervisor" else []
    return render_template(
        "timeline.html",
        card=shown,
        steps=steps,
        stopped=stopped,
        wishes=wishes,
        tapes=tapes,
        config={"steps": steps},
    )


@bp.post("/console/contacts/<public_id>/never")
def never(public_id: str) -> ResponseReturnValue:
    """Note for the customer that nobody calls or texts this number again."""
    with services().transaction() as tx:
        reader = tx.session.get_one(Associate, current_associate())
        contact = _readable(tx, public_id, reader)
        standing.suppress(tx, contact.number_index, "console")
        contacts.remember(tx, contact, "stopped", f"asked {reader.name}")
    return redirect(f"/console/contacts/{public_id}", 303)


@bp.post("/console/contacts/<public_id>/favour")
def favour(public_id: str) -> ResponseReturnValue:
    """Serve this customer sooner from now on, or by whom they wish: for supervisors to say."""
    with services().transaction() as tx:
        supervisor(tx.session, current_associate(), "say who is served sooner")
        contact = contacts.find(tx, public_id)
        valued = request.form.get("valued") == "yes"
        regulars.favour(tx, contact, request.form.get("associate", "")[:64], valued=valued)
    return redirect(f"/console/contacts/{public_id}", 303)


@bp.post("/console/sign-out")
def sign_out() -> ResponseReturnValue:
    presence.leave(services(), current_associate())
    end_session()
    return redirect("/sign-in", 303)


def _wishes(tx: Transaction, contact: Contact) -> dict[str, Any]:
    known = regulars.of(tx, contact)
    people = [(one.id, one.slug, one.name) for one in every(tx.session) if one.role == "associate"]
    return {
        "valued": bool(known and known.credit_s),
        "associate": known.associate_id if known else None,
        "people": people,
    }


def _readable(tx: Transaction, public_id: str, reader: Associate) -> Contact:
    """Return the contact for whoever serves or served it, and for supervisors."""
    if reader.role == "supervisor":
        return contacts.find(tx, public_id)
    return contacts.of_associate(tx, public_id, reader.id)


def _choices(table: dict[str, str]) -> list[dict[str, str]]:
    return [{"code": code, "label": label} for code, label in table.items()]
