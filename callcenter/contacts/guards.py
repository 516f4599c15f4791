"""Who may make us ring whom: the number policy, budgets and consent of a request.

At the door (`knock`) one learns about oneself: address, network, website, all of us together.
About a number (`admit`) one learns nothing: blocked, known or new, the answer is the same.
"""

import ipaddress
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import insert

from callcenter.contacts import calls, models, money, standing
from callcenter.contacts.models import Consent, Leg
from callcenter.contacts.standing import Standing
from callcenter.errors import Conflict, Invalid, TooMany
from callcenter.infra.budget import Budget, Spent, Use, spend_all
from callcenter.infra.database import first_time
from callcenter.kernel import phone, sip
from callcenter.services import Services, Transaction
from callcenter.stores.models import store_lines

CONSENT_VERSION = "2026-11"
CALL_WORDING = "You ask us to call this number once, now or at the time you pick."
SMS_WORDING = "You may text me about this visit. Reply STOP to end."

_AGAIN = "You asked us several times already. Please try again later."
_BUSY = "We are very busy. Please try again in a few minutes."
_DAY = 86_400
PER_NUMBER = (Budget("number", 3, 600, _AGAIN), Budget("number", 6, _DAY, _AGAIN))
PER_PREFIX = (Budget("prefix", 12, 600, _AGAIN), Budget("prefix", 60, _DAY, _AGAIN))
PER_ADDRESS = (Budget("address", 10, 600, _AGAIN), Budget("address", 60, _DAY, _AGAIN))
PER_NETWORK = (Budget("network", 40, 600, _AGAIN), Budget("network", 240, _DAY, _AGAIN))
PER_SITE = (Budget("site", 400, 600, _BUSY),)
IN_ALL = (Budget("everybody", 600, 600, _BUSY),)
HOLDS = (Budget("hold_address", 15, 600, _AGAIN), Budget("hold_network", 60, 600, _AGAIN))
RINGS = Budget("rings", 2, _DAY, _AGAIN)
RINGS_PROVEN = Budget("rings", 12, _DAY, _AGAIN)
TEXTS = Budget("texts", 1, _DAY, _AGAIN)
TEXTS_PROVEN = Budget("texts", 12, _DAY, _AGAIN)


class Unseen(Conflict):
    """This number is not rung, and whoever typed it is not told so: the page shows as ever."""


@dataclass(frozen=True)
class Asker:
    """A customer as they present themselves: what they typed, and from where."""

    phone: str
    region: str
    address: str
    sms_consent: bool
    consent_version: str
    site: str = ""
    trap: str = ""


@dataclass(frozen=True)
class Reachable:
    """A number we may ring: sealed to keep, indexed to find, masked to show."""

    number: str
    sealed: bytes
    index: str
    masked: str


def policy(tx: Transaction) -> phone.NumberPolicy:
    """We ring the countries of our stores and those the operator allows; never ourselves."""
    stores = store_lines(tx.session)
    own = {number for _, number in stores} | {tx.settings.twilio_phone_number}
    allowed = dict.fromkeys((country for country, _ in stores), phone.ORDINARY)
    return phone.NumberPolicy({**allowed, **tx.settings.regions}, frozenset(own))


def reachable(tx: Transaction, number: str) -> Reachable:
    return Reachable(number, tx.vault.seal(number), tx.vault.index(number), phone.masked(number))


def typed(tx: Transaction, asker: Asker) -> str:
    """Return the E.164 of what was typed. Raises Invalid."""
    try:
        return policy(tx).accept(asker.phone, asker.region)
    except phone.Refused as refusal:
        raise Invalid(str(refusal), "phone") from refusal


def knock(services: Services, asker: Asker) -> None:
    """Count the asking itself, whatever becomes of it. Raises TooMany.

    What comes of it is flushed and brings the count along; a power cut undoes only vain asking.
    """
    with services.transaction(hasty=True) as tx:
        index = tx.vault.index
        address, network = index(asker.address), index(network_of(asker.address))
        uses = [*_uses(PER_ADDRESS, address), *_uses(PER_NETWORK, network)]
        uses += [*_uses(PER_SITE, index(asker.site)), *_uses(IN_ALL, "")]
        spend_all(tx.session, uses, tx.now)


def knock_to_hold(services: Services, asker: Asker) -> None:
    """Count a time that somebody wants kept. Raises TooMany."""
    with services.transaction() as tx:
        address, network = tx.vault.index(asker.address), tx.vault.index(network_of(asker.address))
        uses = [*_uses(HOLDS[:1], address), *_uses(HOLDS[1:], network)]
        spend_all(tx.session, uses, tx.now)


def admit(tx: Transaction, asker: Asker) -> Reachable:
    """Let a request in; spends the number's budgets in this transaction.

    Raises Invalid (number, consent), Unseen (stop, spent budgets, a form filled by a robot),
    TooMany (strangers have cost enough today).
    """
    if asker.consent_version != CONSENT_VERSION:
        raise Invalid("The page is out of date. Please reload it.", "consent_version")
    customer = reachable(tx, typed(tx, asker))
    known = standing.of(tx, customer.index)
    if asker.trap or known.stopped:
        raise Unseen("This number is not called.")
    strangers = money.a_strangers(tx, customer.number)
    prefix = tx.vault.index(customer.number[:-4])
    uses = [*_uses(PER_NUMBER, customer.index), *_uses(PER_PREFIX, prefix)]
    try:
        spend_all(tx.session, uses, tx.now, [strangers, Use(_rings(known), customer.index)])
    except Spent as spent:
        if spent.budget == strangers.budget:
            raise TooMany(_BUSY) from spent
        raise Unseen(_AGAIN) from spent
    _remember(tx, customer, tx.vault.index(asker.address), sms=asker.sms_consent)
    return customer


def admit_guest(tx: Transaction, guest: Reachable) -> None:
    """Let somebody be rung into a talk; spends their number's budgets. Raises Conflict, TooMany.

    The associate who asks is one of us: they are told why not.
    """
    known = standing.of(tx, guest.index)
    if known.stopped:
        raise Conflict("This person asked never to be called.")
    strangers = money.a_strangers(tx, guest.number)
    try:
        within = [] if known.proven else [strangers]
        spend_all(tx.session, _uses(PER_NUMBER, guest.index), tx.now, within)
    except Spent as spent:
        raise (TooMany(_BUSY) if spent.budget == strangers.budget else spent) from spent


def refuse_second(tx: Transaction, customer: Reachable) -> None:
    """One live contact per number. Raises Unseen."""
    if models.live_by_number(tx.session, customer.index):
        raise Unseen("We are already on our way to this number.", "phone")


def may_ring(tx: Transaction, leg: Leg) -> str:
    """Decide inside the dialling transaction; returns why not, or nothing, and then it is spent.

    A leg that the carrier asked us to send again is paid once. Who dropped out of a talk has
    answered for the number already.
    """
    if leg.role == calls.RINGS:
        return _may_ring_staff(tx, leg)
    index = leg.number_index or leg.contact.number_index
    known = standing.of(tx, index)
    if known.stopped:
        return "stopped"
    if not first_time(tx.session, leg.attempt, "ring", 0, tx.now):
        return ""
    dropped = leg.role == "customer" and leg.contact.state == "interrupted"
    own = Use(RINGS_PROVEN if dropped else _rings(known), index)
    number = tx.vault.open(leg.number_sealed or leg.contact.number_sealed)
    try:
        money.pay_call(tx, number, own, proven=known.proven)
    except Spent:
        return "limit"
    return ""


def _may_ring_staff(tx: Transaction, leg: Leg) -> str:
    """Pay for a call to one of us: no stranger's budget, but the day's sum holds."""
    if not first_time(tx.session, leg.attempt, "ring", 0, tx.now):
        return ""
    address = tx.vault.open(leg.number_sealed or b"")
    try:
        if not sip.is_one(address):
            money.pay_staff(tx, address)
    except Spent:
        return "limit"
    return ""


def may_text(
    tx: Transaction, number: str, number_index: str, known: Standing, *, in_talk: bool
) -> str:
    """Decide inside the sending transaction; returns why not, or nothing, and then it is spent."""
    if known.stopped:
        return "stopped"
    own = Use(TEXTS_PROVEN if in_talk or known.proven else TEXTS, number_index)
    try:
        money.pay_text(tx, number, own, proven=known.proven)
    except Spent:
        return "limit"
    return ""


def network_of(address: str) -> str:
    """Return the /24 or /48 in which the address lies; what is no address stands for itself."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address
    length = 24 if found.version == 4 else 48
    return str(ipaddress.ip_network((found, length), strict=False))


def _rings(known: Standing) -> Budget:
    return RINGS_PROVEN if known.proven else RINGS


def _uses(budgets: Iterable[Budget], key: str) -> list[Use]:
    return [Use(budget, key) for budget in budgets]


def _remember(tx: Transaction, customer: Reachable, address: str, *, sms: bool) -> None:
    agreed = [
        {
            "number_index": customer.index,
            "purpose": purpose,
            "wording_version": CONSENT_VERSION,
            "wording": wording,
            "given": given,
            "address_index": address,
            "at": tx.now,
        }
        for purpose, wording, given in (("call", CALL_WORDING, True), ("sms", SMS_WORDING, sms))
    ]
    tx.session.execute(insert(Consent), agreed)
