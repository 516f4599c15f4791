"""An accept beside whatever else happens to its three rows: an answer, never an error."""

import threading
import time

import pytest
from sqlalchemy import select, update

from callcenter.contacts import models as contact_rows
from callcenter.contacts.models import Contact
from callcenter.errors import OfferGone
from routing.offers import service as offers
from routing.offers.models import Offer
from routing.presence import service as presence
from routing.presence.models import Presence
from tests.cast import World


def test_a_leave_that_crosses_an_accept_goes_again(world: World) -> None:
    """The accept holds the contact and wants the presence; the leave has it and wants the contact.

    PostgreSQL ends the one that has waited longer; SQLite lets one write after the other.
    """
    world.ready("ada")
    contact = world.asks()
    ada, trouble = world.person("ada"), []

    def leave() -> None:
        try:
            presence.choose(world.services, ada, "offline", "")
        except Exception as error:  # noqa: BLE001 - whatever it is, the test shows it
            trouble.append(error)

    leaver = threading.Thread(target=leave)
    with world.services.sessions.begin() as session:
        contact_rows.lock(session, session.get_one(Contact, contact.id))
        leaver.start()
        time.sleep(0.3)
        notice = update(Presence).where(Presence.id == ada).values(notice="")
        session.execute(notice.execution_options(synchronize_session=False))
    leaver.join()
    assert trouble == []
    with world.services.transaction() as tx:
        assert presence.of(tx, ada).state == "offline"
        assert tx.session.scalars(select(Offer.state)).all() == ["rescinded"]


def test_who_still_serves_somebody_is_told_so(world: World) -> None:
    world.ready("ada")
    world.asks()
    offer = world.console("ada")["offer"]
    other = world.asks(phone="+393123456790")
    ada = world.person("ada")
    with world.services.transaction() as tx:
        busy = update(Contact).where(Contact.id == other.id)
        tx.session.execute(busy.values(state="connecting", associate_id=ada))
    with pytest.raises(OfferGone, match="still with another customer"):
        offers.accept(world.services, offer["id"], ada)
