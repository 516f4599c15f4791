"""Stops and budgets hold for everybody we ring: a friend invited in, a place that was kept."""

import pytest

from callcenter.contacts import conversation, models, standing
from callcenter.contacts import service as contacts
from callcenter.contacts.models import Contact, Leg
from callcenter.errors import Conflict, TooMany
from callcenter.privacy import service as privacy
from tests.journeys.asking import wish
from tests.journeys.stage import BO, Stage


def guest(stage: Stage, public: str) -> Leg:
    with stage.services.transaction() as tx:
        found = models.legs(tx.session, contacts.find(tx, public).id)
        return next(leg for leg in found if leg.role == "guest")


def state(stage: Stage, public: str) -> str:
    with stage.services.transaction() as tx:
        return contacts.find(tx, public).state


def stop(stage: Stage, number: str) -> None:
    with stage.services.transaction() as tx:
        standing.suppress(tx, tx.vault.index(number), "text")


def stopped(stage: Stage, number: str) -> bool:
    with stage.services.transaction() as tx:
        return standing.is_suppressed(tx.session, tx.vault.index(number))


def test_who_said_stop_is_not_invited(stage: Stage, asked: str) -> None:
    stop(stage, BO)
    with pytest.raises(Conflict):
        conversation.invite(stage.services, asked, stage.person("ada"), BO)


def test_a_stop_between_invitation_and_ring_ends_the_guests_line_alone(
    stage: Stage, asked: str
) -> None:
    conversation.invite(stage.services, asked, stage.person("ada"), BO)
    stop(stage, BO)
    stage.advance(5)
    assert (guest(stage, asked).state, guest(stage, asked).end_reason) == ("ended", "stopped")
    assert stage.bo.heard == []
    assert state(stage, asked) == "connected"


def test_a_guest_presses_nine_and_the_others_talk_on(stage: Stage, asked: str) -> None:
    conversation.invite(stage.services, asked, stage.person("ada"), BO)
    stage.advance(4)
    stage.bo.press("9")
    stage.advance(8)
    assert stopped(stage, BO)
    assert stage.bo.state == "idle"
    assert state(stage, asked) == "connected"


def test_nobody_is_invited_again_and_again(stage: Stage, asked: str) -> None:
    for _ in range(3):
        line = conversation.invite(stage.services, asked, stage.person("ada"), BO)
        conversation.let_go(stage.services, asked, stage.person("ada"), line.id)
    with pytest.raises(TooMany):
        conversation.invite(stage.services, asked, stage.person("ada"), BO)


def test_a_page_that_rings_nobody_keeps_its_place_like_any_other(stage: Stage) -> None:
    stop(stage, stage.diaz.address)
    pages = [
        stage.web.post("/widget/calls", json=wish(phone=typed)).get_json()
        for typed in (stage.diaz.address, "320 765 4321")
    ]
    shown = []
    for page in pages:
        key = {"Authorization": f"Bearer {page['key']}"}
        path = f"/widget/calls/{page['contact']['id']}"
        kept = stage.web.post(f"{path}/keep-place", headers=key)
        again = stage.web.post(f"{path}/again", headers=key)
        view = kept.get_json()
        shown.append((kept.status_code, again.status_code, view["keeps_place"], set(view)))
    assert shown[0] == shown[1]
    with stage.services.transaction() as tx:
        assert tx.session.query(Contact).count() == 1


def test_erasing_a_guests_number_ends_their_line_alone(stage: Stage, asked: str) -> None:
    conversation.invite(stage.services, asked, stage.person("ada"), BO)
    stage.advance(14)
    privacy.erase(stage.services, BO)
    stage.advance(6)
    line = guest(stage, asked)
    assert (line.state, line.number_sealed, line.number_index) == ("ended", b"", None)
    assert stage.bo.state == "idle"
    assert state(stage, asked) == "connected"
