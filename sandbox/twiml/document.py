"""A TwiML document as verbs, or the error that Twilio's debugger would show."""

import xml.etree.ElementTree as ET
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from sandbox import limits
from sandbox.twiml import grammar, ssml, values
from sandbox.twiml.grammar import AGAINST_GRAMMAR, Rule

BAD_XML = 12100
WRONG_ROOT = 12102
TOO_LONG = 11750
EMPTY = 11770
_BAD_TRIM = 13699
"""Twilio, "Error 13699": an invalid trim "Defaults to no trim"."""
LONGEST = 64 * 1024
_DEEPEST = 50
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
Warning_ = tuple[int, str]


class DocumentError(Exception):
    """The document cannot run. `code` is Twilio's error code."""

    def __init__(self, code: int, words: str) -> None:
        super().__init__(words)
        self.code = code


@dataclass(frozen=True)
class Verb:
    """One element. `text` is its words, trimmed; a refused one is named but does nothing.

    `markup` is SSML, where a Say holds more than plain words.
    """

    name: str
    attributes: dict[str, str] = field(default_factory=dict)
    text: str = ""
    children: tuple["Verb", ...] = ()
    refused: bool = False
    markup: str = ""

    def flag(self, name: str, *, default: bool) -> bool:
        """Read a boolean attribute: `true` or `false`, in any case."""
        return self.attributes.get(name, str(default)).strip().lower() == "true"

    def whole(self, name: str, default: int) -> int:
        """Read a whole number; nonsense is the default, as Twilio documents for bad values."""
        said = self.attributes.get(name, "").strip()
        return int(said) if said.isascii() and said.isdigit() and len(said) < 7 else default

    def words(self, name: str) -> frozenset[str]:
        return frozenset(self.attributes.get(name, "").split())


@dataclass(frozen=True)
class Document:
    """Verbs to run in order, and what a debugger would warn of (code, words)."""

    verbs: tuple[Verb, ...]
    warnings: tuple[Warning_, ...] = ()


def parse(body: bytes, rules: Mapping[str, Rule] = grammar.VOICE) -> Document:
    """Read TwiML; raises DocumentError when it is none."""
    root = _tree(body)
    reader = _Reader(rules)
    return Document(tuple(reader.children(root, 0)), tuple(reader.warnings))


def _tree(body: bytes) -> ET.Element:
    if len(body) > LONGEST:
        raise DocumentError(TOO_LONG, "The document is longer than 64 KB.")
    if not body.strip():
        raise DocumentError(EMPTY, "The document is empty.")
    if b"<!DOCTYPE" in body or b"<!ENTITY" in body or b"\0" in body:
        raise DocumentError(BAD_XML, "A document type, an entity or UTF-16 is not allowed.")
    try:
        root = ET.fromstring(body.lstrip())  # noqa: S314  # entities and DTDs are refused above
    except (ET.ParseError, ValueError, LookupError) as error:
        raise DocumentError(BAD_XML, f"The document is not XML: {error}") from error
    if root.tag != "Response":
        raise DocumentError(WRONG_ROOT, f"The root must be <Response>, not <{root.tag}>.")
    return root


class _Reader:
    """Turns elements into verbs, and gathers what the debugger would warn of."""

    def __init__(self, rules: Mapping[str, Rule]) -> None:
        self._rules = rules
        self.warnings: list[Warning_] = []

    def children(self, element: ET.Element, depth: int) -> Iterator[Verb]:
        if depth > _DEEPEST:
            raise DocumentError(BAD_XML, "The document is nested too deeply.")
        allowed = self._rules[element.tag].children
        for child in element:
            if child.tag in allowed:
                yield self._verb(child, depth + 1)
            elif child.tag in grammar.REFUSED:
                code, reason = grammar.REFUSED[child.tag]
                self.warnings.append((code, f"<{child.tag}> is refused: {reason}."))
                yield Verb(child.tag, refused=True)
            else:
                words = f"<{child.tag}> is not allowed in <{element.tag}>."
                self.warnings.append((_nesting(element.tag), words))

    def _verb(self, element: ET.Element, depth: int) -> Verb:
        rule = self._rules[element.tag]
        attributes = self._agreeing(element.tag, dict(self._attributes(element, rule)))
        children = tuple(self.children(element, depth))
        if element.tag == "Say":
            return Verb("Say", attributes, ssml.plain(element), markup=ssml.markup(element))
        text = _text(element) if rule.text else ""
        return Verb(element.tag, attributes, text, children)

    def _attributes(self, element: ET.Element, rule: Rule) -> Iterator[tuple[str, str]]:
        tag = element.tag
        for given, value in element.attrib.items():
            name = "xml:lang" if given == _XML_LANG else given
            if name in rule.refused:
                words = f"<{tag} {name}> is refused: {rule.refused[name]}."
                self.warnings.append((AGAINST_GRAMMAR, words))
            elif name not in rule.spoken:
                self.warnings.append((AGAINST_GRAMMAR, f"<{tag}> has no attribute {name}."))
            elif code := values.wrong(tag, name, value):
                self.warnings.append((code, f"<{tag} {name}> does not take this value."))
                if code == _BAD_TRIM:
                    yield name, "do-not-trim"
            else:
                if why := limits.idle(tag, name, value):
                    words = f"<{tag} {name}> changes nothing here: {why}."
                    self.warnings.append((limits.UNHEARD, words))
                yield name, value

    def _agreeing(self, tag: str, said: dict[str, str]) -> dict[str, str]:
        """Drop what cannot stand beside another attribute."""
        for name, code in values.clashes(tag, said):
            self.warnings.append((code, f"<{tag} {name}> does not go with the other attributes."))
            del said[name]
        return said


def _text(element: ET.Element) -> str:
    """Return the words of an element, also those around its children."""
    pieces = [element.text or "", *(child.tail or "" for child in element)]
    return "".join(pieces).strip()


def _nesting(parent: str) -> int:
    return {"Dial": 13215, "Gather": 13320, "Start": 14300, "Stop": 14300}.get(
        parent, AGAINST_GRAMMAR
    )
