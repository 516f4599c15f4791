"""Use-cases of the telephone: greet, ask, queue, let wait, connect the lines."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from callcenter.contacts import calls
from callcenter.contacts import service as contacts
from callcenter.contacts.lifecycle import SERVED
from callcenter.contacts.models import (
    Contact,
    Leg,
    leg_by_attempt,
    leg_by_sid,
    live_legs,
    live_of_associate,
    supervisors_line,
)
from callcenter.events import ContactChanged
from callcenter.kernel.tokens import BadToken, check, sign
from callcenter.rules import service as rules
from callcenter.services import Services, Transaction
from callcenter.staff import models as staff
from callcenter.stores.hours import Hours
from callcenter.stores.models import (
    Store,
    category_by_slug,
    every_category,
    every_store,
    hours_of,
    store_by_number,
    store_by_slug,
)
from ivr import dialogue, news, places, prompts, rooms, strangers, twiml
from ivr.dialogue import Ask, GiveUp, Outcome, Progress
from ivr.menu import Choice, Step

_MENU_LIVES = timedelta(hours=1)


@dataclass(frozen=True)
class Caller:
    """The line of an inbound caller, as the carrier names it."""

    call_sid: str
    number: str
    dialled: str


def greet(services: Services, caller: Caller) -> str:
    """Greet a customer who dialled a store. Every fetch gives the same document and one contact."""
    with services.transaction() as tx:
        store = store_by_number(tx.session, caller.dialled)
        language = store.spoken[0] if store else "en"
        name = store.name if store else "Virtual Shopper"
    if not caller.number.startswith("+") or not caller.number[1:].isdigit():
        return twiml.speak(language, [prompts.say(language, "goodbye")], hang_up=True)
    contact = contacts.arrive(services, caller.number, store, caller.call_sid)
    if contact is None:
        return twiml.speak(language, [prompts.say(language, "busy_line")], hang_up=True)
    with services.transaction() as tx:
        outcome = dialogue.begin(_steps(tx, store), Progress(language, {}))
        welcome = [prompts.say(language, "welcome", store=name)]
        return _answer(tx, contacts.find(tx, contact.public_id), outcome, welcome)


def pressed(services: Services, call_sid: str, state: str, digits: str) -> str:
    """Take what the caller pressed (or nothing) at a step of the menu."""
    with services.transaction() as tx:
        contact = _of_line(tx, call_sid)
        try:
            name, progress = _opened(tx, state)
        except BadToken:
            return twiml.hang_up() if contact is None else _waiting_line(tx, contact)
        if contact is None or contact.state != "in_menu":
            return twiml.hang_up() if contact is None else _waiting_line(tx, contact)
        outcome = dialogue.answer(_steps(tx, contact.store), progress, name, digits)
        return _answer(tx, contact, outcome, [])


def customer_answered(services: Services, attempt: str, call_sid: str) -> str:
    """Lead the customer who picked up into the conference. A stale attempt hangs up."""
    with services.transaction() as tx:
        leg = leg_by_attempt(tx.session, attempt)
        if leg is None or leg.unwanted:
            return twiml.hang_up()
        calls.report(tx, leg, calls.LegReport("answer", "", call_sid))
        current = leg.sid == call_sid and leg.state == "in_call" and leg.contact.state in SERVED
        if leg.role == "guest" and leg.sid == call_sid and leg.contact.state == "connected":
            return _guest(tx, leg)
        return _led_in(tx, leg) if current else twiml.hang_up()


def associate_connected(services: Services, identity: str, call_sid: str) -> str:
    """Lead a softphone that connects outward into the conference of the contact assigned to it.

    What the browser asks to dial is ignored: there is no free dialling.
    """
    with services.transaction() as tx:
        associate = staff.by_slug(tx.session, identity)
        contact = live_of_associate(tx.session, associate.id) if associate else None
        leg = _expected(tx, contact, call_sid) if contact else None
        if associate and leg is None:
            return _overseer(tx, associate.id, call_sid)
        if contact is None or leg is None:
            return twiml.hang_up()
        calls.report(tx, leg, calls.LegReport("answer", "", call_sid))
        tx.emit(ContactChanged(contact.id))
        return twiml.enter(rooms.of(tx, contact), contact.language, [], starts=True)


def hold_turn(services: Services, public_id: str) -> str:
    """Return what a customer on hold hears: who is coming, then music; asked again after it."""
    with services.transaction() as tx:
        contact = contacts.find(tx, public_id)
        music = f"{tx.settings.public_url}/voice/music.wav"
        if contact.state != "connected" or contact.associate is None:
            return twiml.wait(contact.language, news.of(contact)[:1], music)
        name = contact.associate.name.split()[0]
        words = prompts.say(contact.language, "on_hold", associate=name)
        return twiml.wait(contact.language, [words], music)


def _led_in(tx: Transaction, leg: Leg) -> str:
    """Lead in the customer we rang; a kept place asks first, a stranger hears who calls."""
    if leg.contact.keeps_place and leg.contact.state == "connecting":
        return places.greet(tx, leg)
    if strangers.is_one(tx, leg):
        return strangers.introduce(tx, leg)
    return _waiting_line(tx, leg.contact)


def _guest(tx: Transaction, leg: Leg) -> str:
    contact, store = leg.contact, leg.contact.store
    words = prompts.say(contact.language, "invited", store=store.name if store else "")
    room = rooms.of(tx, contact)
    if not strangers.is_one(tx, leg):
        return twiml.take_part(room, twiml.Part(), contact.language, [words])
    sentences = [words, prompts.say(contact.language, "refuse")]
    return twiml.take_part(
        room, twiml.Part(), contact.language, sentences, strangers.key_of(tx, leg)
    )


def _overseer(tx: Transaction, supervisor_id: int, call_sid: str) -> str:
    """Lead a supervisor's softphone into the conversation they chose; anybody else hangs up."""
    leg = supervisors_line(tx.session, supervisor_id)
    if leg is None or leg.sid not in {None, call_sid}:
        return twiml.hang_up()
    calls.report(tx, leg, calls.LegReport("answer", "", call_sid))
    lines = live_legs(tx.session, leg.contact_id)
    coached = next((line.sid for line in lines if line.role == "associate"), None)
    part = twiml.Part(leg.muted, (coached or "") if leg.coaching else "")
    tx.emit(ContactChanged(leg.contact_id))
    return twiml.take_part(rooms.of(tx, leg.contact), part, leg.contact.language, [])


def wait_turn(services: Services, public_id: str, call_sid: str) -> str:
    """Return what a waiting caller hears next: what changed since last time, then music."""
    with services.transaction() as tx:
        contact = contacts.find(tx, public_id)
        music = f"{tx.settings.public_url}/voice/music.wav"
        line = leg_by_sid(tx.session, call_sid)
        if line is None or line.role != "customer":
            return twiml.wait(contact.language, [], music)
        return twiml.wait(contact.language, news.of(contact), music)


def _answer(tx: Transaction, contact: Contact, outcome: Outcome, greeting: list[str]) -> str:
    if isinstance(outcome, Ask):
        state = _sealed(tx, outcome.step.name, outcome.progress)
        return twiml.ask(outcome, greeting, f"{tx.settings.public_url}/voice/menu/{state}")
    language = outcome.progress.language
    if isinstance(outcome, GiveUp):
        contacts.end(tx, contact, "hang_up", "menu_failed")
        return twiml.speak(language, [prompts.say(language, "give_up")], hang_up=True)
    return _queue(tx, contact, outcome.progress, greeting)


def _queue(tx: Transaction, contact: Contact, progress: Progress, greeting: list[str]) -> str:
    language = progress.language
    store = store_by_slug(tx.session, progress.answers["store"])
    category = category_by_slug(tx.session, progress.answers["category"])
    if store is None or category is None:
        contacts.end(tx, contact, "hang_up", "menu_failed")
        return twiml.speak(language, [prompts.say(language, "give_up")], hang_up=True)
    hours = hours_of(tx.session, store)
    if not hours.open_at(tx.now):
        contacts.end(tx, contact, "defer", "closed")
        return twiml.speak(language, [*greeting, _closed(store, hours, tx, language)], hang_up=True)
    choice = {"store_id": store.id, "category_id": category.id, "language": language}
    patience_s = rules.of(tx, store.id).wait_s(contact.way)
    contacts.queue(tx, contact, patience_s=patience_s, **choice)
    return _waiting_line(tx, contact, [*greeting, prompts.say(language, "looking")])


def _closed(store: Store, hours: Hours, tx: Transaction, language: str) -> str:
    opening = hours.next_opening(tx.now)
    sentence = ""
    if opening:
        day = prompts.spoken(language).days[opening.weekday()]
        sentence = prompts.say(language, "opens", day=day, time=f"{opening:%H:%M}")
    return prompts.say(language, "closed", store=store.name, opening=sentence)


def _waiting_line(tx: Transaction, contact: Contact, sentences: list[str] | None = None) -> str:
    return twiml.enter(rooms.of(tx, contact), contact.language, sentences or [], starts=False)


def _steps(tx: Transaction, dialled: Store | None) -> Mapping[str, Step]:
    """Build the menu of this store, or of all of them where the number belongs to none."""
    stores = every_store(tx.session)
    languages = dialled.spoken if dialled else ["en"]
    return {
        "language": Step(
            "language",
            None,
            tuple(
                Choice(str(n), code, "language", {"language": prompts.spoken(code).name}, code)
                for n, code in enumerate(languages, 1)
            ),
        ),
        "store": Step(
            "store",
            "which_store",
            tuple(
                Choice(s.menu_digit, s.slug, "store", {"store": s.name, "city": s.city})
                for s in stores
                if dialled is None or _shares_language(s, dialled)
            ),
        ),
        "category": Step(
            "category",
            "which_category",
            tuple(
                Choice(c.menu_digit, c.slug, "category", {"category": c.names})
                for c in every_category(tx.session)
            ),
        ),
    }


def _shares_language(store: Store, dialled: Store) -> bool:
    return bool(set(store.spoken) & set(dialled.spoken))


def _expected(tx: Transaction, contact: Contact, call_sid: str) -> Leg | None:
    """Find the associate's line of this contact, unless another of their lines took its place."""
    lines = (leg for leg in live_legs(tx.session, contact.id) if leg.role == "associate")
    return next((leg for leg in lines if leg.sid in {None, call_sid}), None)


def _of_line(tx: Transaction, call_sid: str) -> Contact | None:
    leg = leg_by_sid(tx.session, call_sid)
    return leg.contact if leg else None


def _sealed(tx: Transaction, step: str, progress: Progress) -> str:
    """Seal the dialogue's progress for the action URL: signed, so a second fetch asks the same."""
    claims = {
        "step": step,
        "language": progress.language,
        "answers": json.dumps(dict(progress.answers)),
        "failures": progress.failures,
    }
    return sign(tx.settings.secret_key, "menu", claims, tx.now + _MENU_LIVES)


def _opened(tx: Transaction, state: str) -> tuple[str, Progress]:
    claims = check(tx.settings.secret_key, "menu", state, tx.now)
    answers: dict[str, str] = json.loads(claims["answers"])
    return str(claims["step"]), Progress(claims["language"], answers, int(claims["failures"]))
