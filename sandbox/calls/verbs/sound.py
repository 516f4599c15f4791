"""Say, Play and Pause (Twilio, "TwiML Voice: Say", "Play", "Pause")."""

from collections.abc import Callable

from sandbox.calls.ports import Timer, WebhookAnswer, WebhookRequest
from sandbox.calls.records import Place
from sandbox.calls.stage import Stage, method_of
from sandbox.twiml.document import Verb

_FOR_EVER = 1000
"""`loop="0"` plays until the call ends: at most this often, as Twilio caps it."""


class Sound:
    """Something heard for a while, `loop` times over; a key pressed meanwhile is lost."""

    def __init__(self, stage: Stage, verb: Verb, then: Callable[[], None]) -> None:
        self._stage = stage
        self._verb = verb
        self._then = then
        self._timer: Timer | None = None
        self._stopped = False
        self._left = verb.whole("loop", 1) or _FOR_EVER
        self._file: WebhookAnswer | None = None

    def start(self) -> None:
        if self._verb.name == "Say":
            self._round()
        elif self._verb.name == "Play":
            url = self._stage.resolve(self._verb.text)
            request = WebhookRequest(url, "GET", {}, "sound", self._stage.call.sid)
            self._stage.core.ask(request, self._fetched)
        else:
            self._timer = self._stage.core.later(self._verb.whole("length", 1), self._then)

    def digit(self, digit: str) -> None:
        """Ignore keys: nothing gathers them here."""

    def stop(self) -> None:
        self._stopped = True
        if self._timer:
            self._timer.cancel()
        self._stage.core.audio.quiet(self._stage.call.sid)

    def _round(self) -> None:
        if self._left == 0:
            self._then()
            return
        self._left -= 1
        seconds = self._play(self._file) if self._file else self._speak()
        self._timer = self._stage.core.later(seconds, self._round)

    def _speak(self) -> float:
        call, said = self._stage.call, self._verb.attributes
        self._stage.core.note("caption", call_sid=call.sid, text=self._verb.text)
        self._stage.core.lines.caption(call.sid, self._verb.text)
        language = said.get("language", "en-US")
        return self._stage.core.audio.speak(
            call.sid, self._verb.text, language, said.get("voice", "")
        )

    def _fetched(self, answer: WebhookAnswer) -> None:
        if self._stopped:
            return
        if answer.error or answer.status != 200 or not _kind(answer).startswith("audio/"):
            words = f"Play: {self._verb.text} answered {answer.status} {_kind(answer)}"
            self._stage.core.alert(answer.error or 13420, words, self._stage.call.sid)
            self._then()
            return
        self._file = answer
        self._round()

    def _play(self, file: WebhookAnswer) -> float:
        call_sid = self._stage.call.sid
        self._stage.core.lines.caption(call_sid, "♪")
        return self._stage.core.audio.play(call_sid, _kind(file), file.body)


class Redirect:
    """Go on with another document; without an address, fetch this one again."""

    def __init__(self, stage: Stage, verb: Verb, _then: Callable[[], None]) -> None:
        self._stage = stage
        self._verb = verb

    def start(self) -> None:
        url = self._stage.resolve(self._verb.text)
        self._stage.fetch(Place(url, method_of(self._verb)))

    def digit(self, digit: str) -> None:
        """Ignore keys: nothing gathers them here."""

    def stop(self) -> None:
        """Have nothing to leave off."""


def _kind(answer: WebhookAnswer) -> str:
    return answer.content_type.partition(";")[0].strip().lower()
