"""SSML inside Say: as plain words for captions, as markup for the voice (Twilio, "Say, SSML")."""

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from typing import Final
from xml.sax.saxutils import escape, quoteattr

_SPELLED = frozenset({"characters", "spell-out", "digits"})
_ENDED = frozenset(".!?,:;")
_BLEEP: Final = "beep"
_HEARD_AS = {"lang": "voice", "w": "s", "phoneme": "s"}
"""What speaks for an element that the synthesiser has under another name, or not at all."""
_TAG = re.compile(r"<[^>]*>")
_BREAK = re.compile(r"""<break[^>]*\stime=["'](\d+(?:\.\d+)?)(m?s)["']""")


def plain(element: ET.Element) -> str:
    """Return what is heard: aliases for words, letters one by one, sentences closed."""
    return " ".join("".join(_pieces(element)).split())


def markup(element: ET.Element) -> str:
    """Return SSML for the synthesiser; nothing where the element holds plain words alone."""
    return f"<speak>{''.join(_marked(element))}</speak>" if len(element) else ""


def words(said: str) -> str:
    """Return the words of markup, or of what is plain already."""
    found = _TAG.sub(" ", said) if said.startswith("<speak>") else said
    return found.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def pauses_s(said: str) -> float:
    """Return the seconds of the breaks that markup asks for."""
    if not said.startswith("<speak>"):
        return 0.0
    return sum(float(time) / (1000 if unit == "ms" else 1) for time, unit in _BREAK.findall(said))


def _marked(element: ET.Element) -> Iterator[str]:
    yield escape(element.text or "")
    for child in element:
        yield _child(child)
        yield escape(child.tail or "")


def _child(element: ET.Element) -> str:
    if element.get("interpret-as") == "expletive":
        return _BLEEP
    tag = _HEARD_AS.get(element.tag, element.tag)
    said = {_name(name): value for name, value in element.attrib.items()}
    attributes = "".join(f" {name}={quoteattr(value)}" for name, value in said.items())
    return f"<{tag}{attributes}>{''.join(_marked(element))}</{tag}>"


def _name(name: str) -> str:
    return "xml:lang" if name.endswith("}lang") else name


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
    if element.tag in {"p", "s"}:
        return _sentence(inner)
    return _read(inner, element.get("interpret-as", "")) if element.tag == "say-as" else inner


def _read(said: str, how: str) -> str:
    if how == "expletive":
        return _BLEEP
    return " ".join("".join(said.split())) if how in _SPELLED else said


def _sentence(said: str) -> str:
    """Close a sentence: the next one does not run into it."""
    trimmed = said.strip()
    if not trimmed:
        return " "
    return f"{trimmed} " if trimmed[-1] in _ENDED else f"{trimmed}. "
