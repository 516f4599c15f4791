"""Witnesses: they look once a virtual second, and judge what only true time can tell."""

from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Row, not_, select
from sqlalchemy.orm import Session

from callcenter.appointments.models import Appointment
from callcenter.contacts.models import Contact
from callcenter.messages.models import Message
from routing.offers.models import Offer

Say = Callable[[str, str], None]

_EARLY_S = 1.0
_TOLD_S = 90.0
_MOST_RINGS, _MOST_TEXTS, _MOST_KNOWN = 2, 1, 12
"""In any 24 hours, of a stranger and of who has dealt with us (docs/security.md)."""
_BEGUN = frozenset({"kept"})


@dataclass
class Trouble:
    """When the database was away or a clock wrong, by true time: what nobody can keep up with."""

    spells: list[tuple[float, float, float]] = field(default_factory=list)

    def note(self, begun: float, seconds: float, wrong_s: float = 0.0) -> None:
        self.spells.append((begun, begun + seconds, wrong_s))

    def late_s(self, since: float, until: float) -> float:
        """How much later something may be that was due in between."""
        return sum(
            end - begun + abs(wrong)
            for begun, end, wrong in self.spells
            if begun < until and end > since
        )

    def early_s(self, at: float) -> float:
        """How much too early a clock may have called it then."""
        wrong = [wrong for begun, end, wrong in self.spells if begun - 2 < at < end + 2]
        return max([0.0, *wrong])


@dataclass
class Promises:
    """I5: what was promised for a moment is offered then, or told missed within 90 s."""

    say: Say
    trouble: Trouble
    late: list[float] = field(default_factory=list)
    kept: int = 0
    missed: int = 0
    _settled: set[int] = field(default_factory=set)

    def look(self, session: Session, now: float) -> None:
        statement = (
            select(Appointment.id, Appointment.starts_at, Appointment.state, Offer.id)
            .outerjoin(Offer, Offer.contact_id == Appointment.contact_id)
            .where(Appointment.id.not_in(self._settled))
        )
        for row in session.execute(statement):
            if row[0] not in self._settled and self._judged(session, row, now):
                self._settled.add(row[0])

    def _judged(self, session: Session, row: Row[Any], now: float) -> bool:
        """Judge the promise once its fate is known; false while it is open in time."""
        ref, starts_at, state, offer = row
        at = starts_at.timestamp()
        if offer or state in _BEGUN:
            self._begun(ref, now - at, now)
        elif state == "missed":
            self._missed(session, ref)
        elif state != "cancelled":
            waited = now - at > _TOLD_S + self.trouble.late_s(at - _TOLD_S, now)
            if waited:
                self.say("I5", f"promise {ref} was neither offered nor told missed ({state})")
            return waited
        return True

    def _begun(self, ref: int, late_s: float, now: float) -> None:
        self.kept += 1
        self.late.append(max(late_s, 0.0))
        if late_s < -_EARLY_S - self.trouble.early_s(now):
            self.say("I5", f"promise {ref} was called {-late_s:.0f} s early")

    def _missed(self, session: Session, ref: int) -> None:
        self.missed += 1
        told = select(Message.id).where(
            Message.about == f"appointment:{ref}", Message.kind == "missed"
        )
        if session.scalar(told) is None:
            self.say("I5", f"promise {ref} was missed without an apology")


@dataclass
class Order:
    """I14: who waits is not overtaken by more later ones than there are associates.

    Who is before an associate just then does not wait; nor does who traded the wait for a call.
    """

    say: Say
    associates: int
    _since: dict[int, float] = field(default_factory=dict)
    _passed: Counter[int] = field(default_factory=Counter)
    _offer: int = 0

    def look(self, session: Session, now: float) -> None:
        offered = select(Offer.id).where(Offer.contact_id == Contact.id, Offer.state == "pending")
        waiting = select(Contact.id, Contact.category_id, Contact.language).where(
            Contact.state == "queued",
            Contact.way != "scheduled",
            Contact.keeps_place.is_(False),
            Contact.credit_s == 0,
            not_(offered.exists()),
        )
        here: defaultdict[tuple[int | None, str], list[int]] = defaultdict(list)
        for contact, category, language in session.execute(waiting):
            self._since.setdefault(contact, now)
            here[category, language].append(contact)
        for offer, contact, category, language in session.execute(self._new_offers()):
            self._offer = offer
            self._overtook(contact, here[category, language])

    def _new_offers(self) -> Any:
        return (
            select(Offer.id, Contact.id, Contact.category_id, Contact.language)
            .join(Contact, Contact.id == Offer.contact_id)
            .where(
                Offer.id > self._offer, Contact.way != "scheduled", Contact.keeps_place.is_(False)
            )
            .order_by(Offer.id)
        )

    def _overtook(self, contact: int, waiting: list[int]) -> None:
        since = self._since.get(contact)
        for other in waiting if since is not None else ():
            if other != contact and self._since[other] < since:
                self._passed[other] += 1
                if self._passed[other] == self.associates + 1:
                    self.say("I14", f"contact {other} was overtaken {self._passed[other]} times")


@dataclass
class Limits:
    """I10: however things fail, nobody is rung or texted more often than a number may be.

    What the carrier took counts, and what it knows of the number: whether they ever talked with
    an associate, pressed a key or called us. Our constants are not asked.
    """

    say: Say
    rings: Counter[str] = field(default_factory=Counter)
    texts: Counter[str] = field(default_factory=Counter)
    known: set[str] = field(default_factory=set)

    def rung(self, number: str) -> None:
        self.rings[number] += 1
        if self.rings[number] > (_MOST_KNOWN if number in self.known else _MOST_RINGS):
            self.say("I10", f"{number} was rung {self.rings[number]} times")

    def texted(self, number: str) -> None:
        self.texts[number] += 1
        stranger = number not in self.known and not self.rings[number]
        if self.texts[number] > (_MOST_TEXTS if stranger else _MOST_KNOWN):
            self.say("I10", f"{number} was texted {self.texts[number]} times")
