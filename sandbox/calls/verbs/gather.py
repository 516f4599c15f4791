"""Gather: digits from the keypad (Twilio, "TwiML Voice: Gather")."""

from collections.abc import Callable

from sandbox.calls.ports import Timer
from sandbox.calls.records import Place
from sandbox.calls.stage import Activity, Stage, method_of
from sandbox.twiml.document import Verb


class Gather:
    """Nested prompts first; the first key stops them; then `timeout` after the last key."""

    def __init__(self, stage: Stage, verb: Verb, then: Callable[[], None]) -> None:
        self._stage = stage
        self._verb = verb
        self._then = then
        self._prompts = list(verb.children)
        self._prompt: Activity | None = None
        self._timer: Timer | None = None
        self._digits = ""
        self._most = verb.whole("numDigits", 0)
        self._finish = verb.attributes.get("finishOnKey", "#")
        self._barge_in = verb.flag("bargeIn", default=True)

    def start(self) -> None:
        if "dtmf" not in self._verb.attributes.get("input", "dtmf"):
            words = "Gather by speech alone is not spoken by the sandbox."
            self._stage.core.alert(12200, words, self._stage.call.sid)
        self._say_next()

    def digit(self, digit: str) -> None:
        if self._prompt and not self._barge_in:
            return
        self._hush()
        if self._finish and digit in self._finish:
            self._gathered(digit)
            return
        self._digits += digit
        if self._most and len(self._digits) >= self._most:
            self._gathered("")
        else:
            self._wait()

    def stop(self) -> None:
        self._hush()
        self._cancel()

    def _say_next(self) -> None:
        self._prompt = None
        if not self._prompts:
            self._wait()
            return
        self._prompt = self._stage.act(self._prompts.pop(0), self._say_next)
        self._prompt.start()

    def _hush(self) -> None:
        self._prompts.clear()
        if self._prompt:
            self._prompt.stop()
            self._prompt = None

    def _wait(self) -> None:
        self._cancel()
        seconds = self._verb.whole("timeout", 5)
        self._timer = self._stage.core.later(seconds, lambda: self._gathered(""))

    def _cancel(self) -> None:
        if self._timer:
            self._timer.cancel()

    def _gathered(self, finished_on: str) -> None:
        self._cancel()
        empty_too = self._verb.flag("actionOnEmptyResult", default=False)
        if not self._digits and not empty_too:
            self._then()
            return
        said = {"Digits": self._digits, "FinishedOnKey": finished_on, "msg": "Gather End"}
        url = self._stage.resolve(self._verb.attributes.get("action", ""))
        self._stage.fetch(Place(url, method_of(self._verb)), said)
