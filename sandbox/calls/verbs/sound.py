"""Say, Play and Pause, and Redirect (Twilio, "TwiML Voice": the page of each)."""

from collections.abc import Callable
from typing import Final

from typing_extensions import override

from sandbox.calls import choices
from sandbox.calls.ports import Timer, WebhookAnswer, WebhookRequest
from sandbox.calls.records import Place
from sandbox.calls.stage import Deaf, Stage, method_of
from sandbox.twiml.document import Verb

_NOT_FETCHED: Final = 11200
_WRONG_SOUND: Final = 13420
_NO_TEXT: Final = 13520
_TOO_LONG: Final = 13521
_LONGEST = {"polly": 3000, "google": 5000}


class Sound(Deaf):
    """Something heard for a while, `loop` times over; a key pressed meanwhile is lost."""

    def __init__(self, stage: Stage, verb: Verb, then: Callable[[], None]) -> None:
        self._stage = stage
        self._verb = verb
        self._then = then
        self._timer: Timer | None = None
        self._stopped = False
        self._left = verb.whole("loop", 1) or choices.FOR_EVER
        self._file: WebhookAnswer | None = None

    def start(self) -> None:
        if self._verb.name == "Pause":
            self._timer = self._stage.core.later(self._verb.whole("length", 1), self._then)
        elif self._verb.name == "Say":
            self._say()
        elif self._verb.attributes.get("digits"):
            self._press(self._verb.attributes["digits"])
        else:
            self._fetch()

    @override
    def stop(self) -> None:
        self._stopped = True
        if self._timer:
            self._timer.cancel()
        self._stage.core.audio.quiet(self._stage.call.sid)

    def _say(self) -> None:
        code = _NO_TEXT if not self._verb.text else _TOO_LONG if self._is_too_long() else 0
        if code:
            self._stage.core.alert(code, "Say: no text, or too much.", self._stage.call.sid)
            self._then()
        else:
            self._round()

    def _is_too_long(self) -> bool:
        """Twilio, "Error 13521": the most letters differ by who speaks."""
        maker = self._verb.attributes.get("voice", "").lower().partition(".")[0]
        return len(self._verb.text) > _LONGEST.get(maker, 4096)

    def _press(self, digits: str) -> None:
        seconds = self._stage.core.audio.keys(self._stage.call.sid, digits)
        self._stage.core.note("keys", call_sid=self._stage.call.sid)
        self._timer = self._stage.core.later(seconds, self._then)

    def _fetch(self) -> None:
        url = self._stage.resolve(self._verb.text)
        request = WebhookRequest(url, "GET", {}, "sound", self._stage.call.sid)
        self._stage.core.ask(request, self._fetched)

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
        words = self._verb.markup or self._verb.text
        return self._stage.core.audio.speak(call.sid, words, language, said.get("voice", ""))

    def _fetched(self, answer: WebhookAnswer) -> None:
        if self._stopped:
            return
        if answer.error or answer.status != 200 or not _kind(answer).startswith("audio/"):
            words = f"Play: {self._verb.text} answered {answer.status} {_kind(answer)}"
            code = _NOT_FETCHED if answer.status >= 300 else _WRONG_SOUND
            self._stage.core.alert(answer.error or code, words, self._stage.call.sid)
            self._then()
            return
        self._file = answer
        self._round()

    def _play(self, file: WebhookAnswer) -> float:
        call_sid = self._stage.call.sid
        self._stage.core.lines.caption(call_sid, "♪")
        return self._stage.core.audio.play(call_sid, _kind(file), file.body)


class Redirect(Deaf):
    """Go on with another document; without an address, fetch this one again."""

    def __init__(self, stage: Stage, verb: Verb, _then: Callable[[], None]) -> None:
        self._stage = stage
        self._verb = verb

    def start(self) -> None:
        url = self._stage.resolve(self._verb.text)
        self._stage.fetch(Place(url, method_of(self._verb)))


def _kind(answer: WebhookAnswer) -> str:
    return answer.content_type.partition(";")[0].strip().lower()
