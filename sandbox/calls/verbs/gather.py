"""Gather: digits from the keypad, words from the mouth (Twilio, "TwiML Voice: Gather")."""

from collections.abc import Callable
from dataclasses import replace

from typing_extensions import override

from sandbox.calls import choices, params
from sandbox.calls.hearing import heard
from sandbox.calls.ports import Speech, Timer
from sandbox.calls.records import Callback, Place
from sandbox.calls.stage import Activity, Deaf, Stage, method_of
from sandbox.twiml.document import Verb


class Gather(Deaf):
    """Nested prompts first; the first key or word stops them; then `timeout` after the last."""

    def __init__(self, stage: Stage, verb: Verb, then: Callable[[], None]) -> None:
        self._stage = stage
        self._verb = verb
        self._then = then
        self._prompts = [child for child in verb.children if not child.refused]
        self._prompt: Activity | None = None
        self._timer: Timer | None = None
        self._longest: Timer | None = None
        self._digits = ""
        self._said: Speech | None = None
        self._partials = 0
        self._inputs = verb.words("input") or frozenset({"dtmf"})
        self._most = verb.whole("numDigits", 0)
        self._finish = verb.attributes.get("finishOnKey", "#").strip()
        self._barge_in = verb.flag("bargeIn", default=True)

    def start(self) -> None:
        self._say_next()

    @override
    def digit(self, digit: str) -> None:
        if "dtmf" not in self._inputs or (self._prompt and not self._barge_in):
            return
        self._hush()
        if self._finish and digit in self._finish:
            self._gathered(digit)
            return
        self._digits += digit
        if self._most and len(self._digits) >= self._most:
            self._gathered("")
        else:
            self._wait(self._silence_s())

    @override
    def speech(self, said: Speech) -> None:
        if "speech" not in self._inputs or (self._prompt and not self._barge_in):
            return
        self._hush()
        said = replace(said, words=heard(said.words, self._verb))
        if not said.final:
            self._partial(said)
            self._begin_speech()
            return
        known = self._said.words + " " if self._said else ""
        self._said = Speech(known + said.words, said.confidence)
        self._partial(self._said)
        self._begin_speech()
        self._wait(self._speech_silence_s())

    @override
    def stop(self) -> None:
        self._hush()
        self._cancel()

    def _say_next(self) -> None:
        self._prompt = None
        if not self._prompts:
            self._wait(self._silence_s())
            return
        self._prompt = self._stage.act(self._prompts.pop(0), self._say_next)
        self._prompt.start()

    def _hush(self) -> None:
        self._prompts.clear()
        if self._prompt:
            self._prompt.stop()
            self._prompt = None

    def _begin_speech(self) -> None:
        """Bound what one may say: `maxSpeechTime`, from the first word."""
        if self._longest is None:
            seconds = self._verb.whole("maxSpeechTime", 60)
            self._longest = self._stage.core.later(seconds, lambda: self._gathered(""))

    def _silence_s(self) -> float:
        """Return `timeout`; `auto` listens for the end of speech, like speechTimeout."""
        return self._verb.whole("timeout", 5)

    def _speech_silence_s(self) -> float:
        said = self._verb.attributes.get("speechTimeout", "").strip()
        if said == "auto" or self._verb.attributes.get("timeout", "").strip() == "auto":
            return choices.SPEECH_DONE_S
        return self._verb.whole("speechTimeout", self._verb.whole("timeout", 5))

    def _wait(self, seconds: float) -> None:
        if self._timer:
            self._timer.cancel()
        self._timer = self._stage.core.later(seconds, lambda: self._gathered(""))

    def _cancel(self) -> None:
        for timer in (self._timer, self._longest):
            if timer:
                timer.cancel()

    def _partial(self, said: Speech) -> None:
        """Tell what is heard so far (Twilio, "Gather: partialResultCallback")."""
        url = self._verb.attributes.get("partialResultCallback", "")
        if not url:
            return
        base = params.voice(self._stage.core.config.account_sid, self._stage.call)
        told = base | {
            "SequenceNumber": str(self._partials),
            "StableSpeechResult": said.words if said.final else "",
            "UnstableSpeechResult": "" if said.final else said.words,
            "Stability": choices.PARTIAL_STABILITY,
        }
        self._partials += 1
        method = method_of(self._verb, "partialResultCallbackMethod")
        report = Callback(self._stage.resolve(url), method)
        self._stage.core.report(report, told, self._stage.call.sid)

    def _gathered(self, finished_on: str) -> None:
        self._cancel()
        empty_too = self._verb.flag("actionOnEmptyResult", default=False)
        if not self._digits and not self._said and not empty_too:
            self._then()
            return
        url = self._stage.resolve(self._verb.attributes.get("action", ""))
        self._stage.fetch(Place(url, method_of(self._verb)), self._result(finished_on))

    def _result(self, finished_on: str) -> dict[str, str]:
        if self._said and not self._digits:
            confidence = f"{self._said.confidence:.8f}".rstrip("0").rstrip(".")
            spoken = {"SpeechResult": self._said.words, "Confidence": confidence}
            return spoken | {"Language": self._verb.attributes.get("language", "en-US")}
        return {"Digits": self._digits, "FinishedOnKey": finished_on, "msg": "Gather End"}
