"""A TwiML document as verbs, or the error that Twilio's debugger would show."""

import xml.etree.ElementTree as ET
from collections.abc import Iterator
from dataclasses import dataclass, field

from sandbox.twiml import grammar

BAD_XML = 12100
AGAINST_GRAMMAR = 12200
REFUSED = 12200
TOO_LONG = 11750
LONGEST = 64 * 1024


class DocumentError(Exception):
    """The document cannot run. `code` is Twilio's error code."""

    def __init__(self, code: int, words: str) -> None:
        super().__init__(words)
        self.code = code


@dataclass(frozen=True)
class Verb:
    """One element. `text` is its words, trimmed."""

    name: str
    attributes: dict[str, str] = field(default_factory=dict)
    text: str = ""
    children: tuple["Verb", ...] = ()

    def flag(self, name: str, *, default: bool) -> bool:
        """Read a boolean attribute: `true` or `false`, in any case."""
        return self.attributes.get(name, str(default)).strip().lower() == "true"

    def whole(self, name: str, default: int, *, least: int = 0) -> int:
        """Read a whole number; nonsense is the default, as Twilio documents for bad values."""
        said = self.attributes.get(name, "").strip()
        return max(int(said), least) if said.isdecimal() and len(said) < 7 else default


@dataclass(frozen=True)
class Document:
    """Verbs to run in order, and what a debugger would warn of (code 12200)."""

    verbs: tuple[Verb, ...]
    warnings: tuple[str, ...] = ()


def parse(body: bytes) -> Document:
    """Read TwiML; raises DocumentError for bad XML and for words this carrier refuses."""
    if len(body) > LONGEST:
        raise DocumentError(TOO_LONG, "The document is longer than 64 KB.")
    if b"<!DOCTYPE" in body or b"<!ENTITY" in body:
        raise DocumentError(BAD_XML, "A document type or entity is not allowed.")
    try:
        root = ET.fromstring(body)  # noqa: S314  # entities and DTDs are refused above
    except (ET.ParseError, ValueError, LookupError) as error:
        raise DocumentError(BAD_XML, f"The document is not XML: {error}") from error
    if root.tag != "Response":
        raise DocumentError(BAD_XML, f"The root must be <Response>, not <{root.tag}>.")
    warnings: list[str] = []
    top = _verb(root, warnings)
    return Document(top.children, tuple(warnings))


def _verb(element: ET.Element, warnings: list[str]) -> Verb:
    rule = grammar.RULES[element.tag]
    attributes = dict(_attributes(element, rule, warnings))
    if element.tag == "Say":
        return Verb("Say", attributes, " ".join("".join(element.itertext()).split()))
    children = tuple(_verb(child, warnings) for child in _allowed(element, rule, warnings))
    text = (element.text or "").strip() if rule.text else ""
    return Verb(element.tag, attributes, text, children)


def _attributes(
    element: ET.Element, rule: grammar.Rule, warnings: list[str]
) -> Iterator[tuple[str, str]]:
    for name, value in element.attrib.items():
        if name in rule.refused:
            raise DocumentError(REFUSED, f"<{element.tag} {name}> is not spoken by the sandbox.")
        if name in rule.spoken:
            yield name, value
        else:
            warnings.append(f"<{element.tag}> has no attribute {name}.")


def _allowed(element: ET.Element, rule: grammar.Rule, warnings: list[str]) -> Iterator[ET.Element]:
    for child in element:
        if child.tag in rule.children:
            yield child
        elif child.tag in grammar.KNOWN_ELSEWHERE:
            raise DocumentError(REFUSED, f"<{child.tag}> is not spoken by the sandbox.")
        else:
            warnings.append(f"<{child.tag}> is not allowed in <{element.tag}>.")
