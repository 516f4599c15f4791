"""Conferences and their participants (Twilio, "Conference resource", "Participant resource")."""

import xml.etree.ElementTree as ET
from collections.abc import Mapping, Sequence

from sandbox.calls.exchange import Exchange
from sandbox.calls.records import Call, Conference, Participant, Status
from sandbox.rest import views
from sandbox.rest.answers import Form, RestAnswer, invalid, names, not_found
from sandbox.rest.calls import Calls, report_of
from sandbox.rest.paging import page

_Values = Mapping[str, Sequence[str]]
_UPDATE = names("Status")
_CREATE = names(
    "To From Label Muted StartConferenceOnEnter EndConferenceOnExit Beep WaitUrl WaitMethod"
    " MaxParticipants StatusCallback StatusCallbackMethod StatusCallbackEvent Timeout TimeLimit"
    " ConferenceStatusCallback ConferenceStatusCallbackMethod ConferenceStatusCallbackEvent"
)
_CHANGE = names("Muted Hold EndConferenceOnExit")
_NOUN = {
    "Label": "participantLabel",
    "Muted": "muted",
    "StartConferenceOnEnter": "startConferenceOnEnter",
    "EndConferenceOnExit": "endConferenceOnExit",
    "Beep": "beep",
    "WaitUrl": "waitUrl",
    "WaitMethod": "waitMethod",
    "MaxParticipants": "maxParticipants",
    "ConferenceStatusCallback": "statusCallback",
    "ConferenceStatusCallbackMethod": "statusCallbackMethod",
    "ConferenceStatusCallbackEvent": "statusCallbackEvent",
}


class Conferences:
    def __init__(self, exchange: Exchange) -> None:
        self._exchange = exchange

    def fetch(self, sid: str) -> RestAnswer:
        return RestAnswer(200, views.conference(self._exchange.config, self.known(sid)))

    def update(self, sid: str, values: _Values) -> RestAnswer:
        """End the conference: `Status=completed` is the only change."""
        form, room = Form(values, _UPDATE), self.known(sid)
        if form.text("Status") != "completed":
            raise invalid(20001, "Status can only be completed")
        self._exchange.hall.end(room)
        return self.fetch(sid)

    def find(self, query: _Values, path: str) -> RestAnswer:
        name, status = (query.get(key, [""])[-1] for key in ("FriendlyName", "Status"))
        found = [
            views.conference(self._exchange.config, room)
            for room in sorted(self._exchange.conferences.values(), key=lambda r: -r.created)
            if name in {"", room.name} and status in {"", room.status}
        ]
        return page("conferences", found, query, path)

    def known(self, sid: str) -> Conference:
        """Return a conference by its SID, or a live one by its name as the API allows."""
        room = self._exchange.conferences.get(sid) or self._exchange.hall.live(sid)
        if room is None:
            raise not_found("/Conferences", sid)
        return room


class Participants:
    def __init__(self, exchange: Exchange, conferences: Conferences, calls: Calls) -> None:
        self._exchange = exchange
        self._conferences = conferences
        self._calls = calls

    def create(self, conference: str, values: _Values) -> RestAnswer:
        """Ring somebody into the conference; by name it need not exist yet."""
        form = Form(values, _CREATE)
        room = self._exchange.conferences.get(conference)
        call = Call(
            from_=self._calls.party(form, "From"),
            to=self._calls.party(form, "To"),
            direction="outbound-api",
            created=self._exchange.core.now(),
            twiml=_document(form, room.name if room else conference),
            ring_s=form.whole("Timeout", 60, (1, 600), 21208),
            limit_s=form.whole("TimeLimit", 14400, (1, 86400), 21218),
            report=report_of(form),
        )
        self._exchange.place(call)
        member = Participant(call.sid, call.created, form.text("Label"), updated=call.created)
        place = room or Conference(conference, call.created, call.report, sid="")
        return RestAnswer(201, views.participant(self._exchange.config, place, member, "queued"))

    def fetch(self, conference: str, who: str) -> RestAnswer:
        room = self._conferences.known(conference)
        return RestAnswer(200, self._view(room, self._known(room, who)))

    def update(self, conference: str, who: str, values: _Values) -> RestAnswer:
        form, room = Form(values, _CHANGE), self._conferences.known(conference)
        member = self._known(room, who)
        muted, hold, ends = (form.flag(name) for name in ("Muted", "Hold", "EndConferenceOnExit"))
        if muted is not None:
            self._exchange.hall.mute(room, member, muted=muted)
        if hold is not None:
            self._exchange.hall.hold(room, member, hold=hold)
        if ends is not None:
            member.ends = ends
        return RestAnswer(200, self._view(room, member))

    def delete(self, conference: str, who: str) -> RestAnswer:
        """Take a participant out; the call goes on after its Dial."""
        room = self._conferences.known(conference)
        self._exchange.hall.kick(self._known(room, who).call_sid)
        return RestAnswer(204)

    def find(self, conference: str, query: _Values, path: str) -> RestAnswer:
        room = self._conferences.known(conference)
        found = [self._view(room, member) for member in room.participants.values()]
        return page("participants", found, query, path)

    def _known(self, room: Conference, who: str) -> Participant:
        """Return a participant by call SID or label; one that left is not found."""
        for member in room.participants.values():
            if who in {member.call_sid, member.label}:
                return member
        folder = f"/Conferences/{room.sid}/Participants"
        raise not_found(folder, who)

    def _view(self, room: Conference, member: Participant) -> views.Json:
        call = self._exchange.calls[member.call_sid]
        status = "connected" if call.status is Status.IN_PROGRESS else call.status.value
        return views.participant(self._exchange.config, room, member, status)


def _document(form: Form, name: str) -> str:
    noun = ET.Element("Conference")
    for parameter, attribute in _NOUN.items():
        said = " ".join(sorted(form.words(parameter)))
        if said:
            noun.set(attribute, said)
    noun.text = name
    dial = ET.Element("Dial")
    dial.append(noun)
    response = ET.Element("Response")
    response.append(dial)
    return ET.tostring(response, encoding="unicode")
