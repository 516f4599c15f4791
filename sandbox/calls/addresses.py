"""Addresses in documents: relative ones start at the document that names them."""

from urllib.parse import urljoin


def resolved(here: str, said: str) -> str:
    """Return an absolute address; nothing said is `here`, and nonsense stays what it is."""
    try:
        return urljoin(here, said.strip()) if said.strip() else here
    except ValueError:
        return said
