"""Reports of the carrier on lines and conferences. Answered 204, whatever they say."""

from flask import Blueprint, Response, request

from callcenter.carrier.vocabulary import CALL_EVENTS, end_reason
from callcenter.contacts.calls import LegReport
from callcenter.voicemails.service import Recorded
from callcenter.web import services
from ivr import leaving, reports
from ivr.reports import ConferenceReport, LineReport

bp = Blueprint("voice_reports", __name__)


@bp.post("/legs/<attempt>")
def leg(attempt: str) -> Response:
    """Status callback of a call that we placed."""
    _line(attempt)
    return Response(status=204)


@bp.post("/lines")
def line() -> Response:
    """Status callback of a call that came to us: a caller's or a softphone's."""
    _line(None)
    return Response(status=204)


@bp.post("/conferences/<public_id>")
def conference(public_id: str) -> Response:
    """Conference events (Twilio, "TwiML Conference: statusCallback")."""
    said = ConferenceReport(
        sid=_form("ConferenceSid"),
        event=_form("StatusCallbackEvent"),
        sequence=_number("SequenceNumber"),
        call_sid=_form("CallSid"),
        reason=_form("ReasonParticipantLeft"),
    )
    reports.conference(services(), public_id, said)
    return Response(status=204)


@bp.post("/message/<public_id>/tape")
def tape(public_id: str) -> Response:
    """Take in what became of a recording (Twilio, "TwiML Record: recordingStatusCallback")."""
    if _form("RecordingStatus") == "completed":
        recorded = Recorded(_form("RecordingSid"), _number("RecordingDuration"))
        leaving.taped(services(), public_id, _form("CallSid"), recorded)
    return Response(status=204)


def _line(attempt: str | None) -> None:
    status = _form("CallStatus")
    event = CALL_EVENTS.get(status)
    if event is None:
        return
    reason = end_reason(status, _form("SipResponseCode"))
    said = LegReport(event, reason, _form("CallSid"))
    reports.line(services(), LineReport(attempt, said, _number("SequenceNumber"), status))


def _form(name: str) -> str:
    return request.form.get(name, "")


def _number(name: str) -> int:
    text = _form(name)
    return int(text) if text.isdecimal() and len(text) < 10 else 0
