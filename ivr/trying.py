"""A draft tried on a telephone: who calls from an allowed number hears it, and nobody is rung."""

from datetime import timedelta

from sqlalchemy import delete

from callcenter.carrier.port import Dialled
from callcenter.contacts import guards
from callcenter.errors import Invalid
from callcenter.kernel import phone
from callcenter.kernel.tokens import BadToken
from callcenter.missed import service as missed
from callcenter.services import Services, Transaction
from callcenter.stores.models import Store
from ivr import preview, seals, twiml
from ivr.dialogue import Ask
from ivr.menus import service as menus
from ivr.menus.models import HOUSE, Trial, trial_of
from ivr.preview import Turn
from ivr.reception import Caller, Pressed, keys_of

LASTS = timedelta(minutes=10)


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
        tx.session.execute(delete(Trial).where(Trial.number_index == caller.index))
        until = tx.now + LASTS
        tx.session.add(Trial(number_index=caller.index, scope=scope, author_id=by, until=until))
    return caller.masked


def greeted(services: Services, caller: Caller) -> str | None:
    """Begin the draft for a caller who may hear it; None for everybody else."""
    if not phone.is_international(caller.number):
        return None
    with services.transaction() as tx:
        trial = trial_of(tx.session, tx.vault.index(caller.number), tx.now)
        if trial is None:
            return None
        call = Dialled(caller.call_sid, caller.number, caller.dialled, tx.now)
        missed.pass_over(tx, call, "heard a draft")
        turn = preview.turn(tx, (trial.scope, trial.author_id), "", Pressed(""))
        return _spoken(tx, trial, turn)


def pressed(services: Services, state: str, sent: Pressed) -> str:
    """Take the caller's next step in the draft; a trial that is over hangs up."""
    with services.transaction() as tx:
        try:
            trial = tx.session.get(Trial, seals.opened(tx, state).version)
        except BadToken:
            trial = None
        if trial is None:
            return twiml.hang_up()
        turn = preview.turn(tx, (trial.scope, trial.author_id), state, sent)
        return _spoken(tx, trial, turn)


def sweep(services: Services) -> None:
    """Forget who might hear a draft once the time is over."""
    with services.transaction() as tx:
        tx.session.execute(delete(Trial).where(Trial.until <= tx.now))


def _spoken(tx: Transaction, trial: Trial, turn: Turn) -> str:
    played = preview.played(tx, turn, trial.id)
    if isinstance(turn.outcome, Ask):
        action = f"{tx.settings.public_url}/voice/trial/{played.state}"
        return twiml.ask(turn.outcome, turn.greeting, action, keys_of(turn.steps, turn.outcome))
    language, words = played.said[0]
    return twiml.speak(language, [words], hang_up=True)
