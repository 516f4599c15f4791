"""Telephone numbers as people write them, and what a number tells of its place."""

import re
from functools import lru_cache

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumberFormat

E164 = re.compile(r"\+[1-9]\d{6,14}", re.ASCII)
_PUNCTUATION = re.compile(r"[\s().\-]")
_AMERICAN = re.compile(r"1?([2-9]\d{9})", re.ASCII)


def normal(said: str) -> str:
    """Return E.164, or nothing.

    Twilio, "TwiML Voice: Number": "Twilio will also accept unformatted US numbers".
    """
    bare = _PUNCTUATION.sub("", said)
    if E164.fullmatch(bare):
        return bare
    american = _AMERICAN.fullmatch(bare)
    return f"+1{american[1]}" if american else ""


@lru_cache(maxsize=4096)
def country(number: str) -> str:
    """Return the two letters of the number's country, or nothing when it tells none."""
    try:
        return phonenumbers.region_code_for_number(phonenumbers.parse(number)) or ""
    except NumberParseException:
        return ""


@lru_cache(maxsize=4096)
def formatted(number: str) -> str:
    """Return `from_formatted`: American numbers as Americans write them, others unchanged."""
    try:
        known = phonenumbers.parse(number)
    except NumberParseException:
        return number
    if known.country_code != 1:
        return number
    return str(phonenumbers.format_number(known, PhoneNumberFormat.NATIONAL))


def ring_tone(number: str) -> str:
    """Return the letters of `ringTone` for where a number rings; `us` for what tells no country."""
    found = country(number).lower()
    return {"gb": "uk", "": "us"}.get(found, found)
