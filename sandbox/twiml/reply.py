"""The answer to an incoming text: messages to send back (Twilio, "TwiML for Messaging")."""

from sandbox.twiml.document import Document, Verb, parse
from sandbox.twiml.grammar import MESSAGING


def replies(body: bytes) -> Document:
    """Return messages and redirects in order; an empty answer is none. Raises DocumentError."""
    return parse(body, MESSAGING) if body.strip() else Document(())


def words(message: Verb) -> str:
    """Return the text of a Message: its Body, or what it says itself."""
    body = next((child.text for child in message.children if child.name == "Body"), "")
    return body or message.text


def media(message: Verb) -> list[str]:
    return [child.text for child in message.children if child.name == "Media" and child.text]
