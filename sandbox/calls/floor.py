"""What the API changes in a running conference (Twilio, "Participant resource: update")."""

from functools import partial
from typing import Final

from sandbox.calls import params
from sandbox.calls.choices import WAITING_ROOM
from sandbox.calls.core import Core
from sandbox.calls.hall import Hall
from sandbox.calls.ports import WebhookAnswer, WebhookRequest
from sandbox.calls.records import Conference, Participant, Place
from sandbox.twiml.document import Document, DocumentError, parse

_WRONG_VERB: Final = 13238
_NOT_FETCHED: Final = 11200


class Floor:
    def __init__(self, core: Core, hall: Hall) -> None:
        self._core = core
        self._hall = hall

    def mute(self, room: Conference, member: Participant, *, muted: bool) -> None:
        if member.muted != muted:
            member.muted = muted
            self._core.audio.mute(member.call_sid, muted)
            self._touched(room, member, "participant-mute" if muted else "participant-unmute")

    def hold(self, room: Conference, member: Participant, place: Place | None) -> None:
        """Hold a participant: it hears music, or the place's document, and is not heard."""
        if member.hold:
            return
        member.hold = True
        self._core.audio.leave(member.call_sid)
        self._hall.stays[member.call_sid].held(place)
        self._touched(room, member, "participant-hold")

    def unhold(self, room: Conference, member: Participant) -> None:
        if not member.hold:
            return
        member.hold = False
        self._core.audio.quiet(member.call_sid)
        self._hall.place(room, member)
        self._touched(room, member, "participant-unhold")

    def coach(self, room: Conference, member: Participant, other: str) -> None:
        """Let a participant be heard by one other alone; nothing ends it."""
        member.coaching, member.coaches = bool(other), other
        self._core.audio.coach(member.call_sid, other)
        self._touched(room, member, "participant-modify")

    def ends(self, room: Conference, member: Participant, *, ends: bool) -> None:
        member.ends = ends
        self._touched(room, member, "participant-modify")

    def speaks(self, call_sid: str, *, started: bool) -> None:
        """Report that a participant began or stopped to speak."""
        room = self._hall.of(call_sid)
        if room and room.status == "in-progress":
            event = "participant-speech-start" if started else "participant-speech-stop"
            self._hall.tell(room, event, room.participants[call_sid])

    def announce(self, room: Conference, members: list[Participant], place: Place) -> None:
        """Play a document to some or all, once; its end or failure is an event."""
        told = {
            "AccountSid": self._core.config.account_sid,
            "ApiVersion": params.API_VERSION,
            "ConferenceSid": room.sid,
            "FriendlyName": room.name,
        }
        request = WebhookRequest(place.url, place.method, told, "twiml")
        self._core.ask(request, lambda answer: self._announce(room, members, place, answer))

    def _announce(
        self, room: Conference, members: list[Participant], place: Place, answer: WebhookAnswer
    ) -> None:
        document = self._document(place, answer)
        present = [member for member in members if member.call_sid in room.participants]
        if document is None or not present:
            reason = "The announcement could not be played."
            told = {"AnnounceUrl": place.url, "ReasonAnnouncementFailed": reason}
            self._hall.tell(room, "announcement-fail", None, **told)
            return
        left = [member.call_sid for member in present]

        def heard(call_sid: str) -> None:
            left.remove(call_sid)
            if not left:
                self._hall.tell(room, "announcement-end", None, AnnounceUrl=place.url)

        for member in present:
            stay = self._hall.stays[member.call_sid]
            stay.announce(document, place, partial(heard, member.call_sid))

    def _document(self, place: Place, answer: WebhookAnswer) -> Document | None:
        code = answer.error or (0 if 200 <= answer.status < 300 else _NOT_FETCHED)
        try:
            document = parse(answer.body) if not code else None
        except DocumentError as error:
            code, document = error.code, None
        if document and any(verb.name not in WAITING_ROOM for verb in document.verbs):
            code, document = _WRONG_VERB, None
        if code:
            self._core.alert(code, f"{place.url} cannot be announced.")
        return document

    def _touched(self, room: Conference, member: Participant, event: str) -> None:
        member.updated = self._core.now()
        self._hall.tell(room, event, member)
