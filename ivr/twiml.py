"""TwiML documents, built only with the SDK's own builders."""

from collections.abc import Sequence
from dataclasses import dataclass

from twilio.twiml.voice_response import Dial, Gather, VoiceResponse

from ivr import prompts
from ivr.dialogue import Ask
from ivr.questions import sentences

_EVENTS = "start end join leave announcement"


def speak(language: str, sentences: Sequence[str], *, hang_up: bool = False) -> str:
    """Say the sentences, then end the call or stay on the line."""
    document = VoiceResponse()
    _say(document, language, " ".join(sentences))
    if hang_up:
        document.hangup()
    return str(document)


def hang_up() -> str:
    document = VoiceResponse()
    document.hangup()
    return str(document)


def ask(question: Ask, greeting: Sequence[str], action: str, keys: Sequence[str] = ()) -> str:
    """Gather one digit, or words, for the step; silence comes back to `action` as neither.

    The first key or word stops what is said. `keys` names those that are the same everywhere.
    """
    document = VoiceResponse()
    gather = Gather(
        num_digits=1,
        timeout=6,
        action=action,
        method="POST",
        action_on_empty_result=True,
        finish_on_key="",
        **_hearing(question),
    )
    for spoken, text in sentences(question, greeting, keys):
        _say(gather, spoken, text)
    document.append(gather)
    return str(document)


def _hearing(question: Ask) -> dict[str, object]:
    """Listen for words too, but not for the name of a language in another one."""
    if question.step.name == "language":
        return {}
    language = question.progress.language
    hints = ", ".join(question.step.hints(language))[:500]
    spoken = prompts.spoken(language).locale
    return {"input": "dtmf speech", "speech_timeout": "auto", "language": spoken, "hints": hints}


@dataclass(frozen=True)
class Meeting:
    """The contact's conference: its name, who is told of joins and leaves, what waiters hear.

    `left` is asked when a customer left it and the line goes on, as with the star key.
    """

    name: str
    report: str
    wait: str
    left: str


def enter(
    meeting: Meeting, language: str, sentences: Sequence[str], *, starts: bool, refuse: str = ""
) -> str:
    """Enter the conference; `starts` is for the associate, whose coming ends the waiting.

    Nobody's going ends it: a line may have been lost, and then the others stay where it will come
    back to. Who is to go is hung up by us.
    `refuse` is where a key goes that is pressed while the sentences are said.
    """
    document = VoiceResponse()
    _tell(document, language, sentences, refuse)
    dial = Dial() if starts else Dial(hangup_on_star=True, action=meeting.left, method="POST")
    _join(dial, meeting, starts=starts)
    document.append(dial)
    return str(document)


@dataclass(frozen=True)
class Part:
    """How somebody beside customer and associate takes part; `coach` alone hears them."""

    muted: bool = False
    coach: str = ""


def take_part(
    meeting: Meeting, part: Part, language: str, sentences: Sequence[str] = (), refuse: str = ""
) -> str:
    """Enter a conference that others started, and whose end is theirs too; `refuse` as above."""
    document = VoiceResponse()
    _tell(document, language, sentences, refuse)
    dial = Dial()
    coach = {"coach": part.coach} if part.coach else {}
    _join(dial, meeting, starts=False, muted=part.muted, **coach)
    document.append(dial)
    return str(document)


def choose(language: str, words: str, action: str) -> str:
    """Say the words and gather one digit; silence comes to `action` as empty digits."""
    document = VoiceResponse()
    gather = Gather(
        num_digits=1,
        timeout=6,
        action=action,
        method="POST",
        action_on_empty_result=True,
        finish_on_key="",
    )
    _say(gather, language, words)
    document.append(gather)
    return str(document)


@dataclass(frozen=True)
class Taping:
    """Whom the carrier asks when a message was spoken, when nothing was, and tells of the tape."""

    kept: str
    silent: str
    report: str
    longest_s: int
    silence_s: int


def record(language: str, words: str, taping: Taping) -> str:
    """Say the words, then record until silence, the hash key, the limit or the end of the call."""
    document = VoiceResponse()
    _say(document, language, words)
    document.record(
        action=taping.kept,
        method="POST",
        max_length=taping.longest_s,
        timeout=taping.silence_s,
        finish_on_key="#",
        play_beep=True,
        recording_status_callback=taping.report,
        recording_status_callback_method="POST",
        recording_status_callback_event="completed absent",
    )
    document.redirect(taping.silent, method="POST")
    return str(document)


def wait(language: str, sentences: Sequence[str], music: str) -> str:
    """One turn of the waiting room: what is new, then music; the carrier asks again after it."""
    document = VoiceResponse()
    if sentences:
        _say(document, language, " ".join(sentences))
    document.play(music)
    return str(document)


def _join(dial: Dial, meeting: Meeting, *, starts: bool, **part: object) -> None:
    dial.conference(
        meeting.name,
        start_conference_on_enter=starts,
        end_conference_on_exit=False,
        beep="false",
        wait_url=meeting.wait,
        wait_method="POST",
        status_callback=meeting.report,
        status_callback_event=_EVENTS,
        status_callback_method="POST",
        **part,
    )


def _tell(document: VoiceResponse, language: str, sentences: Sequence[str], refuse: str) -> None:
    if sentences and refuse:
        gather = Gather(num_digits=1, timeout=1, action=refuse, method="POST", finish_on_key="")
        _say(gather, language, " ".join(sentences))
        document.append(gather)
    elif sentences:
        _say(document, language, " ".join(sentences))


def _say(parent: VoiceResponse | Gather, language: str, text: str) -> None:
    parent.say(text, language=prompts.spoken(language).locale)
