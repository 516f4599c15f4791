"""Softphones as telephones of the exchange: rings them, takes their calls, ends both."""

import asyncio
import logging
from urllib.parse import quote, urlencode

from sandbox.calls.exchange import Exchange
from sandbox.calls.ports import Ring
from sandbox.media.leg import Leg
from sandbox.media.studio import Studio
from sandbox.signalling.frames import Payload, custom_parameters, text_of
from sandbox.signalling.lines import Fork, Line, Lines, Page
from sandbox.tasks import Tasks

_LOG = logging.getLogger(__name__)
_GONE = {"code": 31404, "message": "Not found"}
_RECONNECT_REFUSED = {"code": 31209, "message": "Reconnect refused"}


class Gateway:
    """Implements what the exchange asks of lines, for `client:` addresses."""

    exchange: Exchange

    def __init__(self, studio: Studio, tasks: Tasks) -> None:
        self._studio = studio
        self._tasks = tasks
        self.lines = Lines()

    # What the exchange asks

    def ring(self, ring: Ring) -> str:
        identity = ring.to.removeprefix("client:")
        pages = self.lines.pages.get(identity, [])
        if not pages:
            return "unreachable"
        line = self.lines.by_sid[ring.call_sid] = Line(ring.call_sid)
        line.forks = [Fork(page, Leg()) for page in pages]
        for fork in line.forks:
            self._tasks.start(self._invite(fork, ring, line))
        return "ringing"

    def accepted(self, call_sid: str) -> None:
        line = self.lines.find(call_sid)
        if line:
            line.accepted = True
            self._tell_answer(line)

    def ended(self, call_sid: str, reason: str) -> None:
        line = self.lines.by_sid.pop(call_sid, None)
        if line is None:
            return
        _LOG.info("softphone leg over", extra={"reason": reason})
        for fork in line.forks:
            fork.page.send("cancel", {"callsid": call_sid})
            self._tasks.start(fork.leg.close())
        if line.fork:
            failed = {"error": _GONE} if reason == "failed" else {}
            sid = call_sid if line.accepted else line.temporary_sid or call_sid
            line.fork.page.send("hangup", {"callsid": sid, **failed})
            self._tasks.start(line.fork.leg.close())
        self._studio.detach(call_sid)

    # What a page asks

    def connect(self, page: Page, identity: str, application_sid: str, asked: Payload) -> None:
        """Take an outgoing call. The page hears `ringing` with its SID, later `answer`."""
        if self.lines.find(text_of(asked, "callsid")):
            return  # replayed after a reconnection
        leg = Leg()
        call_sid = self.exchange.connect(identity, application_sid, custom_parameters(asked))
        line = Line(call_sid, text_of(asked, "callsid"), Fork(page, leg))
        self.lines.by_sid[call_sid] = line
        self._studio.attach(call_sid, leg)
        page.send("ringing", {"callsid": call_sid})
        self._tasks.start(self._negotiate(line, leg, text_of(asked, "sdp")))

    def answer(self, page: Page, call_sid: str, sdp: str) -> None:
        """Take the answer of one ringing page; the others are told that it is gone."""
        line = self.lines.find(call_sid)
        fork = next((f for f in line.forks if f.page is page), None) if line else None
        if line is None or fork is None:
            page.send("hangup", {"callsid": call_sid})
            return
        for other in line.forks:
            if other is not fork:
                other.page.send("cancel", {"callsid": call_sid})
                self._tasks.start(other.leg.close())
        line.fork, line.forks, line.accepted = fork, [], True
        self._studio.attach(call_sid, fork.leg)
        self._tasks.start(self._accept(line, fork, sdp))

    def reject(self, page: Page, call_sid: str) -> None:
        """Stop ringing on this page; the last one to reject declines the call."""
        line = self.lines.find(call_sid)
        if line is None:
            return
        gone = [fork for fork in line.forks if fork.page is page]
        line.forks = [fork for fork in line.forks if fork.page is not page]
        for fork in gone:
            self._tasks.start(fork.leg.close())
        if gone and not line.forks:
            self.exchange.rejected(line.call_sid)

    def hang_up(self, call_sid: str) -> None:
        line = self.lines.find(call_sid)
        if line:
            self.exchange.hung_up(line.call_sid)

    def digits(self, call_sid: str, digits: str) -> None:
        line = self.lines.find(call_sid)
        if line:
            self.exchange.digits(line.call_sid, digits)

    def reconnect(self, page: Page, call_sid: str, token: str) -> None:
        """Give a call that lost its socket back to its page, for the token it was given."""
        line = self.lines.find(call_sid)
        if line is None or line.fork is None or not token or line.token != token:
            page.send("hangup", {"callsid": call_sid, "error": _RECONNECT_REFUSED})
            return
        line.fork.page = page
        page.send("answer", {"callsid": line.call_sid, "reconnect": line.token})

    def lost(self, page: Page) -> None:
        """Note a closed socket: what rings stops, what talks is kept a while for its return."""
        for line in self.lines.ringing_on(page):
            self.reject(page, line.call_sid)
        for line in self.lines.of_page(page):
            wait = page.reconnect_s if line.accepted else 0
            asyncio.get_running_loop().call_later(wait, self._give_up, line, page)

    def _give_up(self, line: Line, page: Page) -> None:
        if line.fork and line.fork.page is page and line.call_sid in self.lines.by_sid:
            self.exchange.hung_up(line.call_sid)

    async def _invite(self, fork: Fork, ring: Ring, line: Line) -> None:
        sdp = await fork.leg.offer()
        parameters = {
            "CallSid": ring.call_sid,
            "AccountSid": self.exchange.config.account_sid,
            "ApiVersion": "2010-04-01",
            "From": ring.from_,
            "To": ring.to,
        }
        if ring.parameters:
            parameters["Params"] = urlencode(dict(ring.parameters), quote_via=quote)
        told = {"callsid": ring.call_sid, "parameters": parameters, "sdp": sdp}
        if fork in line.forks:
            fork.page.send("invite", {**told, "reconnect": line.token})

    async def _negotiate(self, line: Line, leg: Leg, offer: str) -> None:
        try:
            line.answer = await leg.answer(offer)
        except ValueError:
            self.exchange.hung_up(line.call_sid)
            return
        self._tell_answer(line)

    def _tell_answer(self, line: Line) -> None:
        """Answer the page once both are there: the carrier's consent and the SDP."""
        if line.accepted and line.answer and line.fork:
            told = {"callsid": line.call_sid, "sdp": line.answer, "reconnect": line.token}
            line.fork.page.send("answer", told)

    async def _accept(self, line: Line, fork: Fork, sdp: str) -> None:
        try:
            await fork.leg.accept(sdp)
        except ValueError:
            self.exchange.hung_up(line.call_sid)
            return
        self.exchange.answered(line.call_sid)
