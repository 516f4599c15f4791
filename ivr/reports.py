"""Reports of lines and conferences, taken in once each."""

from dataclasses import dataclass

from callcenter.contacts import lines
from callcenter.contacts.calls import LegReport
from callcenter.contacts.lines import Presence
from callcenter.contacts.models import by_public_id, leg_by_attempt, leg_by_sid
from callcenter.infra.database import first_time
from callcenter.services import Services
from ivr import announcing

_ANNOUNCEMENT = frozenset({"announcement-end", "announcement-fail"})


@dataclass(frozen=True)
class LineReport:
    """A call's status; `attempt` is ours from the URL, where we placed the call."""

    attempt: str | None
    said: LegReport
    sequence: int
    status: str


@dataclass(frozen=True)
class ConferenceReport:
    sid: str
    event: str
    sequence: int
    call_sid: str
    reason: str = ""


def line(services: Services, report: LineReport) -> None:
    with services.transaction() as tx:
        leg = (
            leg_by_attempt(tx.session, report.attempt)
            if report.attempt
            else leg_by_sid(tx.session, report.said.sid)
        )
        if leg and first_time(tx.session, report.said.sid, report.status, report.sequence, tx.now):
            lines.heard(tx, leg, report.said)


def conference(services: Services, public_id: str, report: ConferenceReport) -> None:
    if report.event in _ANNOUNCEMENT:
        announcing.told(services, public_id, heard=report.event == "announcement-end")
        return
    if report.event not in {"participant-join", "participant-leave"}:
        return
    with services.transaction() as tx:
        contact = by_public_id(tx.session, public_id)
        leg = leg_by_sid(tx.session, report.call_sid)
        if contact is None or leg is None or leg.contact_id != contact.id:
            return
        if first_time(tx.session, report.sid, report.event, report.sequence, tx.now):
            inside = report.event == "participant-join"
            said = Presence(inside, report.sid, report.sequence, report.reason)
            lines.seen(tx, leg, said)
