"""Privacy: keys rotate, logs are masked, old numbers are wiped, one number is erased everywhere."""

import io
import json
import logging
from datetime import timedelta

import pytest
from sqlalchemy import LargeBinary, select
from sqlalchemy.orm import Session, sessionmaker

from callcenter.contacts.models import Contact
from callcenter.contacts.standing import Suppression
from callcenter.errors import CarrierError, Conflict
from callcenter.infra.database import Base
from callcenter.infra.logs import JsonFormatter, PlainFormatter
from callcenter.infra.vault import Vault
from callcenter.messages import service as messages
from callcenter.messages.models import Message
from callcenter.privacy import service as privacy
from callcenter.privacy import tables
from tests.callcenter.promises import books, times
from tests.cast import DIAZ, World

OLD, NEW, NEWEST = ("key number " + name + " " * 8 for name in ("one", "two", "three"))


def test_numbers_are_found_after_every_rotation() -> None:
    first = Vault([OLD])
    sealed, index = first.seal(DIAZ), first.index(DIAZ)
    second = Vault([NEW, OLD])
    assert second.open(sealed) == DIAZ
    assert second.index(DIAZ) == index
    third = Vault([NEWEST, NEW], index_secret=OLD)
    assert third.index(DIAZ) == index
    assert third.open(second.reseal(sealed)) == DIAZ
    with pytest.raises(Exception):  # noqa: B017, PT011 - sealed with a key that is gone
        third.open(sealed)


def test_resealing_brings_everything_under_the_newest_key(
    sessions: sessionmaker[Session],
) -> None:
    world = World(sessions, secret_key=OLD)
    world.asks()
    books(world, times(world)[0], "+393331234567")
    turned = World(sessions, secret_key=NEW, previous_secret_keys=OLD)
    assert privacy.reseal(turned.services) > 0
    assert privacy.reseal(turned.services) == 0
    after = World(sessions, secret_key=NEW, index_secret_key=OLD)
    assert privacy.export(after.services, DIAZ)["contacts"] != []


def test_a_lost_index_key_is_noticed_before_anything_is_written(
    sessions: sessionmaker[Session],
) -> None:
    World(sessions, secret_key=OLD).asks()
    wrong = World(sessions, secret_key=NEW, previous_secret_keys=OLD, index_secret_key=NEWEST)
    with pytest.raises(Conflict, match="INDEX_SECRET_KEY"):
        privacy.reseal(wrong.services)


def test_whatever_is_sealed_is_resealed_whichever_room_it_stands_in() -> None:
    found = {model.__tablename__: names for model, names in tables.sealed().items()}
    assert found["contact"] == ("number_sealed",)
    assert set(found["message"]) == {"number_sealed", "body_sealed"}
    assert set(found["tour"]) == {"viewer_sealed", "camera_sealed", "friend_sealed"}
    binary = {
        f"{table.name}.{column.name}"
        for table in Base.metadata.tables.values()
        for column in table.columns
        if isinstance(column.type, LargeBinary) and column.name not in found.get(table.name, ())
    }
    assert binary == {"tour_photo.picture"}, "whatever else is binary is sealed, and named so"


def life(world: World) -> None:
    """Play a contact, a promise, its texts, an answer: all of one number."""
    world.asks()
    books(world, times(world)[30])
    with world.services.transaction() as tx:
        messages.heard(tx, DIAZ, "STOP")


def dump(world: World) -> str:
    """Everything in every table, as one text."""
    with world.services.transaction() as tx:
        tables = Base.metadata.sorted_tables
        return repr([[tuple(row) for row in tx.session.execute(select(t))] for t in tables])


def test_no_number_stands_readable_in_the_database(world: World) -> None:
    life(world)
    assert DIAZ[3:] not in dump(world)


def test_no_number_and_no_token_stands_in_a_log(world: World) -> None:
    """I12: a whole journey with everything logged, then a search through it."""
    stream, handlers = io.StringIO(), []
    for formatter in (JsonFormatter(), PlainFormatter("%(message)s %(name)s")):
        handler = logging.StreamHandler(stream)
        handler.setFormatter(formatter)
        logging.getLogger().addHandler(handler)
        handlers.append(handler)
    try:
        life(world)
        world.carrier.failing = CarrierError(f"cannot reach {DIAZ}")
        web = world.app.test_client()
        token = world.carrier.texts[-1].body.rpartition("/a/")[2].split()[0]
        web.get(f"/a/{token}")
        logging.getLogger("callcenter").error("text to %s at /a/%s", DIAZ, token)
        world.run()
    finally:
        for handler in handlers:
            logging.getLogger().removeHandler(handler)
    said = stream.getvalue()
    assert said
    assert DIAZ not in said
    assert DIAZ[1:] not in said
    assert token not in said


def test_export_shows_everything_of_one_number(world: World) -> None:
    life(world)
    told = json.loads(json.dumps(privacy.export(world.services, DIAZ)))
    assert told["contacts"][0]["steps"]
    assert told["appointments"][0]["timezone"] == "Europe/Rome"
    assert "ti chiamiamo" in told["texts"][0]["body"]
    assert {one["purpose"] for one in told["consents"]} == {"call", "sms"}
    assert told["stopped"]["source"] == "text"
    assert privacy.export(world.services, "+393331234567")["contacts"] == []


def test_erasing_leaves_the_stop_and_nothing_else(world: World) -> None:
    life(world)
    privacy.erase(world.services, DIAZ)
    told = privacy.export(world.services, DIAZ)
    assert (told["contacts"], told["appointments"], told["texts"], told["consents"]) == ([],) * 4
    with world.services.transaction() as tx:
        index = tx.vault.index(DIAZ)
        assert tx.session.get(Suppression, index) is not None
        assert set(tx.session.scalars(select(Message.body_sealed))) == {b""}
    assert dump(world).count(index) == 1, "only the stop remembers, and only blindly"


def test_the_carrier_is_asked_until_it_has_forgotten(world: World) -> None:
    life(world)
    world.carrier.failing = CarrierError("not now")
    privacy.erase(world.services, DIAZ)
    privacy.forget_at_carrier(world.services)
    assert world.carrier.forgotten == []
    world.carrier.failing = None
    world.pass_(30)
    world.pass_(30)
    assert world.carrier.forgotten == [DIAZ]


def test_nothing_leaves_after_an_erasure(world: World) -> None:
    at = times(world)[-1]
    books(world, at)
    sent = len(world.carrier.texts)
    privacy.erase(world.services, DIAZ)
    world.pass_((at - world.clock.now()).total_seconds() + 1)
    world.run()
    assert len(world.carrier.texts) == sent
    assert world.carrier.calls == []


def test_old_contacts_lose_their_numbers_and_young_ones_keep_them(world: World) -> None:
    contact = world.asks()
    world.pass_(100)
    world.clock.moment += timedelta(days=179)
    privacy.retain(world.services)
    assert world.contact(contact).number_masked
    world.clock.moment += timedelta(days=2)
    privacy.retain(world.services)
    with world.services.transaction() as tx:
        row = tx.session.get_one(Contact, contact.id)
        assert (row.number_sealed, row.number_index, row.number_masked) == (b"", "", "")
        assert row.outcome == "nobody_free"


def test_the_commands_of_the_operator(world: World) -> None:
    life(world)
    run = world.app.test_cli_runner().invoke
    shown = run(args=["privacy", "export", DIAZ])
    assert json.loads(shown.output)["number"] == DIAZ
    assert json.loads(run(args=["privacy", "erase", DIAZ]).output)["contact"] == 1
    assert "seals renewed" in run(args=["privacy", "reseal"]).output
