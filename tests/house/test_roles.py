"""Who may do what: every route times every role, generated; a new route needs its line here."""

from collections.abc import Mapping
from typing import Any

import pytest

from callcenter.contacts import service as contacts
from routing.offers import service as offers
from tests.cast import World

SLUGS = {"owner": "ada", "other": "ben", "supervisor": "carla"}
NUMBERS = {"line_id", "row_id", "shift_id", "turn"}
ROLES = ("nobody", "other", "owner", "supervisor")
OPEN, STAFF, OWNER, CHIEF, OWN_OR_CHIEF, KEYED, MACHINE, PARTY = range(8)
"""Open · signed in · whose contact it is · supervisors · either · by key · signed by a machine ·
who is of the consultation: to anybody else it does not exist."""

RULES: Mapping[str, int] = {
    **dict.fromkeys(
        (
            "appointments.calendar",
            "appointments.cancel",
            "appointments.confirm",
            "appointments.manage",
            "appointments.never",
            "appointments.ready",
            "appointments.reschedule",
            "appointments.snooze",
            "appointments.times",
            "asset",
            "demo.choose",
            "health.alive",
            "health.ready",
            "missed.page",
            "missed.take",
            "places.cancel",
            "places.page",
            "shop.home",
            "shop.product",
            "shop.shelf",
            "sign_in.door",
            "sign_in.enter",
            "sign_in.knock",
            "sounds.fallback",
            "sounds.short_music",
            "sounds.waiting_music",
            "camera.page",
            "camera.sign_in",
            "tour.friend_page",
            "tour.friend_photo_after",
            "tour.photo_after",
            "tour.show_friend",
            "tour.enter_code",
            "tour.page",
            "tour.show_me",
            "tour.type_code",
            "widget.book",
            "widget.calendar",
            "widget.call_now",
            "widget.config",
            "widget.free_slots",
            "widget.hold",
        ),
        OPEN,
    ),
    **dict.fromkeys(
        (
            "call_desk.choices",
            "console.access",
            "console.beat",
            "console.choose",
            "console.live",
            "console.page",
            "console.sign_out",
            "console.state",
            "demo.enter",
            "roster.page",
            "roster.take_time_off",
            "wallboard.live",
            "wallboard.page",
            "wallboard.state",
            "worklist.look",
        ),
        STAFF,
    ),
    **dict.fromkeys(
        (
            "call_desk.hand_over",
            "call_desk.hold",
            "call_desk.invite",
            "call_desk.let_go",
            "console.accept",
            "consults.ask",
            "recorder.record",
            "console.decline",
            "console.dispose",
            "console.hang_up",
            "console.take_up",
            "tour_desk.end",
            "worklist.call",
            "worklist.done",
            "worklist.give_back",
            "worklist.sound",
            "worklist.take",
            "tour_desk.camera",
            "tour_desk.record",
            "tour_desk.remove",
            "tour_desk.renew_link",
            "tour_desk.switch",
            "tour_desk.qr",
            "tour_desk.start",
        ),
        OWNER,
    ),
    **dict.fromkeys(("console.story", "console.never"), OWN_OR_CHIEF),
    "console.favour": CHIEF,
    **dict.fromkeys(
        (
            "call_desk.leave",
            "call_desk.oversee",
            "call_desk.whisper",
            "console.take_over",
            "recorder.hear",
            "roster.add_shift",
            "roster.drop_shift",
            "phones.page",
            *(
                f"studio.{name}"
                for name in ("discard", "drop", "let_hear", "page", "play", "publish", "put", "up")
            ),
            "phones.set_path",
            "roster.set_day",
            "roster.staffing",
            "rulings.page",
            "rulings.save",
            "rulings.start",
            "wallboard.explained",
        ),
        CHIEF,
    ),
    "roster.drop_time_off": OWN_OR_CHIEF,
    **dict.fromkeys(
        (
            "consults.agree",
            "consults.complete",
            "consults.join",
            "consults.part",
            "consults.refuse",
        ),
        PARTY,
    ),
    **dict.fromkeys(
        (
            "widget.call_again",
            "camera.look",
            "camera.publish",
            "camera.report",
            "camera.take_photo",
            "viewer.call_again",
            "viewer.from_website",
            "viewer.invite",
            "viewer.look",
            "viewer.photo",
            "viewer.remove",
            "viewer.report",
            "viewer.stop_recording",
            "viewer.watch_again",
            "widget.cancel",
            "widget.keep_place",
            "widget.look",
        ),
        KEYED,
    ),
    **dict.fromkeys(
        (
            "media_reports.report",
            "messages.incoming",
            "messages.status",
            "voice.callback",
            "voice.client",
            "voice.customer",
            "voice.farewell",
            "voice.enter",
            "voice.hold",
            "voice.incoming",
            "voice.keep_place",
            "voice.key",
            "voice.menu",
            "voice.message",
            "voice.message_key",
            "voice.message_left",
            "voice.message_silent",
            "voice.place",
            "voice.ring",
            "voice.ring_key",
            "voice.recorded",
            "voice.trial",
            "voice.wait",
            "voice_reports.conference",
            "voice_reports.leg",
            "voice_reports.line",
            "voice_reports.tape",
        ),
        MACHINE,
    ),
}


def admitted(rule: int, role: str) -> bool:
    """Whether the role may pass; `owner` serves the contact, `other` is a colleague elsewhere."""
    return {
        OPEN: True,
        STAFF: role != "nobody",
        OWNER: role == "owner",
        CHIEF: role == "supervisor",
        OWN_OR_CHIEF: role in {"owner", "supervisor"},
        KEYED: False,
        MACHINE: False,
        PARTY: False,
    }[rule]


def client(world: World, role: str) -> Any:
    web = world.app.test_client()
    slug = SLUGS.get(role)
    if slug:
        person = world.person(slug)
        with web.session_transaction() as session:
            session["associate_id"], session["csrf"] = person, "token"
    return web


def contact_of_ada(world: World) -> str:
    world.ready("ada")
    contact = world.asks()
    offer = world.console("ada")["offer"]
    offers.accept(
        world.services,
        offer["id"],
        world.person("ada"),
    )
    with world.services.transaction() as tx:
        contacts.meet(tx, contacts.find(tx, contact.public_id))
    world.run()
    return contact.public_id


def test_every_route_has_its_line_in_the_matrix(world: World) -> None:
    routes = {rule.endpoint for rule in world.app.url_map.iter_rules()}
    assert routes == set(RULES)


@pytest.mark.parametrize("role", ROLES)
def test_every_route_admits_exactly_whom_it_should(world: World, role: str) -> None:
    """Refused is 403, or 404 where even the existence of the thing is nobody's business."""
    public_id = contact_of_ada(world)
    web = client(world, role)
    wrong = []
    for rule in sorted(world.app.url_map.iter_rules(), key=lambda rule: rule.endpoint):
        if rule.endpoint in {"console.sign_out", "demo.enter"}:
            continue
        values = {name: 1 if name in NUMBERS else public_id for name in rule.arguments}
        built = rule.build(values)
        assert built is not None
        method = "POST" if "POST" in (rule.methods or ()) else "GET"
        body = {"contact": public_id, "csrf_token": "token", "associate": SLUGS.get(role, "")}
        sent = {"data": body} if rule.endpoint.startswith(("roster", "phones")) else {"json": body}
        response = web.open(built[1], method=method, headers={"X-CSRF-Token": "token"}, **sent)
        passed = response.status_code != 403
        must_pass = admitted(RULES[rule.endpoint], role)
        unknown = response.status_code == 404
        if (must_pass and not passed) or (not must_pass and passed and not unknown):
            wrong.append((rule.endpoint, role, response.status_code))
        response.close()
    assert wrong == []


def test_the_owner_reaches_what_others_are_told_does_not_exist(world: World) -> None:
    public_id = contact_of_ada(world)
    path = f"/console/contacts/{public_id}"
    found = {role: client(world, role).get(path).status_code for role in ROLES}
    assert found == {"nobody": 403, "other": 404, "owner": 200, "supervisor": 200}


@pytest.mark.parametrize("token", ["", "wrong"])
def test_unsafe_requests_of_staff_need_the_pages_token(world: World, token: str) -> None:
    web = client(world, "supervisor")
    for rule in world.app.url_map.iter_rules():
        if RULES[rule.endpoint] in {STAFF, OWNER, CHIEF, OWN_OR_CHIEF, PARTY} and "POST" in (
            rule.methods or ()
        ):
            built = rule.build({name: 1 if name in NUMBERS else "x" for name in rule.arguments})
            assert built is not None
            answer = web.post(built[1], json={}, headers={"X-CSRF-Token": token})
            assert answer.status_code == 403, rule.endpoint
