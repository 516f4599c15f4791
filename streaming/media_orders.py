"""Signed orders to the media process: close a tour, drop a viewer, record."""

import json
import logging
import urllib.request
from typing import Any
from urllib.error import HTTPError

from callcenter.settings import Settings
from streaming import engine
from streaming.links import signature

_LOG = logging.getLogger(__name__)
_TIMEOUT_S = 3.0
_UNKNOWN = frozenset({404, 405, 501})


def order(settings: Settings, what: str, said: dict[str, Any]) -> bool:
    """Send the order for the tour that `said` names. Raises OSError when it was not taken.

    False where this engine has no such order (404, 405), is not set up for it (501), or is not
    ours: there the tokens end everything, ten minutes later at most.
    """
    if not engine.is_ours(settings):
        return False
    raw = json.dumps(said).encode()
    request = urllib.request.Request(  # noqa: S310 - our own configured address
        f"{settings.media_url}/tours/{said['tour']}/{what}",
        data=raw,
        headers={"X-Signature": signature(settings.media_secret, raw)},
        method="POST",
    )
    try:
        with urllib.request.urlopen(request, timeout=_TIMEOUT_S):  # noqa: S310
            return True
    except HTTPError as error:
        if error.code not in _UNKNOWN:
            raise
        _LOG.warning("the media process does not do this", extra={"order": what})
        return False
