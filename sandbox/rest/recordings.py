"""Recordings: start, pause, stop, look up, listen (Twilio, "Recording resource")."""

from collections.abc import Callable, Iterator
from functools import partial
from itertools import chain

from sandbox.calls.exchange import Exchange
from sandbox.calls.records import Recording
from sandbox.calls.tapes import ONGOING
from sandbox.rest import orders
from sandbox.rest.answers import RestAnswer, RestError, invalid, not_found
from sandbox.rest.calls import Calls
from sandbox.rest.conferences import Conferences
from sandbox.rest.form import Ask, Form
from sandbox.rest.paging import page, within
from sandbox.rest.shapes import Json
from sandbox.rest.shapes import tapes as shapes
from sandbox.rest.sound import asked_for

Encode = Callable[[bytes], bytes]
"""Turns wav into mp3."""


class Recordings:
    def __init__(
        self, exchange: Exchange, calls: Calls, conferences: Conferences, encode: Encode | None
    ) -> None:
        self._exchange = exchange
        self._calls = calls
        self._conferences = conferences
        self._encode = encode

    def create(self, ask: Ask, call_sid: str) -> RestAnswer:
        """Record a call that talks (Twilio error 21220 when it does not)."""
        call = self._calls.known(call_sid)
        if not call.talking:
            raise invalid(21220, "Requested resource is not eligible for recording")
        taping = orders.taping_of(ask.form, "StartCallRecordingAPI")
        one = self._exchange.tapes.tape_leg(call, taping)
        return RestAnswer(201, shapes.of_call(self._exchange.config, one))

    def find(self, ask: Ask) -> RestAnswer:
        call, room = ask.query.text("CallSid"), ask.query.text("ConferenceSid")
        found = self._listed(ask, call=call, room=room)
        return page("recordings", found, ask, self._shown)

    def find_of_call(self, ask: Ask, sid: str) -> RestAnswer:
        self._calls.known(sid)
        found = self._listed(ask, call=sid)
        return page("recordings", found, ask, partial(shapes.of_call, self._exchange.config))

    def find_of_conference(self, ask: Ask, sid: str) -> RestAnswer:
        room = self._conferences.known(sid)
        found = self._listed(ask, room=room.sid)
        show = partial(shapes.of_conference, self._exchange.config)
        return page("recordings", found, ask, show)

    def fetch(self, ask: Ask, sid: str) -> RestAnswer:
        gone = self._exchange.tapes.deleted.get(sid)
        if gone and ask.query.flag("IncludeSoftDeleted"):
            return RestAnswer(200, self._shown(gone))
        return RestAnswer(200, self._shown(self._known(sid)))

    def fetch_of_call(self, _ask: Ask, call: str, sid: str) -> RestAnswer:
        one = self._of_call(call, sid)
        return RestAnswer(200, shapes.of_call(self._exchange.config, one))

    def fetch_of_conference(self, _ask: Ask, room: str, sid: str) -> RestAnswer:
        one = self._of_conference(room, sid)
        return RestAnswer(200, shapes.of_conference(self._exchange.config, one))

    def update_of_call(self, ask: Ask, call: str, sid: str) -> RestAnswer:
        one = self._of_call(call, sid)
        self._change(ask.form, one)
        return self.fetch_of_call(ask, call, one.sid)

    def update_of_conference(self, ask: Ask, room: str, sid: str) -> RestAnswer:
        one = self._of_conference(room, sid)
        self._change(ask.form, one)
        return self.fetch_of_conference(ask, room, one.sid)

    def delete(self, _ask: Ask, sid: str) -> RestAnswer:
        self._exchange.tapes.delete(self._known(sid))
        return RestAnswer(204)

    def delete_of_call(self, ask: Ask, call: str, sid: str) -> RestAnswer:
        return self.delete(ask, self._of_call(call, sid).sid)

    def delete_of_conference(self, ask: Ask, room: str, sid: str) -> RestAnswer:
        return self.delete(ask, self._of_conference(room, sid).sid)

    def listen(self, sid: str, extension: str, channels: str = "") -> RestAnswer:
        """Return the sound: wav, or mp3 where an encoder is at hand; `channels` may be 1 or 2."""
        one = self._known(sid)
        if one.status != "completed":
            raise not_found("/Recordings", sid)
        sound = asked_for(one.sound, channels)
        if extension == "mp3":
            if self._encode is None:
                raise RestError(404, 20404, "This carrier writes wav only")
            return RestAnswer(200, media=self._encode(sound), kind="audio/mpeg")
        return RestAnswer(200, media=sound, kind="audio/x-wav")

    def _change(self, form: Form, one: Recording) -> None:
        wanted = form.one_of("Status", "in-progress paused stopped")
        if not wanted:
            raise invalid(20001, "Status is required")
        skips = form.one_of("PauseBehavior", "skip silence") == "skip"
        if one.status not in ONGOING:
            raise invalid(21220, "The recording is over")
        if wanted == "stopped":
            self._exchange.tapes.stop(one)
        elif wanted == "paused":
            self._exchange.tapes.pause(one, skips=skips)
        else:
            self._exchange.tapes.resume(one)

    def _listed(self, ask: Ask, **asked: str) -> Iterator[Recording]:
        tapes = self._exchange.tapes
        gone = tapes.deleted.newest(**asked) if ask.query.flag("IncludeSoftDeleted") else ()
        known = chain(tapes.recordings.newest(**asked), gone)
        return (one for one in known if within(ask.query, "DateCreated", one.started))

    def _known(self, sid: str) -> Recording:
        one = self._exchange.tapes.recordings.get(sid)
        if one is None:
            raise not_found("/Recordings", sid)
        return one

    def _of_call(self, call: str, sid: str) -> Recording:
        """Return a call's recording; `Twilio.CURRENT` is the one that runs."""
        running = self._exchange.tapes.ongoing(call)
        if sid == "Twilio.CURRENT" and running:
            return running[0]
        one = self._exchange.tapes.recordings.get(sid)
        if one is None or one.call_sid != call:
            folder = f"/Calls/{call}/Recordings"
            raise not_found(folder, sid)
        return one

    def _of_conference(self, room: str, sid: str) -> Recording:
        known = [
            one
            for one in self._exchange.tapes.recordings.newest(
                room=self._conferences.known(room).sid
            )
            if (one.sid == sid or (sid == "Twilio.CURRENT" and one.status in ONGOING))
        ]
        if not known:
            folder = f"/Conferences/{room}/Recordings"
            raise not_found(folder, sid)
        return known[0]

    def _shown(self, one: Recording) -> Json:
        return shapes.recording(self._exchange.config, one, self._exchange.tapes.url(one))
