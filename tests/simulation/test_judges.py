"""Each judge sees its invariant broken: a control is taken away, and nothing else goes wrong."""

import logging
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace
from typing import Any, cast

import pytest

from callcenter.appointments import keeping, models, notes
from callcenter.contacts import calls, guards, jobs, standing
from callcenter.contacts import models as contact_rows
from callcenter.contacts import service as contacts
from callcenter.errors import CarrierError
from callcenter.infra import states
from callcenter.infra.budget import Budget
from callcenter.messages import jobs as message_jobs
from callcenter.messages.models import Message
from callcenter.services import Services, Transaction
from routing.matching.line import Waiting
from sandbox.inprocess.time import VirtualTime
from tests.cast import NOON
from tests.simulation import people, scene
from tests.simulation.batch import play
from tests.simulation.faults import Odds
from tests.simulation.judge import Judge
from tests.simulation.seams import FaultyWeb

Break = Callable[[pytest.MonkeyPatch], None]
_PLENTY = 100


@pytest.fixture(autouse=True)
def quiet() -> Iterator[None]:
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


def _ring_before_an_associate_accepts(patch: pytest.MonkeyPatch) -> None:
    queue = contacts.queue

    def at_once(tx: Transaction, contact: Any, **values: Any) -> None:
        queue(tx, contact, **values)
        calls.plan_customer(tx, contact)

    patch.setattr(contacts, "queue", at_once)
    patch.setitem(jobs._RINGS_WHILE, "customer", {"queued", "connecting"})


def _call_a_minute_early(patch: pytest.MonkeyPatch) -> None:
    due = models.due
    patch.setattr(models, "due", lambda session, now: due(session, now + timedelta(minutes=1)))
    patch.setattr(keeping, "call", _begin_whatever_the_time)


def _begin_whatever_the_time(services: Services, appointment_id: int) -> None:
    with services.transaction() as tx:
        appointment = tx.session.get_one(models.Appointment, appointment_id)
        if appointment.state == "booked":
            keeping.begin(tx, appointment, "early")


def _miss_in_silence(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(keeping, "LATE_S", -1)
    patch.setattr(notes, "apologise", lambda *_args: None)


def _forget_promises(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(models, "due", lambda *_args: [])


def _send_texts_again(patch: pytest.MonkeyPatch) -> None:
    def naive(services: Services, message_id: int) -> None:
        for _ in range(3):
            with services.transaction() as tx:
                order = message_jobs._order(tx, tx.session.get_one(Message, message_id))
            try:
                services.carrier.text(order)
            except CarrierError:
                continue
            return

    patch.setitem(scene.wsgi.ERRANDS, "send_text", naive)  # type: ignore[arg-type]


def _leave_answered_customers_alone(patch: pytest.MonkeyPatch) -> None:
    send = FaultyWeb.send

    def never(web: FaultyWeb, request: Any, done: Any) -> None:
        if "/voice/customer/" not in request.url:
            send(web, request, done)

    patch.setattr(FaultyWeb, "send", never)


def _keep_no_history(patch: pytest.MonkeyPatch) -> None:
    write = states._write

    def forgetful(session: Any, step: Any, *, state: str, **more: Any) -> None:
        if state != "connecting":
            write(session, step, state=state, **more)

    patch.setattr(states, "_write", forgetful)


def _ring_without_a_limit(patch: pytest.MonkeyPatch) -> None:
    plenty = (Budget("number", _PLENTY, 600, ""),)
    patch.setattr(guards, "RINGS", Budget("rings", _PLENTY, 86_400, ""))
    patch.setattr(guards, "PER_NUMBER", plenty)
    patch.setattr(scene, "_HABITS", ("busy",))
    patch.setattr(people, "_INSISTENCE", 1.0)


def _ignore_stops(patch: pytest.MonkeyPatch) -> None:
    of = standing.of
    patch.setattr(standing, "is_suppressed", lambda *_args: False)
    patch.setattr(standing, "of", lambda *known: replace(of(*known), stopped=False))
    patch.setattr(standing, "suppressed", lambda *_args: frozenset())
    patch.setitem(scene._ASKED, "who_calls", ("9",))


def _serve_the_last_first(patch: pytest.MonkeyPatch) -> None:
    begin = Waiting.__init__

    def upside_down(who: Waiting, *args: Any, **values: Any) -> None:
        begin(who, *args, **values)
        who.key = 2 * NOON.timestamp() + 60 - who.key
        who.order = (who.key, who.order[1])

    patch.setattr(Waiting, "__init__", upside_down)


def _trip(patch: pytest.MonkeyPatch) -> None:
    def tired(*_args: Any) -> None:
        raise ValueError

    patch.setattr(contact_rows, "tired", tired)


@pytest.mark.parametrize(
    ("invariant", "broken", "busy_s"),
    [
        ("I4", _ring_before_an_associate_accepts, 45),
        ("I5", _call_a_minute_early, 45),
        ("I5", _miss_in_silence, 45),
        ("I5", _forget_promises, 45),
        ("I6", _send_texts_again, 45),
        ("I7", _leave_answered_customers_alone, 45),
        ("I8", _keep_no_history, 45),
        ("I10", _ring_without_a_limit, 45),
        ("I11", _ignore_stops, 45),
        ("I14", _serve_the_last_first, 6),
        ("X", _trip, 45),
    ],
)
def test_a_broken_control_is_seen(
    invariant: str, broken: Break, busy_s: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scene, "CALM_S", 150)
    if invariant == "I5":
        monkeypatch.setattr(scene, "_WAYS", ("booked",))
    broken(monkeypatch)
    odds = Odds(**{**vars(Odds.none()), "rest_timeout_done": 0.2})
    result = play(seed=2, size=_SIZES.get(invariant, 12), odds=odds, busy_s=busy_s)
    assert invariant in {seen for seen, _ in result.violations}


_SIZES = {"I5": 8, "I10": 24, "I11": 30, "I14": 60}


def test_one_telephone_in_two_talks_is_seen() -> None:
    """The schema makes it impossible in play, so the carrier's lines are told of by hand."""
    talks = {sid: SimpleNamespace(from_="client:ada", talking=True) for sid in ("CA1", "CA2")}
    exchange: Any = SimpleNamespace(calls=talks, core=SimpleNamespace(owners=dict.fromkeys(talks)))
    judge = Judge(VirtualTime(NOON))
    judge.watch(exchange, cast(Any, None))
    judge._listen(0.0)
    assert [name for name, _ in judge.violations] == ["I3"]
    talks["CA2"].talking = False
    judge._listen(1.0)
    assert len(judge.violations) == 1
