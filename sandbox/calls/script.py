"""A call carrying out TwiML: one document after the other, one verb after the other."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from sandbox.calls import choices, params
from sandbox.calls.addresses import resolved
from sandbox.calls.choices import APPLICATION_ERROR, SILENT_VERBS
from sandbox.calls.core import Core
from sandbox.calls.hall import Hall
from sandbox.calls.legs import Legs
from sandbox.calls.ports import Speech, WebhookAnswer, WebhookRequest
from sandbox.calls.post import Post
from sandbox.calls.queues import Queues
from sandbox.calls.records import Call, Place, Status
from sandbox.calls.stage import Activity
from sandbox.calls.tapes import Tapes
from sandbox.calls.verbs import EVERY_VERB, VERBS
from sandbox.twiml.document import EMPTY, Document, DocumentError, Verb, parse

__all__ = ["APPLICATION_ERROR", "EVERY_VERB", "Parts", "Script"]
_FETCH_FAILED = 11200
_WRONG_TYPE = 12300
_WRONG_VERB = 13238
_DIAL_FROM_DIAL = 13201
_XML = frozenset({"text/xml", "application/xml", "text/html"})


@dataclass(frozen=True)
class Parts:
    """The exchange's own parts, as a script uses them."""

    core: Core
    legs: Legs
    hall: Hall
    queues: Queues
    tapes: Tapes
    post: Post


class Script:
    """`done` is what follows the last verb: by default the call ends, as Twilio documents."""

    def __init__(
        self,
        parts: Parts,
        call: Call,
        *,
        words: frozenset[str] = EVERY_VERB,
        done: Callable[[], None] | None = None,
    ) -> None:
        self._parts = parts
        self.core, self.legs, self.hall = parts.core, parts.legs, parts.hall
        self.queues, self.tapes, self.post = parts.queues, parts.tapes, parts.post
        self.call = call
        self.here = call.place or Place("")
        self._words = words
        self._done = done or self._hang_up
        self._verbs: list[Verb] = []
        self._activity: Activity | None = None
        self._turn = 0
        self._started = False
        self._stepping = self._due = False

    def answered(self) -> None:
        """Start what the call was placed for; a caller's script already runs."""
        if self._started:
            return
        if self.call.twiml:
            self._started = True
            self._read(self.call.twiml.encode(), self.here)
        elif self.call.place:
            self.fetch(self.call.place)

    def ended(self) -> None:
        self.stop()

    def released(self) -> None:
        self.stop()

    def digit(self, digit: str) -> None:
        if self._activity:
            self._activity.digit(digit)

    def speech(self, said: Speech) -> None:
        if self._activity:
            self._activity.speech(said)

    def stop(self) -> None:
        """Leave off: nothing of this script happens any more."""
        self._turn += 1
        self._verbs.clear()
        activity, self._activity = self._activity, None
        if activity:
            activity.stop()

    def fetch(self, place: Place, extra: Mapping[str, str] | None = None) -> None:
        self.stop()
        self._started = True
        if not place.fallback:
            place = replace(
                place, fallback=self.here.fallback, fallback_method=self.here.fallback_method
            )
        told = params.voice(self.core.config.account_sid, self.call) | dict(extra or {})
        self._ask(place, told, lambda answer: self._fetched(place, told, answer))

    def tell(self, place: Place, extra: Mapping[str, str]) -> None:
        told = params.voice(self.core.config.account_sid, self.call) | dict(extra)
        request = WebhookRequest(place.url, place.method, told, "twiml", self.call.sid)
        self.core.ask(request, lambda _answer: None)

    def run(self, document: Document, here: Place) -> None:
        self.here = here
        for code, words in document.warnings:
            self.core.alert(code, words, self.call.sid)
        self._verbs = [verb for verb in document.verbs if not verb.refused]
        self.next()

    def next(self) -> None:
        """Go on. A verb that ends at once comes back here: a loop, not a tower of calls."""
        self._due = True
        if self._stepping:
            return
        self._stepping = True
        try:
            while self._due:
                self._due = False
                self._step()
        finally:
            self._stepping = False

    def act(self, verb: Verb, then: Callable[[], None]) -> Activity:
        return VERBS[verb.name](self, verb, then)

    def resolve(self, url: str) -> str:
        return resolved(self.here.url, url)

    def end(self, status: Status) -> None:
        self.legs.end(self.call, status)

    def branch(self, call: Call, done: Callable[[], None], words: frozenset[str]) -> "Script":
        made = Script(self._parts, call, words=words, done=done)
        made.here = replace(self.here, fallback="")
        return made

    def _step(self) -> None:
        self._activity = None
        if not self.call.alive:
            return
        if not self._verbs:
            self._done()
            return
        verb = self._verbs.pop(0)
        if verb.name not in self._words:
            words = f"<{verb.name}> may not be used here."
            dialled = self.call.direction == "outbound-dial" and verb.name == "Dial"
            code = _DIAL_FROM_DIAL if dialled else _WRONG_VERB
            self.core.alert(code, words, self.call.sid)
            self._due = True
            return
        if self._picks_up(verb):
            self._pick_up()
        turn = self._turn
        self._activity = self.act(verb, lambda: self._after(turn))
        self._activity.start()

    def _hang_up(self) -> None:
        self._pick_up()
        self.end(Status.COMPLETED)

    def _pick_up(self) -> None:
        if self.call.status is Status.RINGING:
            self.legs.answered(self.call)

    def _after(self, turn: int) -> None:
        if turn == self._turn:
            self.next()

    def _picks_up(self, verb: Verb) -> bool:
        waits = verb.name == "Dial" and verb.flag("answerOnBridge", default=False)
        return verb.name not in SILENT_VERBS and not waits

    def _ask(
        self, place: Place, told: Mapping[str, str], done: Callable[[WebhookAnswer], None]
    ) -> None:
        turn = self._turn
        request = WebhookRequest(place.url, place.method, told, "twiml", self.call.sid)

        def answered(answer: WebhookAnswer) -> None:
            if turn == self._turn and self.call.alive:
                done(answer)

        self.core.ask(request, answered)

    def _fetched(self, place: Place, told: Mapping[str, str], answer: WebhookAnswer) -> None:
        code = answer.error or (0 if 200 <= answer.status < 300 else _FETCH_FAILED)
        if code:
            self._failed(place, told, code, f"{place.url} answered {answer.status}")
            return
        if not answer.body.strip():
            self._failed(place, told, EMPTY, f"{place.url} answered nothing")
            return
        kind = answer.content_type.partition(";")[0].strip().lower()
        if kind in _XML:
            self._read(answer.body, place, told)
        elif kind.startswith("audio/"):
            self.run(Document((Verb("Play", {}, place.url),)), place)
        elif kind == "text/plain":
            words = answer.body.decode("utf-8", "replace").strip()
            self.run(Document((Verb("Say", {}, words),)), place)
        else:
            self._failed(place, told, _WRONG_TYPE, f"{place.url} is {kind or 'of no type'}")

    def _read(self, body: bytes, place: Place, told: Mapping[str, str] | None = None) -> None:
        try:
            document = parse(body)
        except DocumentError as error:
            self._failed(place, told or {}, error.code, str(error))
            return
        self.run(document, place)

    def _failed(self, place: Place, told: Mapping[str, str], code: int, words: str) -> None:
        """Ask the fallback once; without one say so and end (Twilio, "voice fallback URL")."""
        self.core.alert(code, words, self.call.sid)
        if place.fallback:
            more = dict(told) | {"ErrorCode": str(code), "ErrorUrl": place.url}
            spare = Place(place.fallback, place.fallback_method)
            self._ask(spare, more, lambda answer: self._fetched(spare, more, answer))
            return
        self._pick_up()
        goodbye = Verb("Say", {}, choices.APPLICATION_ERROR)
        self._words = EVERY_VERB
        self._done = self._hang_up
        self.run(Document((goodbye, Verb("Hangup"))), replace(place, fallback=""))
