"""SIP addresses (RFC 3261, 19.1): the plain form that a telephone in a shop has."""

import re

from callcenter.kernel.phone import Refused

_ADDRESS = re.compile(
    r"sips?:[A-Za-z0-9_.!~*'()+-]{1,64}@"
    r"([A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,24}(:\d{2,5})?"
)


def is_one(typed: str) -> bool:
    return typed.strip().lower().startswith(("sip:", "sips:"))


def accept(typed: str) -> str:
    """Return the address. Raises Refused: no passwords, no parameters, no bare IP addresses."""
    address = typed.strip()
    if not _ADDRESS.fullmatch(address):
        raise Refused("Please write the SIP address like sip:ada@phones.example.com.")
    return address


def masked(address: str) -> str:
    """`sip:a•••@phones.example.com`: enough to recognise one's own."""
    scheme, _, rest = address.partition(":")
    user, _, host = rest.partition("@")
    return f"{scheme}:{user[:1]}•••@{host}"
