"""Who may make us ring whom: the number policy, budgets and consent of a request."""

from dataclasses import dataclass

from callcenter.contacts import models
from callcenter.contacts.models import Consent
from callcenter.errors import Conflict, Invalid
from callcenter.infra.budget import Budget, spend
from callcenter.kernel import phone
from callcenter.services import Transaction
from callcenter.stores.models import every_store

CONSENT_VERSION = "2026-11"
CALL_WORDING = "You ask us to call this number once, now or at the time you pick."
SMS_WORDING = "You may text me about this visit. Reply STOP to end."

_AGAIN = "You asked us several times already. Please try again later."
PER_NUMBER = (Budget("number", 3, 600, _AGAIN), Budget("number", 6, 86_400, _AGAIN))
PER_ADDRESS = (Budget("address", 10, 600, _AGAIN), Budget("address", 60, 86_400, _AGAIN))
IN_ALL = (Budget("everybody", 600, 600, "We are very busy. Please try again in a few minutes."),)


@dataclass(frozen=True)
class Asker:
    """A customer as they present themselves: what they typed, and from where."""

    phone: str
    region: str
    address: str
    sms_consent: bool
    consent_version: str


@dataclass(frozen=True)
class Reachable:
    """A number we may ring: sealed to keep, indexed to find, masked to show."""

    number: str
    sealed: bytes
    index: str
    masked: str


def policy(tx: Transaction) -> phone.NumberPolicy:
    """We ring the countries of our stores and those the operator allows; never ourselves."""
    stores = every_store(tx.session)
    own = {store.phone_number for store in stores} | {tx.settings.twilio_phone_number}
    regions = {store.country for store in stores} | tx.settings.regions
    return phone.NumberPolicy(frozenset(regions), frozenset(own))


def reachable(tx: Transaction, number: str) -> Reachable:
    return Reachable(number, tx.vault.seal(number), tx.vault.index(number), phone.masked(number))


def admit(tx: Transaction, asker: Asker) -> Reachable:
    """Let a request in, or refuse with a sentence; spends budgets in this transaction.

    Raises Invalid (number, consent), TooMany (budgets).
    """
    if asker.consent_version != CONSENT_VERSION:
        raise Invalid("The page is out of date. Please reload it.", "consent_version")
    try:
        customer = reachable(tx, policy(tx).accept(asker.phone, asker.region))
    except phone.Refused as refusal:
        raise Invalid(str(refusal), "phone") from refusal
    address = tx.vault.index(asker.address)
    for budgets, key in ((PER_NUMBER, customer.index), (PER_ADDRESS, address), (IN_ALL, "")):
        for budget in budgets:
            spend(tx.session, budget, key, tx.now)
    _remember(tx, customer, address, sms=asker.sms_consent)
    return customer


def refuse_second(tx: Transaction, customer: Reachable) -> None:
    """One live contact per number. Raises Conflict."""
    if models.live_by_number(tx.session, customer.index):
        raise Conflict("We are already on our way to this number.", "phone")


def _remember(tx: Transaction, customer: Reachable, address: str, *, sms: bool) -> None:
    for purpose, wording, given in (("call", CALL_WORDING, True), ("sms", SMS_WORDING, sms)):
        tx.session.add(
            Consent(
                number_index=customer.index,
                purpose=purpose,
                wording_version=CONSENT_VERSION,
                wording=wording,
                given=given,
                address_index=address,
                at=tx.now,
            )
        )
