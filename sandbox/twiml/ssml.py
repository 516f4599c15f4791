"""SSML inside Say as plain words (Twilio, "TwiML Voice: Say, SSML")."""

import xml.etree.ElementTree as ET
from collections.abc import Iterator

_SPELLED = frozenset({"characters", "spell-out", "digits"})
_ENDED = frozenset(".!?,:;")


def plain(element: ET.Element) -> str:
    """Return what is heard: aliases for words, letters one by one, sentences closed."""
    return " ".join("".join(_pieces(element)).split())


def _pieces(element: ET.Element) -> Iterator[str]:
    yield element.text or ""
    for child in element:
        yield _heard(child)
        yield child.tail or ""


def _heard(element: ET.Element) -> str:
    inner = "".join(_pieces(element))
    if element.tag == "sub":
        return element.get("alias", inner)
    if element.tag == "break":
        return " "
    if element.tag == "say-as" and element.get("interpret-as") in _SPELLED:
        return " ".join("".join(inner.split()))
    if element.tag in {"p", "s"}:
        return _sentence(inner)
    return inner


def _sentence(words: str) -> str:
    """Close a sentence: the next one does not run into it."""
    said = words.strip()
    if not said:
        return " "
    return f"{said} " if said[-1] in _ENDED else f"{said}. "
