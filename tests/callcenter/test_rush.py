"""Many promises of one moment: begun and missed together, whole batches or not at all."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import insert, select, update

from callcenter.appointments import keeping, notes, rush
from callcenter.appointments import service as appointments
from callcenter.appointments.models import Appointment, Seat
from callcenter.contacts import standing
from callcenter.contacts.models import Contact
from callcenter.infra import crowds
from callcenter.infra.leases import Errand
from callcenter.infra.states import Transition
from callcenter.infra.vault import Unreadable
from callcenter.messages.models import Message
from callcenter.services import Services
from callcenter.stores.models import category_by_slug, store_by_slug
from routing.presence import models as presence_rows
from routing.wallboard import service as wallboard
from tests.callcenter.promises import bodies, books, link, look, times, until
from tests.cast import World

CROWD = 9


def number(one: int) -> str:
    return f"+39320{one:07}"


def promise(world: World, many: int = CROWD, **different: Any) -> datetime:
    """Promise a call to so many at one moment; nobody's seat is taken for it."""
    at = world.clock.now() + timedelta(minutes=1)
    with world.services.transaction() as tx:
        store = store_by_slug(tx.session, "turin")
        category = category_by_slug(tx.session, "jewellery")
        assert store
        assert category
        usual = {
            "state": "booked",
            "store_id": store.id,
            "category_id": category.id,
            "language": "it",
            "number_masked": "+39",
            "starts_at": at,
            "ends_at": at + timedelta(minutes=25),
            "due_at": at,
            "wall": "2026-11-24T13:01",
            "fold": 0,
            "timezone": "Europe/Rome",
            "attempts": 0,
            "sequence": 0,
            "created_at": tx.now,
        }
        rows = [
            {
                **usual,
                "public_id": f"p{one}",
                "number_sealed": tx.vault.seal(number(one)),
                "number_index": tx.vault.index(number(one)),
            }
            for one in range(many)
        ]
        rows[0] |= different
        tx.session.execute(insert(Appointment), rows)
    return at


def states(world: World) -> Counter[str]:
    with world.services.reading() as tx:
        return Counter(tx.session.scalars(select(Appointment.state)))


def lives(world: World, noun: str) -> list[list[str]]:
    """Every life of that kind, as the steps it took."""
    found: dict[int, list[str]] = {}
    with world.services.reading() as tx:
        which = select(Transition.subject_id, Transition.state).where(Transition.noun == noun)
        for subject, state in tx.session.execute(which.order_by(Transition.id)):
            found.setdefault(subject, []).append(state)
    return list(found.values())


def test_a_crowd_is_begun_at_its_moment_each_once(world: World) -> None:
    at = promise(world)
    until(world, at - timedelta(seconds=1))
    assert states(world) == {"booked": CROWD}
    until(world, at)
    rush.sweep(world.services)
    assert states(world) == {"calling": CROWD}
    assert lives(world, "contact") == [["requested", "queued"]] * CROWD
    with world.services.reading() as tx:
        contacts = tx.session.scalars(select(Contact)).all()
        kept = set(tx.session.scalars(select(Appointment.contact_id)))
    assert {one.id for one in contacts} == kept
    assert {one.give_up_at for one in contacts} == {at + timedelta(seconds=keeping.LATE_S)}
    assert {one.partition for one in contacts} == {contacts[0].partition}


def test_of_a_crowd_those_come_first_whose_keeper_is_there(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rush, "BATCH", 2)
    ada, last = world.person("ada"), f"p{CROWD - 1}"
    at = promise(world)
    with world.services.transaction() as tx:
        named = Appointment.public_id == last
        tx.session.execute(update(Appointment).where(named).values(associate_id=ada))
    world.ready("ada")
    until(world, at - timedelta(seconds=1), "ada")
    world.clock.moment = at
    begun: list[int] = []
    call = rush._call

    def noted(services: Services, ids: Sequence[int], changed: list[int]) -> list[int]:
        begun.extend(ids)
        return call(services, ids, changed)

    monkeypatch.setattr(rush, "_call", noted)
    rush.sweep(world.services, there=presence_rows.there)
    with world.services.reading() as tx:
        assert begun[0] == tx.session.scalar(select(Appointment.id).where(named))
    assert begun[1:] == sorted(begun[1:])
    assert len(begun) == CROWD


def test_a_crowd_that_nobody_serves_is_told_within_ninety_seconds(world: World) -> None:
    at = promise(world)
    until(world, at)
    world.pass_(76)
    assert states(world) == {"missed": CROWD}
    assert lives(world, "contact") == [["requested", "queued", "deferred"]] * CROWD
    with world.services.reading() as tx:
        texts = tx.session.scalars(select(Message)).all()
        assert tx.session.scalars(select(Seat)).all() == []
        assert [one.name for one in tx.session.scalars(select(Errand))] == []
    assert Counter(one.kind for one in texts) == {"missed": CROWD}
    assert len({body for body in bodies(world) if "non ci siamo parlati" in body}) == CROWD
    board = wallboard.view(world.services)["promises"]
    assert (board["missed"], len(board["recently_missed"])) == (CROWD, 8)


def test_it_stops_ringing_for_whom_the_crowd_is_given_up(world: World) -> None:
    at = promise(world)
    until(world, at)
    world.pass_(65)
    world.ready("ada")
    world.pass_(5, beats=("ada",))
    assert world.console("ada")["offer"]
    world.pass_(6, beats=("ada",))
    assert states(world) == {"missed": CROWD}
    assert world.console("ada")["offer"] is None
    assert world.console("ada")["presence"]["state"] == "available"


def test_what_is_found_late_is_missed_together_and_nobody_is_rung(world: World) -> None:
    at = promise(world)
    world.clock.moment = at + timedelta(minutes=10)
    rush.sweep(world.services)
    assert states(world) == {"missed": CROWD}
    with world.services.reading() as tx:
        assert tx.session.scalars(select(Contact)).all() == []


def test_one_bad_row_stops_no_other(world: World) -> None:
    at = promise(world, number_sealed=b"sealed by nobody we know")
    until(world, at)
    assert states(world) == {"booked": 1, "calling": CROWD - 1}


def test_who_said_stop_or_is_with_us_is_looked_at_alone(world: World) -> None:
    at = promise(world)
    with world.services.transaction() as tx:
        standing.suppress(tx, tx.vault.index(number(0)), "text")
    world.asks(number(1))
    until(world, at)
    assert states(world) == {"missed": 1, "booked": 1, "calling": CROWD - 2}


def test_a_crash_leaves_a_batch_whole_or_not_begun(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = promise(world)
    world.clock.moment = at

    def dies(*_args: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(notes, "withdraw_all", dies)
    with pytest.raises(KeyboardInterrupt):
        rush.sweep(world.services)
    monkeypatch.undo()
    assert states(world) == {"booked": CROWD}
    assert lives(world, "contact") == []
    rush.sweep(world.services)
    assert states(world) == {"calling": CROWD}


@pytest.mark.parametrize("bad", [set(), {3}, {0, 8}, set(range(CROWD))])
def test_a_spoilt_batch_is_halved_until_the_rows_are_alone(bad: set[int]) -> None:
    done: list[int] = []

    def work(some: Any) -> list[int]:
        if bad & set(some):
            raise Unreadable
        done.extend(some)
        return list(some)

    assert set(crowds.in_batches(range(CROWD), 4, work)) == bad
    assert sorted(done) == sorted(set(range(CROWD)) - bad)


def test_a_stranger_whose_text_is_spent_reads_it_on_the_page(world: World) -> None:
    """The confirmation was the day's text: the page behind its link tells them, the board us."""
    at = times(world)[0]
    made = books(world, at)
    token = link(world, made)
    until(world, at)
    world.pass_(85)
    assert look(world, made).state == "missed"
    assert len(world.carrier.texts) == 1
    page = world.app.test_client().get(f"/a/{token}").get_data(as_text=True)
    assert "Non ci siamo parlati" in page
    assert "Ci dispiace" in page
    board = wallboard.view(world.services)["promises"]
    assert board["recently_missed"][0]["told"] == "On their page"


def test_who_pressed_the_link_of_the_confirmation_is_texted(world: World) -> None:
    at = times(world)[0]
    made = books(world, at)
    appointments.confirm(world.services, link(world, made))
    until(world, at)
    world.pass_(85)
    assert "non ci siamo parlati" in bodies(world)[-1]
