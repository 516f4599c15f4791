"""The door: builds the application and wires the rooms together. Contains nothing else."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Flask

from callcenter import cli, housekeeping
from callcenter.appointments import keeping
from callcenter.appointments.views import bp as appointment_pages
from callcenter.carrier.twilio import TwilioCarrier
from callcenter.carrier.twilio import connect as connect_carrier
from callcenter.catalog.views import bp as shop
from callcenter.contacts import jobs as contact_jobs
from callcenter.contacts import spoken
from callcenter.events import (
    AppointmentChanged,
    AssociateAvailable,
    AssociateChanged,
    AssociateFreed,
    ContactChanged,
    ContactConnected,
    ContactEnded,
    ContactQueued,
    LegPlanned,
    LegUnwanted,
    MessagePlanned,
    MessageReported,
    TourChanged,
)
from callcenter.health import bp as health
from callcenter.infra import logs
from callcenter.infra.database import connect as connect_database
from callcenter.infra.database import make_sessions
from callcenter.infra.jobs import RqJobs
from callcenter.infra.jobs import connect as connect_redis
from callcenter.infra.vault import Vault
from callcenter.kernel.clock import SystemClock
from callcenter.live.channel import RedisPush
from callcenter.messages import jobs as message_jobs
from callcenter.messages.statuses import bp as message_reports
from callcenter.privacy import service as privacy
from callcenter.services import Services, Switchboard
from callcenter.settings import Settings
from callcenter.web import guards
from callcenter.web.application import make_app
from callcenter.web.guards import Guard
from callcenter.widget import decoys
from callcenter.widget.views import bp as widget
from ivr.sounds import bp as sounds
from ivr.statuses import bp as voice_reports
from ivr.views import bp as voice
from routing import jobs as routing_jobs
from routing.console import live as console_live
from routing.console.demo import bp as demo
from routing.console.views import bp as console
from routing.offers import service as offers
from routing.presence import service as presence
from routing.roster.views import bp as roster
from routing.wallboard import service as wallboard
from routing.wallboard.views import bp as wallboard_page
from streaming import jobs as tour_jobs
from streaming import service as tours
from streaming.desk import bp as tour_desk
from streaming.statuses import bp as media_reports
from streaming.statuses import from_media
from streaming.views import bp as tour_pages

ANYBODY = Guard("anybody", guards.anybody)
WIDGET = Guard("widget", guards.embedded, cross_origin=True)
STAFF = Guard("staff", guards.signed_in)
CARRIER = Guard("carrier", guards.from_carrier)
MEDIA = Guard("media", from_media)

BLUEPRINTS: tuple[tuple[Blueprint, str, Guard], ...] = (
    (health, "", ANYBODY),
    (shop, "", ANYBODY),
    (widget, "/widget", WIDGET),
    (appointment_pages, "/a", ANYBODY),
    (demo, "", ANYBODY),
    (console, "", STAFF),
    (wallboard_page, "", STAFF),
    (roster, "", STAFF),
    (tour_pages, "", ANYBODY),
    (tour_desk, "", STAFF),
    (sounds, "", ANYBODY),
    (voice, "/voice", CARRIER),
    (voice_reports, "/voice", CARRIER),
    (message_reports, "/messages", CARRIER),
    (media_reports, "", MEDIA),
)


def _job(lane: str, name: str, ref: str) -> Callable[[Services, Any], None]:
    """Make a listener that only wakes a worker."""

    def wake(services: Services, fact: Any) -> None:
        services.jobs.enqueue(lane, name, getattr(fact, ref))

    return wake


SWITCHBOARD: Switchboard = {
    ContactQueued: (routing_jobs.poke,),
    AssociateAvailable: (routing_jobs.poke,),
    ContactChanged: (console_live.contact_changed, wallboard.push),
    AssociateChanged: (console_live.associate_changed, wallboard.push),
    ContactConnected: (keeping.kept,),
    ContactEnded: (
        lambda services, fact: offers.rescind_for_contact(services, fact.contact_id),
        tours.contact_ended,
        keeping.settled,
        spoken.settle,
    ),
    AssociateFreed: (presence.freed,),
    LegPlanned: (_job("urgent", "dial", "leg_id"),),
    LegUnwanted: (_job("urgent", "hang_up", "leg_id"),),
    MessagePlanned: (_job("normal", "send_text", "message_id"),),
    MessageReported: (tours.link_reported,),
    TourChanged: (tour_jobs.tour_changed,),
    AppointmentChanged: (console_live.appointment_changed, wallboard.push),
}

JOBS: dict[str, Callable[[Services, int], None]] = {
    "match": routing_jobs.match,
    "dial": contact_jobs.dial,
    "hang_up": contact_jobs.hang_up,
    "send_text": message_jobs.send,
    "close_tour": tour_jobs.close,
}

SCHEDULE: tuple[tuple[float, str, Callable[[Services], None]], ...] = (
    (1.0, "routing", routing_jobs.sweep),
    (1.0, "contacts", contact_jobs.sweep),
    (1.0, "appointments", keeping.call_due),
    (5.0, "decoys", decoys.sweep),
    (2.0, "messages", message_jobs.sweep),
    (5.0, "tours", tours.sweep),
    (5.0, "erasures", privacy.forget_at_carrier),
    (3600.0, "retention", privacy.retain),
    (3600.0, "housekeeping", housekeeping.run),
)


def build_services(settings: Settings, **parts: Any) -> Services:
    """Everything a use-case needs; tests hand in their own clock, carrier, jobs or push."""
    redis = connect_redis(settings.redis_url, retries=2)
    secrets = [settings.secret_key, *filter(None, settings.previous_secret_keys.split(","))]
    known: dict[str, Any] = {
        "clock": SystemClock(),
        "jobs": RqJobs(redis),
        "push": RedisPush(redis),
        "vault": Vault(secrets, settings.index_secret_key),
        "switchboard": SWITCHBOARD,
        **parts,
    }
    if "sessions" not in known:
        known["sessions"] = make_sessions(connect_database(settings.database_url))
    if "carrier" not in known:
        client = connect_carrier(settings)
        known["carrier"] = TwilioCarrier(client, settings.twilio_messaging_service_sid)
    return Services(settings=settings, **known)


def create_app(settings: Settings | None = None, **parts: Any) -> Flask:
    settings = settings or Settings()
    logs.set_up(settings.log_level)
    app = make_app(build_services(settings, **parts), BLUEPRINTS)
    cli.register(app, JOBS, SCHEDULE)
    return app
