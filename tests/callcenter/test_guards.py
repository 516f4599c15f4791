"""The guards: budgets that hold under pressure, stops that hold everywhere, no oracle."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy.orm import Session, sessionmaker

from callcenter.contacts import guards, money, standing
from callcenter.contacts.guards import (
    IN_ALL,
    PER_ADDRESS,
    PER_NETWORK,
    PER_NUMBER,
    PER_PREFIX,
    PER_SITE,
    RINGS,
    TEXTS,
    Unseen,
)
from callcenter.contacts.models import Consent, Contact
from callcenter.errors import TooMany
from callcenter.infra.budget import Budget, Use, spend, used
from callcenter.kernel.phone import Refused
from callcenter.messages import service as messages
from callcenter.widget import proof
from routing.offers import service as offers
from tests.callcenter.promises import books, times
from tests.cast import DIAZ, World, asker
from tests.journeys.asking import solved, wish

ALL = [*PER_NUMBER, *PER_PREFIX, *PER_ADDRESS, *PER_NETWORK, *PER_SITE, *IN_ALL, RINGS, TEXTS]
PLENTY = Budget("plenty", 1000, 600, "")
_AT_ONCE = 6


def together(act: Callable[[], None]) -> int:
    """Run it on several threads at the same moment; returns how many were let through."""
    barrier, passed, trouble = threading.Barrier(_AT_ONCE), [], []

    def run() -> None:
        barrier.wait()
        try:
            act()
            passed.append(1)
        except TooMany:
            pass
        except Exception as error:  # noqa: BLE001 - any other trouble fails the test below
            trouble.append(error)

    threads = [threading.Thread(target=run) for _ in range(_AT_ONCE)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert trouble == []
    return len(passed)


@pytest.mark.parametrize("budget", ALL, ids=[budget.title for budget in ALL])
def test_many_at_limit_minus_one_let_exactly_one_pass(world: World, budget: Budget) -> None:
    """I10: budgets are never exceeded by concurrency, on either engine."""
    with world.services.transaction() as tx:
        spend(tx.session, budget, "k", tx.now, budget.limit - 1)

    def act() -> None:
        with world.services.transaction() as tx:
            spend(tx.session, budget, "k", tx.now)

    assert together(act) == 1


def test_a_budget_holds_in_any_stretch_of_time(world: World) -> None:
    budget = Budget("test", 2, 86_400, "no")
    allowed = []
    for _hour in range(24 * 6):
        try:
            with world.services.transaction() as tx:
                spend(tx.session, budget, "k", tx.now)
                allowed.append(tx.now)
        except TooMany:
            pass
        world.clock.pass_(1800)
    for first, third in zip(allowed, allowed[2:], strict=False):
        assert (third - first).total_seconds() >= 86_400
    assert len(allowed) >= 4


def test_a_network_is_one_asker_however_many_addresses_it_has() -> None:
    assert guards.network_of("203.0.113.7") == guards.network_of("203.0.113.250")
    assert guards.network_of("203.0.113.7") != guards.network_of("203.0.114.7")
    assert guards.network_of("2001:db8:1:2::7") == guards.network_of("2001:db8:1:ffff::1")
    assert guards.network_of("2001:db8:1::7") != guards.network_of("2001:db8:2::7")
    assert guards.network_of("nonsense") == "nonsense"


def test_the_door_counts_whatever_becomes_of_the_request(world: World) -> None:
    for number in range(PER_ADDRESS[0].limit):
        guards.knock(world.services, asker(f"+3931234567{number:02}"))
    with pytest.raises(TooMany):
        guards.knock(world.services, asker())
    guards.knock(world.services, asker(address="198.51.100.9"))


def test_one_prefix_is_asked_for_only_so_often(world: World) -> None:
    """Sequential numbers are one range to whoever earns by it."""
    passed = 0
    for number in range(40):
        try:
            with world.services.transaction() as tx:
                guards.admit(tx, asker(f"+3931234560{number:02}"))
            passed += 1
        except Unseen:
            pass
    assert passed == PER_PREFIX[0].limit


def answer(world: World, number: str, address: str = "198.51.100.1") -> Any:
    said = {**wish(), "phone": number, "website": ""}
    web = world.app.test_client()
    response = web.post("/widget/calls", json=said, environ_base={"REMOTE_ADDR": address})
    return response.status_code, response.get_json()


def shape(told: Any) -> Any:
    """Everything the browser could compare, but what is random or the number itself."""
    status, sent = told
    contact = {k: v for k, v in sent["contact"].items() if k not in {"id", "version"}}
    return status, contact, set(sent), len(sent["contact"]["id"]), len(sent["key"])


def test_blocked_known_and_new_numbers_are_answered_alike(world: World) -> None:
    """T3: nobody learns from us whether a number is ours, blocked, or asked for often."""
    new = shape(answer(world, "+393123456789"))
    known = shape(answer(world, "+393123456789", "198.51.101.1"))
    with world.services.transaction() as tx:
        standing.suppress(tx, tx.vault.index("+393123456789"), "text")
    blocked = shape(answer(world, "+393123456789", "198.51.102.1"))
    assert new == known == blocked
    with world.services.transaction() as tx:
        assert tx.session.query(Contact).count() == 1


def test_a_decoy_ends_as_a_real_request_does_when_nobody_is_free(world: World) -> None:
    with world.services.transaction() as tx:
        standing.suppress(tx, tx.vault.index(DIAZ), "text")
    _, sent = answer(world, DIAZ)
    public, headers = sent["contact"]["id"], {"Authorization": f"Bearer {sent['key']}"}
    web = world.app.test_client()
    world.pass_(30)
    shown = web.get(f"/widget/calls/{public}", headers=headers).get_json()
    assert shown["waited_s"] >= shown["alternatives_after_s"]
    world.pass_(70)
    assert world.pushed.last(f"contact:{public}")["state"] == "deferred"
    _, again = answer(world, DIAZ)
    path = f"/widget/calls/{again['contact']['id']}/cancel"
    stopped = web.post(path, headers={"Authorization": f"Bearer {again['key']}"}).get_json()
    assert stopped["state"] == "cancelled"


def test_a_form_filled_by_a_robot_rings_nobody_and_looks_fine(world: World) -> None:
    said = {**wish(), "website": "https://buy.example"}
    assert world.app.test_client().post("/widget/calls", json=said).status_code == 201
    with world.services.transaction() as tx:
        assert tx.session.query(Contact).count() == 0


def test_the_consent_is_kept_with_its_wording_and_version(world: World) -> None:
    answer(world, DIAZ)
    with world.services.transaction() as tx:
        kept = {row.purpose: row for row in tx.session.query(Consent)}
    assert kept["call"].wording == guards.CALL_WORDING
    assert kept["call"].wording_version == guards.CONSENT_VERSION
    assert (kept["call"].given, kept["sms"].given) == (True, False)


def test_a_stop_holds_for_calls_and_texts_that_were_planned_before(world: World) -> None:
    """I11: checked in the transaction that dials or sends, so nothing planned can pass it."""
    world.ready("ada")
    contact = world.asks()
    offer = world.console("ada")["offer"]
    offers.accept(world.services, offer["id"], world.person("ada"))
    with world.services.transaction() as tx:
        messages.heard(tx, DIAZ, "Stop.")
    world.run()
    assert world.carrier.calls == []
    assert world.carrier.texts == []
    assert world.contact(contact).outcome == "stopped"


def test_a_stranger_is_texted_once_a_day_whatever_is_booked(world: World) -> None:
    for at in times(world)[:3]:
        books(world, at)
    assert len(world.carrier.texts) == 1
    with world.services.transaction() as tx:
        standing.prove(tx, tx.vault.index(DIAZ), "link")
    world.clock.pass_(700)
    for at in times(world)[3:5]:
        books(world, at)
    assert len(world.carrier.texts) == 3


def test_the_money_stops_everything_at_its_daily_sum(sessions: sessionmaker[Session]) -> None:
    world = World(sessions, daily_budget=0.3)
    passed = 0
    for number in range(6):
        try:
            with world.services.transaction() as tx:
                money.pay_text(tx, DIAZ, Use(PLENTY, f"n{number}"), proven=True)
            passed += 1
        except TooMany:
            pass
    assert passed == 3, "three Italian texts at 9.3 cents fit into 30"


def test_what_the_money_refuses_uses_up_nothing_else(sessions: sessionmaker[Session]) -> None:
    world = World(sessions, daily_budget=0.01)
    own = Use(PLENTY, "somebody")
    with world.services.transaction() as tx:
        with pytest.raises(TooMany):
            money.pay_call(tx, DIAZ, own, proven=True)
        assert used(tx.session, PLENTY, "somebody", tx.now) == 0


def test_what_strangers_cost_is_given_back_when_they_prove_real(world: World) -> None:
    with world.services.transaction() as tx:
        money.pay_call(tx, DIAZ, Use(PLENTY, tx.vault.index(DIAZ)), proven=False)
        before = used(tx.session, money.unproven(tx), "", tx.now)
        money.give_back(tx, DIAZ)
        after = used(tx.session, money.unproven(tx), "", tx.now)
    assert (before, after) == (1200, 0)


def test_proof_of_work_is_asked_for_under_attack_and_spent_once(world: World) -> None:
    with world.services.transaction() as tx:
        assert proof.challenge(tx) is None
        spend(tx.session, IN_ALL[0], "", tx.now, 30)
        puzzle = proof.challenge(tx)
    assert puzzle is not None
    status, said = answer(world, DIAZ)
    assert (status, said["field"]) == (422, "proof")
    solution = solved(puzzle)
    proof.check(world.services, solution)
    for stale in (solution, "", "bm9uc2Vuc2U=", solution[:-8]):
        with pytest.raises(Exception, match="wait a second"):
            proof.check(world.services, stale)


def test_a_puzzle_runs_out(sessions: sessionmaker[Session]) -> None:
    world = World(sessions, proof_of_work="always")
    with world.services.transaction() as tx:
        puzzle = proof.challenge(tx)
    solution = solved(puzzle)
    world.clock.pass_(1300)
    with pytest.raises(Exception, match="wait a second"):
        proof.check(world.services, solution)


def test_a_satellite_is_refused_at_the_door(world: World) -> None:
    with pytest.raises(Refused), world.services.transaction() as tx:
        guards.policy(tx).accept("+870773111632", "IT")
