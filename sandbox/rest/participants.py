"""Participants of conferences: ring in, change, remove (Twilio, "Participant resource")."""

import xml.etree.ElementTree as ET
from functools import partial
from typing import Final

from sandbox.calls.exchange import Exchange
from sandbox.calls.records import Call, Callback, Conference, Participant, Place, Status
from sandbox.rest import orders
from sandbox.rest.answers import RestAnswer, invalid, not_found
from sandbox.rest.calls import Calls
from sandbox.rest.conferences import Conferences
from sandbox.rest.form import Ask, Form
from sandbox.rest.paging import page
from sandbox.rest.shapes import Json
from sandbox.rest.shapes import rooms as shapes
from sandbox.twiml import values

_BAD_LABEL: Final = 16024
_LABEL_IN_USE: Final = 16026
_ROOM_EVENTS = "start end join leave mute hold modify speaker announcement"
_NOUN = {
    "Label": "participantLabel",
    "Muted": "muted",
    "StartConferenceOnEnter": "startConferenceOnEnter",
    "EndConferenceOnExit": "endConferenceOnExit",
    "Beep": "beep",
    "WaitUrl": "waitUrl",
    "WaitMethod": "waitMethod",
    "MaxParticipants": "maxParticipants",
    "CallSidToCoach": "coach",
    "JitterBufferSize": "jitterBufferSize",
    "Region": "region",
    "ConferenceRecord": "record",
    "ConferenceTrim": "trim",
    "ConferenceRecordingStatusCallback": "recordingStatusCallback",
    "ConferenceRecordingStatusCallbackMethod": "recordingStatusCallbackMethod",
    "ConferenceRecordingStatusCallbackEvent": "recordingStatusCallbackEvent",
    "ConferenceStatusCallback": "statusCallback",
    "ConferenceStatusCallbackMethod": "statusCallbackMethod",
    "ConferenceStatusCallbackEvent": "statusCallbackEvent",
}


class Participants:
    def __init__(self, exchange: Exchange, conferences: Conferences, calls: Calls) -> None:
        self._exchange = exchange
        self._conferences = conferences
        self._calls = calls

    def create(self, ask: Ask, conference: str) -> RestAnswer:
        """Ring somebody into the conference; by name it need not exist yet."""
        form = ask.form
        room = self._exchange.conferences.get(conference)
        name = room.name if room else conference
        if room and room.status == "completed":
            raise not_found("/Conferences", conference)
        if form.text("Label") in self._exchange.hall.labels(name):
            raise invalid(_LABEL_IN_USE, "The participant label is already in use")
        call = self._ordered(form, _document(form, name))
        member = _expected(form, call)
        sid = self._exchange.hall.expect(name, member).sid
        self._exchange.place(call)
        return RestAnswer(201, shapes.participant(self._exchange.config, sid, member, call))

    def fetch(self, _ask: Ask, conference: str, who: str) -> RestAnswer:
        room = self._conferences.known(conference)
        return RestAnswer(200, self._shown(room, self._known(room, who)))

    def update(self, ask: Ask, conference: str, who: str) -> RestAnswer:
        form, room = ask.form, self._conferences.known(conference)
        member = self._known(room, who, inside=True)
        self._change_sound(form, room, member)
        self._change_rules(form, room, member)
        return RestAnswer(200, self._shown(room, member))

    def delete(self, _ask: Ask, conference: str, who: str) -> RestAnswer:
        """Take a participant out; the call goes on after its Dial."""
        room = self._conferences.known(conference)
        member = self._known(room, who)
        if member.call_sid in room.participants:
            self._exchange.hall.kick(member.call_sid)
        else:
            self._exchange.finish(self._exchange.calls[member.call_sid], Status.COMPLETED)
        return RestAnswer(204)

    def find(self, ask: Ask, conference: str) -> RestAnswer:
        room = self._conferences.known(conference)
        asked = {name: ask.query.flag(name) for name in ("Muted", "Hold", "Coaching")}
        found = [
            member
            for member in room.participants.values()
            if all(said in {None, getattr(member, name.lower())} for name, said in asked.items())
        ]
        return page("participants", found, ask, partial(self._shown, room))

    def _change_sound(self, form: Form, room: Conference, member: Participant) -> None:
        floor = self._exchange.floor
        muted, hold = _muted(form), form.flag("Hold")
        if muted is not None:
            floor.mute(room, member, muted=muted)
        if hold:
            floor.hold(room, member, _place(form, "Hold", "GET"))
        elif hold is False:
            floor.unhold(room, member)
        announced, waiting = _place(form, "Announce"), _place(form, "Wait")
        if announced:
            floor.announce(room, [member], announced)
        if waiting and room.status == "init":
            self._exchange.hall.stays[member.call_sid].wait(waiting)

    def _change_rules(self, form: Form, room: Conference, member: Participant) -> None:
        floor = self._exchange.floor
        ends, beeps = form.flag("EndConferenceOnExit"), form.flag("BeepOnExit")
        if ends is not None:
            floor.ends(room, member, ends=ends)
        if beeps is not None:
            member.beeps_out = beeps
        other, coaching = form.text("CallSidToCoach"), form.flag("Coaching")
        if other and other not in room.participants:
            raise invalid(20001, "CallSidToCoach is not in the conference")
        if coaching and not (other or member.coaches):
            raise invalid(20001, "Coaching needs CallSidToCoach")
        if other or coaching is not None:
            coached = "" if coaching is False else other or member.coaches
            floor.coach(room, member, coached)

    def _ordered(self, form: Form, twiml: str) -> Call:
        directory = self._exchange.directory
        to = orders.callee(form)
        report = Callback(form.url("AmdStatusCallback"), form.method("AmdStatusCallbackMethod"))
        taping = orders.taping_of(form, "OutboundAPI")
        return Call(
            from_=orders.caller(form, directory, to, allowed=self._calls.vouched(form)),
            to=to,
            direction="outbound-api",
            created=self._exchange.core.now(),
            twiml=twiml,
            ring_s=form.whole("Timeout", 60, (5, 600), 21208),
            limit_s=form.whole("TimeLimit", 14400, (1, 86400)),
            report=orders.report_of(form),
            parameters=orders.custom(form),
            shown=orders.shown(form, directory),
            reason=orders.reason(form),
            detection=orders.detection_of(form, report, waits=False),
            taping=taping if form.flag("Record") else None,
        )

    def _known(self, room: Conference, who: str, *, inside: bool = False) -> Participant:
        """Return a participant by call SID or label; one that left is not found."""
        rung = self._exchange.hall.awaited(room.name)
        for member in [*room.participants.values(), *([] if inside else rung)]:
            if who and who in {member.call_sid, member.label}:
                return member
        folder = f"/Conferences/{room.sid}/Participants"
        raise not_found(folder, who)

    def _shown(self, room: Conference, member: Participant) -> Json:
        call = self._exchange.calls[member.call_sid]
        return shapes.participant(self._exchange.config, room.sid, member, call)


def _expected(form: Form, call: Call) -> Participant:
    starts = form.flag("StartConferenceOnEnter")
    return Participant(
        call.sid,
        call.created,
        form.text("Label"),
        form.flag("Muted") or False,
        starts=starts is not False,
        ends=form.flag("EndConferenceOnExit") or False,
        updated=call.created,
        coaching=bool(form.text("CallSidToCoach")),
        coaches=form.text("CallSidToCoach"),
        early=form.flag("EarlyMedia") is not False,
    )


def _muted(form: Form) -> bool | None:
    """Twilio: a value "other than `true` or `false` is interpreted as `false`"."""
    return form.text("Muted").lower() == "true" if "Muted" in form else None


def _place(form: Form, name: str, method: str = "POST") -> Place | None:
    url = form.url(f"{name}Url")
    return Place(url, form.method(f"{name}Method", method)) if url else None


def _document(form: Form, name: str) -> str:
    """Return the Dial that the leg runs; a value Conference does not take is refused here."""
    form.whole("MaxParticipants", 250, (2, 250))
    if form.flag("Coaching") and not form.text("CallSidToCoach"):
        raise invalid(20001, "Coaching needs CallSidToCoach")
    for url in ("WaitUrl", "ConferenceStatusCallback", "ConferenceRecordingStatusCallback"):
        form.url(url)
    form.some_of("ConferenceStatusCallbackEvent", _ROOM_EVENTS)
    noun = ET.Element("Conference")
    for parameter, attribute in _NOUN.items():
        listed = attribute.endswith("Event")
        said = " ".join(sorted(form.words(parameter))) if listed else form.text(parameter)
        if not said and (parameter != "WaitUrl" or parameter not in form):
            continue
        if values.wrong("Conference", attribute, said):
            code = _BAD_LABEL if parameter == "Label" else 20001
            raise invalid(code, f"{parameter} does not take this value")
        noun.set(attribute, said)
    noun.text = name
    dial = ET.Element("Dial")
    dial.append(noun)
    response = ET.Element("Response")
    response.append(dial)
    return ET.tostring(response, encoding="unicode")
