"""Conferences: look up, announce, end (Twilio, "Conference resource")."""

from functools import partial

from sandbox.calls import choices
from sandbox.calls.exchange import Exchange
from sandbox.calls.records import Conference, Place
from sandbox.rest.answers import RestAnswer, invalid, not_found
from sandbox.rest.form import Ask
from sandbox.rest.paging import page, within
from sandbox.rest.shapes import rooms as shapes


class Conferences:
    def __init__(self, exchange: Exchange) -> None:
        self._exchange = exchange

    def fetch(self, _ask: Ask, sid: str) -> RestAnswer:
        return RestAnswer(200, shapes.conference(self._exchange.config, self.known(sid)))

    def update(self, ask: Ask, sid: str) -> RestAnswer:
        """End the conference, or play something to everybody in it."""
        form, room = ask.form, self.known(sid)
        url = form.url("AnnounceUrl")
        if url and room.status == "completed":
            raise invalid(20001, "The conference is over")
        if url:
            members = list(room.participants.values())
            place = Place(url, form.method("AnnounceMethod"))
            self._exchange.floor.announce(room, members, place)
        if form.one_of("Status", "completed"):
            self._exchange.hall.end(room)
        return self.fetch(ask, sid)

    def find(self, ask: Ask) -> RestAnswer:
        listed = choices.LISTED_CONFERENCES
        status = ask.query.one_of("Status", "init in-progress completed") or listed
        known = self._exchange.hall.conferences.newest(name=ask.query.text("FriendlyName"))
        found = (
            room
            for room in known
            if status in {"", room.status}
            and within(ask.query, "DateCreated", room.created)
            and within(ask.query, "DateUpdated", room.updated)
        )
        return page("conferences", found, ask, partial(shapes.conference, self._exchange.config))

    def known(self, sid: str) -> Conference:
        """Return a conference by its SID, or a live one by its name as the API allows."""
        room = self._exchange.conferences.get(sid) or self._exchange.hall.live(sid)
        if room is None:
            raise not_found("/Conferences", sid)
        return room
