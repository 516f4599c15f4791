"""Every word of TwiML is spoken, or refused by name: nothing is silently ignored.

Twilio, "Error 12200: Schema validation warning": the document does not conform to the schema.
The words are those that Twilio's own package can write (`twiml_grammar.json`).
"""

import json
from pathlib import Path
from typing import Any

import pytest

from sandbox.calls.verbs import EVERY_VERB
from sandbox.twiml import grammar, values
from sandbox.twiml.document import parse

WORDS: dict[str, Any] = json.loads((Path(__file__).parent / "twiml_grammar.json").read_text())
BODIES = {
    ("Say", "message"),
    ("Play", "url"),
    ("Dial", "number"),
    ("Client", "identity"),
    ("Enqueue", "name"),
    ("Message", "body"),
} | {(name, "words") for name in WORDS["voice"]}
"""What the package calls an attribute and the markup writes between the tags."""
SPELLED = {"xmlLang": "xml:lang", "interpretAs": "interpret-as"}
LANGUAGES = [("voice", grammar.VOICE), ("messaging", grammar.MESSAGING)]
ATTRIBUTES = [
    (rules, element, SPELLED.get(attribute, attribute))
    for language, rules in LANGUAGES
    for element, known in WORDS[language].items()
    for attribute in known["attributes"]
    if (element, attribute) not in BODIES and element in rules
]
NESTINGS = [
    (rules, element, child)
    for language, rules in LANGUAGES
    for element, known in WORDS[language].items()
    for child in known["children"]
    if element in rules
]


@pytest.mark.parametrize(
    ("rules", "element", "attribute"), ATTRIBUTES, ids=[f"{e}.{a}" for _, e, a in ATTRIBUTES]
)
def test_every_attribute_is_spoken_or_refused(
    rules: dict[str, grammar.Rule], element: str, attribute: str
) -> None:
    rule = rules[element]
    assert (attribute in rule.spoken) != (attribute in rule.refused)


@pytest.mark.parametrize(
    ("rules", "element", "child"), NESTINGS, ids=[f"{e}.{c}" for _, e, c in NESTINGS]
)
def test_every_nesting_is_spoken_or_refused(
    rules: dict[str, grammar.Rule], element: str, child: str
) -> None:
    assert child in rules[element].children or child in grammar.REFUSED


@pytest.mark.parametrize(("language", "rules"), LANGUAGES)
def test_every_element_is_spoken_or_refused(language: str, rules: dict[str, grammar.Rule]) -> None:
    inside_refused = {
        child
        for name in [*grammar.REFUSED]
        for child in WORDS["voice"].get(name, {}).get("children", [])
    }
    deeper = {
        c for name in inside_refused for c in WORDS["voice"].get(name, {"children": []})["children"]
    }
    unknown = set(WORDS[language]) - set(rules) - set(grammar.REFUSED) - inside_refused - deeper
    assert unknown == set()


@pytest.mark.parametrize("element", sorted(grammar.REFUSED))
def test_a_refused_element_is_named_with_its_code(element: str) -> None:
    parent = "Dial" if element in {"Sip", "Sim", "WhatsApp", "Application"} else "Response"
    inner = f"<Dial><{element}/></Dial>" if parent == "Dial" else f"<{element}/>"
    found = parse(f"<Response>{inner}</Response>".encode())
    [(code, words)] = found.warnings
    assert code == grammar.REFUSED[element][0]
    assert f"<{element}> is refused" in words


REFUSED_ATTRIBUTES = [(e, a) for e, rule in grammar.VOICE.items() for a in rule.refused]


@pytest.mark.parametrize(("element", "attribute"), REFUSED_ATTRIBUTES)
def test_a_refused_attribute_is_named(element: str, attribute: str) -> None:
    inner = f"<{element} {attribute}='x'/>"
    wrapped = {
        "Number": f"<Dial>{inner}</Dial>",
        "Conference": f"<Dial>{inner}</Dial>",
        "Queue": f"<Dial>{inner}</Dial>",
        "Recording": f"<Start>{inner}</Start>",
    }.get(element, inner)
    found = parse(f"<Response>{wrapped}</Response>".encode())
    assert found.warnings[0][0] == grammar.AGAINST_GRAMMAR
    assert f"<{element} {attribute}> is refused" in found.warnings[0][1]


def test_every_verb_of_a_document_can_be_carried_out() -> None:
    assert grammar.VOICE["Response"].children == EVERY_VERB


def test_every_checked_attribute_exists() -> None:
    for element, attribute in values.CHECKS:
        assert attribute in grammar.VOICE[element].spoken, (element, attribute)
