"""The door: builds the application and wires the rooms together. Contains nothing else."""

from collections.abc import Callable
from functools import partial
from typing import Any

from flask import Blueprint, Flask

from callcenter import carrier_cli, cli, crew, housekeeping, work
from callcenter.appointments import keeping, rush
from callcenter.appointments.views import bp as appointment_pages
from callcenter.carrier.twilio import TwilioCarrier
from callcenter.carrier.twilio import connect as connect_carrier
from callcenter.catalog.views import bp as shop
from callcenter.contacts import farewells, lookups, spoken, steering
from callcenter.contacts import jobs as contact_jobs
from callcenter.events import (
    AppointmentChanged,
    AppointmentsChanged,
    AssociateChanged,
    AssociateFreed,
    AssociateLost,
    ContactChanged,
    ContactConnected,
    ContactEnded,
    ContactQueued,
    ContactsEnded,
    ContactsQueued,
    ContactWithdrawn,
    LegDismissed,
    LegParted,
    LegPlanned,
    LegSteered,
    LegTuned,
    LegUnwanted,
    MessagePlanned,
    MessageReported,
    OfferAnswered,
    PartitionChanged,
    RecordingAnnounced,
    RecordingErased,
    RecordingSwitched,
    RecordingWished,
    RulesChanged,
    TourOver,
    ViewerRemoved,
    VoicemailChanged,
)
from callcenter.health import bp as health
from callcenter.infra import logs
from callcenter.infra.database import connect as connect_database
from callcenter.infra.database import make_sessions
from callcenter.infra.jobs import LANES, RqJobs
from callcenter.infra.jobs import connect as connect_redis
from callcenter.infra.leases import Wanted
from callcenter.infra.vault import Vault
from callcenter.kernel.clock import SystemClock
from callcenter.live.channel import RedisPush
from callcenter.messages import jobs as message_jobs
from callcenter.messages.statuses import bp as message_reports
from callcenter.missed import jobs as missed_jobs
from callcenter.missed.views import bp as missed_page
from callcenter.places import patience
from callcenter.places import service as places
from callcenter.places.views import bp as place_pages
from callcenter.privacy import service as privacy
from callcenter.recordings import jobs as recording_jobs
from callcenter.recordings import service as recordings
from callcenter.services import Ledger, Outbox, Services, Switchboard
from callcenter.settings import Settings
from callcenter.staff.views import bp as sign_in
from callcenter.voicemails import jobs as voicemail_jobs
from callcenter.web import guards
from callcenter.web.application import make_app
from callcenter.web.guards import Guard
from callcenter.widget import decoys
from callcenter.widget.views import bp as widget
from ivr import trying
from ivr.desk import bp as call_desk
from ivr.recorder import bp as recorder
from ivr.sounds import apology
from ivr.sounds import bp as sounds
from ivr.statuses import bp as voice_reports
from ivr.studio import bp as menu_studio
from ivr.views import bp as voice
from routing import changes as routing_changes
from routing import jobs as routing_jobs
from routing.console import live as console_live
from routing.console.demo import bp as demo
from routing.console.views import bp as console
from routing.consults import service as consults
from routing.consults.views import bp as consult_desk
from routing.offers import service as offers
from routing.people.views import bp as people
from routing.phones import service as phones
from routing.phones.views import bp as phones_page
from routing.presence import models as presence_rows
from routing.presence import service as presence
from routing.roster.views import bp as roster
from routing.rulings.views import bp as rulings
from routing.wallboard import service as wallboard
from routing.wallboard.views import bp as wallboard_page
from routing.worklist import live as worklist_live
from routing.worklist.views import bp as worklist
from streaming import jobs as tour_jobs
from streaming import pictures
from streaming import retention as tour_retention
from streaming import service as tours
from streaming.cameras import jobs as camera_jobs
from streaming.cameras.views import bp as camera_pages
from streaming.desk import bp as tour_desk
from streaming.statuses import bp as media_reports
from streaming.statuses import from_media
from streaming.viewers import jobs as viewer_jobs
from streaming.viewers.views import bp as viewer_pages
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
    (sign_in, "", ANYBODY),
    (place_pages, "/k", ANYBODY),
    (missed_page, "/m", ANYBODY),
    (demo, "", ANYBODY),
    (console, "", STAFF),
    (consult_desk, "", STAFF),
    (wallboard_page, "", STAFF),
    (worklist, "", STAFF),
    (roster, "", STAFF),
    (people, "", STAFF),
    (rulings, "", STAFF),
    (phones_page, "", STAFF),
    (tour_pages, "", ANYBODY),
    (viewer_pages, "", WIDGET),
    (camera_pages, "", ANYBODY),
    (tour_desk, "", STAFF),
    (sounds, "", ANYBODY),
    (call_desk, "", STAFF),
    (menu_studio, "", STAFF),
    (recorder, "", STAFF),
    (voice, "/voice", CARRIER),
    (voice_reports, "/voice", CARRIER),
    (message_reports, "/messages", CARRIER),
    (media_reports, "", MEDIA),
)


OUTBOX: Outbox = {
    LegPlanned: lambda fact: Wanted("dial", fact.leg_id, "urgent", 120),
    LegUnwanted: lambda fact: Wanted("hang_up", fact.leg_id, "urgent", 600),
    LegDismissed: lambda fact: Wanted("dismiss", fact.leg_id, "urgent", 120),
    LegTuned: lambda fact: Wanted("tune", fact.leg_id, "urgent", 60),
    LegParted: lambda fact: Wanted("part", fact.leg_id, "urgent", 600),
    RecordingAnnounced: lambda fact: Wanted("announce", fact.recording_id, "urgent", 20),
    RecordingWished: lambda fact: Wanted("tape", fact.recording_id, "urgent", 86_400),
    RecordingErased: lambda fact: Wanted("erase_tape", fact.recording_id, "normal", 30 * 86_400),
    LegSteered: lambda fact: Wanted("steer", fact.leg_id, "urgent", 60),
    MessagePlanned: lambda fact: Wanted("send_text", fact.message_id, "normal", 3600),
    TourOver: lambda fact: Wanted("close_tour", fact.tour_id, "normal", 86_400),
    ViewerRemoved: lambda fact: Wanted("drop_viewer", fact.viewer_id, "normal", 86_400),
    RecordingSwitched: lambda fact: Wanted("record_tour", fact.tour_id, "normal", 600),
}
"""Orders: the errand is committed with the state that needs it."""

MUST_HEAR = frozenset(
    {ContactConnected, ContactEnded, AssociateFreed, AssociateLost, MessageReported}
)
"""Facts whose listeners move other nouns: told again by somebody else if we die."""

SWITCHBOARD: Switchboard = {
    PartitionChanged: (routing_jobs.poke,),
    ContactChanged: (tour_jobs.contact_changed, console_live.contact_changed),
    AssociateChanged: (console_live.associate_changed,),
    ContactConnected: (keeping.kept, consults.connected),
    ContactEnded: (
        tours.contact_ended,
        keeping.settled,
        spoken.settle,
        places.ended,
    ),
    AssociateFreed: (presence.freed,),
    OfferAnswered: (phones.answered,),
    AssociateLost: (presence.lost,),
    MessageReported: (tours.link_reported,),
    AppointmentChanged: (console_live.appointment_changed,),
    AppointmentsChanged: (console_live.appointments_changed,),
    VoicemailChanged: (worklist_live.voicemail_changed,),
    ViewerRemoved: (viewer_jobs.removed,),
}

LEDGER: Ledger = {
    ContactQueued: (routing_changes.contact_queued,),
    ContactsQueued: (routing_changes.contacts_queued,),
    ContactsEnded: (offers.contacts_ended, routing_changes.contacts_ended),
    ContactWithdrawn: (offers.contact_ended, routing_changes.contact_ended),
    ContactEnded: (offers.contact_ended, routing_changes.contact_ended),
    AssociateChanged: (offers.associate_changed, routing_changes.associate_changed),
    RulesChanged: (routing_changes.rules_changed,),
}

ERRANDS: work.Table = {
    "dial": contact_jobs.dial,
    "hang_up": contact_jobs.hang_up,
    "dismiss": farewells.dismiss,
    "tune": contact_jobs.tune,
    "part": contact_jobs.part,
    "announce": recording_jobs.announce,
    "tape": recording_jobs.tape,
    "erase_tape": recording_jobs.erase,
    "steer": steering.steer,
    "send_text": message_jobs.send,
    "close_tour": tour_jobs.close,
    "record_tour": tour_jobs.record,
    "drop_viewer": viewer_jobs.drop,
}

JOBS: dict[str, Callable[[Services, int], None]] = {
    "match": routing_jobs.match,
    "errand": lambda services, lane: crew.sweep(services, ERRANDS, LANES[lane]),
    "reside": routing_jobs.reside,
    "serve_urgent": lambda services, _ref: crew.serve(services, ERRANDS, "urgent"),
    "serve_normal": lambda services, _ref: crew.serve(services, ERRANDS, "normal"),
}
"""What a worker is woken for, by RQ or a resident's bell; the sweeps do the same without it."""

SCHEDULE: tuple[tuple[float, str, Callable[[Services], None]], ...] = (
    (1.0, "routing", routing_jobs.sweep),
    (1.0, "wallboard", wallboard.refresh),
    (0.5, "urgent errands", lambda services: crew.sweep(services, ERRANDS, "urgent")),
    (0.5, "normal errands", lambda services: crew.sweep(services, ERRANDS, "normal")),
    (5.0, "telephones", phones.keep_shifts),
    (1.0, "contacts", contact_jobs.sweep),
    (1.0, "patience", patience.sweep),
    (2.0, "recordings", recordings.sweep),
    (1.0, "consultations", consults.sweep),
    (2.0, "lines", lookups.sweep),
    (0.25, "appointments", partial(rush.sweep, there=presence_rows.there)),
    (5.0, "decoys", decoys.sweep),
    (2.0, "messages", message_jobs.sweep),
    (60.0, "missed calls", missed_jobs.sweep),
    (60.0, "drafts tried", trying.sweep),
    (10.0, "voicemails", voicemail_jobs.sweep),
    (30.0, "wiped voicemails", voicemail_jobs.forget_at_carrier),
    (5.0, "tours", tours.sweep),
    (5.0, "erasures", privacy.forget_at_carrier),
    (3600.0, "retention", privacy.retain),
    (5.0, "pictures", pictures.sweep),
    (5.0, "viewers", viewer_jobs.sweep),
    (5.0, "cameras", camera_jobs.sweep),
    (3600.0, "housekeeping", housekeeping.run),
    (300.0, "kept of tours", tour_retention.sweep),
)


def build_services(settings: Settings, **parts: Any) -> Services:
    """Everything a use-case needs; tests hand in their own clock, carrier, jobs or push."""
    redis = connect_redis(settings.redis_url)
    secrets = [settings.secret_key, *filter(None, settings.previous_secret_keys.split(","))]
    known: dict[str, Any] = {
        "clock": SystemClock(),
        "jobs": RqJobs(redis),
        "push": RedisPush(redis),
        "vault": Vault(secrets, settings.index_secret_key),
        "switchboard": SWITCHBOARD,
        "ledger": LEDGER,
        "outbox": OUTBOX,
        "must_hear": MUST_HEAR,
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
    services = build_services(settings, **parts)
    app = make_app(services, BLUEPRINTS)
    cli.register(app, JOBS, SCHEDULE)
    parts_of_carrier = carrier_cli.Parts(services, lambda: connect_carrier(settings), apology)
    app.cli.add_command(carrier_cli.commands(parts_of_carrier))
    return app
