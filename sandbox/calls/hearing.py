"""What Gather makes of words that were said (Twilio, "Gather: hints, profanityFilter")."""

import re

from sandbox.twiml.document import Verb

_PROFANE = re.compile(
    r"\b(?:arsehole|asshole|bastard|bitch|bullshit|cunt|fuck|motherfuck|piss|shit)(?:s|ed|er|ing)?\b",
    re.IGNORECASE,
)


def heard(words: str, gather: Verb) -> str:
    """Return the words as hints spell them; a profane one keeps its first letter alone.

    "Twilio replaces all but the initial character in each filtered profane word with asterisks".
    """
    said = words
    for hint in _hints(gather):
        said = re.sub(rf"(?<!\w){re.escape(hint)}(?!\w)", _spelled(hint), said, flags=re.IGNORECASE)
    return _PROFANE.sub(_starred, said) if gather.flag("profanityFilter", default=True) else said


def _starred(found: re.Match[str]) -> str:
    return found[0][0] + "*" * (len(found[0]) - 1)


def _hints(gather: Verb) -> list[str]:
    """Return phrases; class tokens (`$DIGIT`) are no words."""
    listed = (hint.strip() for hint in gather.attributes.get("hints", "").split(","))
    return [hint for hint in listed if hint and not hint.startswith("$")]


def _spelled(hint: str) -> str:
    return hint.replace("\\", r"\\")
