"""What Twilio's carrier does and this one cannot: taken, and warned of wherever it is said."""

from sandbox.twiml.grammar import AGAINST_GRAMMAR

_WORDS = "telephones hand over words: nothing is recognised"
_SPELLING = "it is pronounced as it is written"
_ALIKE = "every text travels alike"

ATTRIBUTES: dict[tuple[str, str], tuple[frozenset[str], str]] = {
    ("Gather", "debug"): (frozenset({"false"}), _WORDS),
    ("Gather", "enhanced"): (frozenset({"false"}), _WORDS),
    ("Gather", "speechModel"): (frozenset({"default"}), _WORDS),
    ("Record", "transcribe"): (frozenset({"false"}), "nobody writes down what is said"),
    ("phoneme", "alphabet"): (frozenset(), _SPELLING),
    ("phoneme", "ph"): (frozenset(), _SPELLING),
    ("say-as", "format"): (frozenset(), _SPELLING),
    ("say-as", "role"): (frozenset(), _SPELLING),
    ("w", "role"): (frozenset(), _SPELLING),
}
"""Attributes of TwiML that change nothing: the values that mean just that, and why of the others.

Any other value is warning 12200: the document goes on, and nobody believes that it was obeyed.
"""

PARAMETERS = {
    **dict.fromkeys(("Attempt", "ForceDelivery", "RiskCheck", "TrafficType"), _ALIKE),
    "MaxPrice": "Twilio dropped it in June 2024",
}
"""Parameters of requests that change nothing: the request is done, and warned of."""

UNHEARD = AGAINST_GRAMMAR
"""The warning of both."""

ELSEWHERE = {
    "`trim` of a virtual telephone": "the silence it says it ends with is cut off",
    "`price`": "null, as before Twilio has billed",
    "`Calls/{}/Payments`, `Siprec`, `Streams`, `Transcriptions`": "named in subresource_uris; 404",
    "answers in XML or CSV": "only `.json`",
}


def idle(element: str, attribute: str, value: str) -> str:
    """Return why this value of an attribute changes nothing; nothing where it does, or should."""
    harmless, why = ATTRIBUTES.get((element, attribute), (frozenset(), ""))
    return "" if value.strip().lower() in harmless else why
