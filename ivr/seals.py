"""How far a caller got in the menu, sealed into the address of the next step."""

import json
from datetime import timedelta

from callcenter.kernel.tokens import check, sign
from callcenter.services import Transaction
from ivr.dialogue import Progress

_LASTS = timedelta(hours=1)


def sealed(tx: Transaction, step: str, progress: Progress) -> str:
    """Seal it for the action URL: signed, so a second fetch asks the same."""
    claims = {
        "step": step,
        "language": progress.language,
        "answers": json.dumps(dict(progress.answers)),
        "failures": progress.failures,
    }
    return sign(tx.settings.secret_key, "menu", claims, tx.now + _LASTS)


def opened(tx: Transaction, state: str) -> tuple[str, Progress]:
    """Return the step and the progress. Raises BadToken."""
    claims = check(tx.settings.secret_key, "menu", state, tx.now)
    answers: dict[str, str] = json.loads(claims["answers"])
    return str(claims["step"]), Progress(claims["language"], answers, int(claims["failures"]))
