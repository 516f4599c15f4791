"""What Twilio's own package can write, the sandbox can read: no word of it is unknown.

Twilio, "twilio-python: TwiML generation": every verb is a method of its parent, every attribute a
keyword of it.
"""

import inspect
from collections.abc import Iterator
from typing import Any

import pytest
from twilio.twiml import TwiML
from twilio.twiml.messaging_response import MessagingResponse
from twilio.twiml.voice_response import VoiceResponse

from sandbox.twiml.document import parse
from sandbox.twiml.grammar import MESSAGING, REFUSED, VOICE, Rule
from tests.sandbox.scene import Scene

DEEPEST = 3
NOT_VERBS = {"append", "nest", "to_xml", "add_child", "add_text", "comment", "from_xml"}


def methods(one: TwiML) -> Iterator[tuple[str, Any]]:
    """Return the methods that add an element to this one."""
    for name, method in inspect.getmembers(one, inspect.ismethod):
        if not name.startswith("_") and name not in NOT_VERBS:
            yield name, method


def added(method: Any) -> TwiML | None:
    """Call a method with a word for every attribute it names."""
    named = [
        parameter.name
        for parameter in inspect.signature(method).parameters.values()
        if parameter.kind is not inspect.Parameter.VAR_KEYWORD
    ]
    made = method(**dict.fromkeys(named, "x"))
    return made if isinstance(made, TwiML) else None


def documents(make: type[TwiML], path: tuple[str, ...] = ()) -> Iterator[tuple[str, str]]:
    """Return a document for every element at every place, down to a depth."""
    if len(path) >= DEEPEST:
        return
    for name, _ in methods(built(make, path)[1]):
        root, last = built(make, (*path, name))
        yield "/".join((*path, name)), str(root)
        if last is not root:
            yield from documents(make, (*path, name))


def built(make: type[TwiML], path: tuple[str, ...]) -> tuple[TwiML, TwiML]:
    root = last = make()
    for name in path:
        last = added(getattr(last, name)) or last
    return root, last


CASES = [
    (name, text, rules)
    for make, rules in ((VoiceResponse, VOICE), (MessagingResponse, MESSAGING))
    for name, text in documents(make)
]


@pytest.mark.parametrize(("name", "text", "rules"), CASES, ids=[case[0] for case in CASES])
def test_no_word_of_the_package_is_unknown(name: str, text: str, rules: dict[str, Rule]) -> None:
    unknown = [
        words
        for _, words in parse(text.encode(), rules).warnings
        if "has no attribute" in words or "is not allowed" in words
    ]
    assert unknown == []


def test_a_call_survives_every_document_of_the_package() -> None:
    scene = Scene(config={"calls_per_second": 0})
    seen = set()
    for _, text, rules in CASES:
        if rules is VOICE and len(text) <= 4000:
            scene.client.calls.create(to="+393123456789", from_="+390111234567", twiml=text)
            scene.carrier.advance(3)
            scene.diaz.press("1#*")
            scene.diaz.hang_up()
            scene.carrier.advance(1)
            seen |= {word for word in REFUSED if f"<{word}" in text}
    assert {call.status for call in scene.client.calls.list(to="+393123456789")} == {"completed"}
    assert {"Pay", "Connect", "Sip", "Refer"} <= seen
