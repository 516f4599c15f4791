"""Softphones as telephones of the exchange: rings them, takes their calls, ends both."""

from collections.abc import Callable

from sandbox.calls.exchange import Exchange
from sandbox.calls.ports import Ring
from sandbox.calls.records import Status
from sandbox.media.studio import Media, Studio
from sandbox.signalling import codes
from sandbox.signalling.frames import Payload, custom_parameters, text_of
from sandbox.signalling.invitation import invitation
from sandbox.signalling.lines import Fork, Line, Lines, Page
from sandbox.tasks import Tasks

_PAUSE_S = 0.5
_KEY_S = 0.01
_MOST_KEYS = 200


class Gateway:
    """Implements what the exchange asks of lines, for `client:` addresses."""

    exchange: Exchange

    def __init__(self, studio: Studio, tasks: Tasks, legs: Callable[[], Media]) -> None:
        self._studio = studio
        self._tasks = tasks
        self._legs = legs
        self.lines = Lines()
        self.open: set[Page] = set()
        self.silent = False
        """Whether heartbeats are withheld, as from a carrier that hangs."""
        self.throttle: Callable[[str, str], float] = lambda _kind, _identity: 0.0
        """For how many seconds a frame of this kind and identity is too many; 0 lets it pass."""

    # What the exchange asks

    def ring(self, ring: Ring) -> str:
        identity = ring.to.removeprefix("client:")
        pages = self.lines.pages.get(identity, [])
        if not pages:
            return "unreachable"
        line = self.lines.by_sid[ring.call_sid] = Line(ring.call_sid, identity)
        line.forks = [Fork(page, self._legs()) for page in pages]
        for fork in line.forks:
            self._tasks.start(self._invite(fork, ring, line))
        return "ringing"

    def progress(self, call_sid: str) -> None:
        """Note that the far end of an outgoing call rings: its page may hear early sound."""
        line = self.lines.find(call_sid)
        if line and line.temporary_sid:
            line.rings = True
            self._tell(line)

    def accepted(self, call_sid: str) -> None:
        line = self.lines.find(call_sid)
        if line:
            line.accepted = True
            self._tell(line)

    def ended(self, call_sid: str, reason: str) -> None:
        line = self.lines.by_sid.pop(call_sid, None)
        if line is None:
            return
        for fork in line.forks:
            fork.page.send("cancel", {"callsid": call_sid})
            self._tasks.start(fork.leg.close())
        if line.fork:
            code = line.refusal or (0 if line.accepted else codes.ENDINGS.get(reason, 0))
            known = line.announced or not line.temporary_sid
            told: Payload = {"callsid": call_sid if known else line.temporary_sid}
            line.fork.page.send("hangup", {**told, "error": codes.error(code)} if code else told)
            self._tasks.start(line.fork.leg.close())
        self._studio.detach(call_sid)

    # What a page asks

    def connect(self, page: Page, application_sid: str, asked: Payload) -> None:
        """Take an outgoing call. Its page hears `ringing` when the far end rings, then `answer`."""
        temporary = text_of(asked, "callsid")
        if self.lines.find(temporary):
            return  # replayed after a reconnection
        leg = self._legs()
        call_sid = self.exchange.connect(page.identity, application_sid, custom_parameters(asked))
        line = Line(call_sid, page.identity, temporary, Fork(page, leg))
        self.lines.by_sid[call_sid] = line
        self._studio.attach(call_sid, leg)
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
        if line and self._quieten(line, page):
            self.exchange.rejected(line.call_sid)

    def hang_up(self, page: Page, call_sid: str) -> None:
        """End the page's call; where it still rings (no microphone, say) this page is out."""
        line = self.lines.owned(call_sid, page)
        if line and line.forks:
            self.reject(page, call_sid)
        elif line:
            self.exchange.hung_up(line.call_sid)

    def digits(self, page: Page, call_sid: str, digits: str) -> None:
        """Press keys one after the other; `w` waits half a second, and so do the keys behind it."""
        line = self.lines.owned(call_sid, page)
        if line is None:
            return
        now = self.exchange.core.now()
        for key in digits[:_MOST_KEYS]:
            at = max(line.keys_free_at, now)
            line.keys_free_at = at + (_PAUSE_S if key == "w" else _KEY_S)
            if key != "w":
                self._press(line.call_sid, key, at - now)

    def renegotiate(self, page: Page, call_sid: str, sdp: str) -> None:
        """Agree on new sound for a call whose sound was lost: a fresh leg takes its place."""
        line = self.lines.owned(call_sid, page)
        if line and line.fork:
            self._tasks.start(self._replace(line, line.fork, sdp))

    def reconnect(self, page: Page, call_sid: str, token: str) -> None:
        """Give a call that lost its socket back to its page, for the token it was given."""
        line = self.lines.owned(call_sid, page)
        if line is None or line.fork is None or not token or line.token != token:
            refused = codes.error(codes.RECONNECT_REFUSED)
            page.send("hangup", {"callsid": call_sid, "error": refused})
            return
        line.fork.page = page
        page.send("answer", {"callsid": line.call_sid, "reconnect": line.token})

    def lost(self, page: Page) -> None:
        """Note a closed socket: what rings stops, what talks is kept a while for its return."""
        for line in self.lines.ringing_on(page):
            if self._quieten(line, page):
                self.exchange.legs.end(self.exchange.calls[line.call_sid], Status.NO_ANSWER)
        for line in self.lines.of_page(page):
            wait = page.reconnect_s if line.accepted else 0
            self.exchange.core.later(wait, self._giving_up(line, page))

    def _quieten(self, line: Line, page: Page) -> bool:
        """Stop ringing on a page; true when it was the last that rang."""
        gone = [fork for fork in line.forks if fork.page is page]
        line.forks = [fork for fork in line.forks if fork.page is not page]
        for fork in gone:
            self._tasks.start(fork.leg.close())
        return bool(gone) and not line.forks

    def _press(self, call_sid: str, key: str, wait_s: float) -> None:
        if wait_s > 0:
            self.exchange.core.later(wait_s, lambda: self.exchange.digits(call_sid, key))
        else:
            self.exchange.digits(call_sid, key)

    def _giving_up(self, line: Line, page: Page) -> Callable[[], None]:
        def give_up() -> None:
            if line.fork and line.fork.page is page and line.call_sid in self.lines.by_sid:
                self.exchange.hung_up(line.call_sid)

        return give_up

    def _tell(self, line: Line) -> None:
        """Tell the page once our session description is there: `ringing`, then `answer`.

        A description sent with `ringing` is early sound and is not sent again.
        """
        news = "answer" if line.accepted else "ringing" if line.rings else ""
        if not line.fork or not line.answer or news in {"", line.announced}:
            return
        told: Payload = {"callsid": line.call_sid}
        if not line.announced:
            told["sdp"] = line.answer
        if news == "answer":
            told["reconnect"] = line.token
        line.announced = news
        line.fork.page.send(news, told)

    async def _invite(self, fork: Fork, ring: Ring, line: Line) -> None:
        sdp = await fork.leg.offer()
        told = {"callsid": ring.call_sid, "parameters": invitation(self.exchange.config, ring)}
        if fork in line.forks:
            fork.page.send("invite", {**told, "sdp": sdp, "reconnect": line.token})

    async def _negotiate(self, line: Line, leg: Media, offer: str) -> None:
        try:
            line.answer = await leg.answer(offer)
        except ValueError:
            line.refusal = codes.MALFORMED
            self.exchange.hung_up(line.call_sid)
            return
        self._tell(line)

    async def _accept(self, line: Line, fork: Fork, sdp: str) -> None:
        try:
            await fork.leg.accept(sdp)
        except ValueError:
            line.refusal = codes.MALFORMED
            self.exchange.hung_up(line.call_sid)
            return
        self.exchange.answered(line.call_sid)

    async def _replace(self, line: Line, fork: Fork, offer: str) -> None:
        fresh = self._legs()
        try:
            sdp = await fresh.answer(offer)
        except ValueError:
            await fresh.close()
            return
        if line.call_sid not in self.lines.by_sid:
            await fresh.close()
            return
        worn, fork.leg = fork.leg, fresh
        self._studio.attach(line.call_sid, fresh)
        fork.page.send("answer", {"callsid": line.call_sid, "sdp": sdp})
        await worn.close()
