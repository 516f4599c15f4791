"""A draft tried on a telephone: who calls from an allowed number hears it, and nobody is rung."""

from datetime import timedelta

from sqlalchemy import delete, update

from callcenter.carrier.port import Dialled
from callcenter.contacts import guards
from callcenter.errors import Invalid
from callcenter.infra.database import inserted
from callcenter.infra.rivals import goes_again
from callcenter.kernel import phone
from callcenter.kernel.tokens import BadToken
from callcenter.missed import service as missed
from callcenter.services import Services, Transaction
from callcenter.stores.models import Store
from ivr import preview, seals, twiml
from ivr.dialogue import Ask
from ivr.menus import service as menus
from ivr.menus.models import HOUSE, Trial, trial_of
from ivr.reception import Caller, Pressed, keys_of

LASTS = timedelta(minutes=10)


@goes_again
def allow(services: Services, by: int, wanted: str, typed: str) -> str:
    """Let a number hear the draft for ten minutes; returns it masked. Raises NotAllowed, Invalid.

    A caller's number can be forged: whoever does so hears a menu that is not published yet.
    """
    with services.transaction() as tx:
        scope = menus.scope_of(tx, by, wanted)
        store = tx.session.get(Store, scope) if scope != HOUSE else None
        try:
            number = guards.policy(tx).accept(typed, store.country if store else "")
        except phone.Refused as refusal:
            raise Invalid(str(refusal), "phone") from refusal
        caller = guards.reachable(tx, number)
        values = {"scope": scope, "author_id": by, "until": tx.now + LASTS}
        if not inserted(tx.session, Trial, {"number_index": caller.index, **values}):
            same = update(Trial).where(Trial.number_index == caller.index)
            tx.session.execute(same.values(**values))
    return caller.masked


def greeted(services: Services, caller: Caller) -> str | None:
    """Begin the draft for a caller who may hear it; None for everybody else."""
    with services.reading() as tx:
        trial = trial_of(tx.session, tx.vault.index(caller.number), tx.now)
    if trial is None:
        return None
    with services.transaction() as tx:
        call = Dialled(caller.call_sid, caller.number, caller.dialled, tx.now)
        missed.pass_over(tx, call, "heard a draft")
        return _spoken(tx, trial, "", Pressed(""))


def pressed(services: Services, state: str, sent: Pressed) -> str:
    """Take the caller's next step in the draft; a trial that is over hangs up."""
    with services.transaction() as tx:
        try:
            trial = tx.session.get(Trial, seals.opened(tx, state).version)
        except BadToken:
            trial = None
        if trial is None:
            return twiml.hang_up()
        return _spoken(tx, trial, state, sent)


def sweep(services: Services) -> None:
    """Forget who might hear a draft once the time is over."""
    with services.transaction() as tx:
        tx.session.execute(delete(Trial).where(Trial.until <= tx.now))


def _spoken(tx: Transaction, trial: Trial, state: str, sent: Pressed) -> str:
    turn = preview.turn(tx, menus.draft(tx, trial.scope, trial.author_id), state, sent)
    played = preview.played(tx, turn, trial.id)
    if isinstance(turn.outcome, Ask):
        action = f"{tx.settings.public_url}/voice/trial/{played.state}"
        return twiml.ask(turn.outcome, turn.greeting, action, keys_of(turn.steps, turn.outcome))
    language, words = played.said[0]
    return twiml.speak(language, [words], hang_up=True)
