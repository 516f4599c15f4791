"""The answer to an incoming text: messages to send back (Twilio, "TwiML for Messaging")."""

import xml.etree.ElementTree as ET

from sandbox.twiml.document import BAD_XML, DocumentError


def replies(body: bytes) -> list[str]:
    """Return the texts to send back; an empty answer sends none. Raises DocumentError."""
    if not body.strip():
        return []
    if b"<!DOCTYPE" in body or b"<!ENTITY" in body:
        raise DocumentError(BAD_XML, "A document type or entity is not allowed.")
    try:
        root = ET.fromstring(body)  # noqa: S314  # entities and DTDs are refused above
    except (ET.ParseError, ValueError, LookupError) as error:
        words = f"The document is not XML: {error}"
        raise DocumentError(BAD_XML, words) from error
    found = (_words(message) for message in root.findall("Message"))
    return [text for text in found if text]


def _words(message: ET.Element) -> str:
    nested = message.find("Body")
    text = message.text if nested is None else nested.text
    return (text or "").strip()
