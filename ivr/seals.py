"""How far a caller got in the menu, sealed into the address of the next step."""

import json
from dataclasses import dataclass
from datetime import timedelta

from callcenter.kernel.tokens import check, sign
from callcenter.services import Transaction
from ivr.dialogue import Progress

_LASTS = timedelta(hours=1)


@dataclass(frozen=True)
class Place:
    """Where a caller is: the step, what they decided, and the version of the menu they hear."""

    step: str
    progress: Progress
    version: int = 0


def sealed(tx: Transaction, place: Place) -> str:
    """Seal it for the action URL: signed, so a second fetch asks the same."""
    progress = place.progress
    claims = {
        "step": place.step,
        "language": progress.language,
        "answers": json.dumps(dict(progress.answers)),
        "failures": progress.failures,
        "trail": ",".join(progress.trail),
        "version": place.version,
    }
    return sign(tx.settings.secret_key, "menu", claims, tx.now + _LASTS)


def opened(tx: Transaction, state: str) -> Place:
    """Return where the caller is. Raises BadToken."""
    claims = check(tx.settings.secret_key, "menu", state, tx.now)
    answers: dict[str, str] = json.loads(claims["answers"])
    trail = tuple(filter(None, str(claims["trail"]).split(",")))
    progress = Progress(claims["language"], answers, int(claims["failures"]), trail)
    return Place(str(claims["step"]), progress, int(claims["version"]))
