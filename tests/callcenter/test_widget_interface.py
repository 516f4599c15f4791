"""The widget's JSON interface: what it refuses, in which words, by which field."""

from string import Formatter
from typing import Any

import pytest
from flask.testing import FlaskClient

from callcenter.contacts.guards import CONSENT_VERSION
from callcenter.contacts.lifecycle import CONTACT
from callcenter.contacts.models import Consent, Contact
from callcenter.contacts.words import LANGUAGES, WORDS, sentences
from callcenter.stores.models import store_by_slug
from ivr import prompts
from tests.cast import World

ASKED = {
    "store": "turin",
    "category": "jewellery",
    "language": "it",
    "sku": "aurora-ring",
    "phone": "312 345 6789",
    "region": "IT",
    "sms_consent": False,
    "consent_version": CONSENT_VERSION,
}


@pytest.fixture
def web(world: World) -> FlaskClient:
    return world.app.test_client()


def ask(web: FlaskClient, **change: Any) -> tuple[int, dict[str, Any]]:
    answer = web.post("/widget/calls", json={**ASKED, **change})
    return answer.status_code, answer.get_json()


def test_a_request_is_answered_with_a_state_and_a_key_of_its_own(web: FlaskClient) -> None:
    status, said = ask(web)
    assert status == 201
    assert said["contact"]["state"] == "queued"
    path = f"/widget/calls/{said['contact']['id']}"
    mine = {"Authorization": f"Bearer {said['key']}"}
    assert web.get(path, headers=mine).get_json()["id"] == said["contact"]["id"]
    assert web.get(path).status_code == 403


def test_a_key_opens_one_contact_only(web: FlaskClient) -> None:
    first, second = ask(web)[1], ask(web, phone="320 111 2222")[1]
    headers = {"Authorization": f"Bearer {first['key']}"}
    path = f"/widget/calls/{second['contact']['id']}"
    assert web.get(path, headers=headers).status_code == 404
    assert web.post(f"{path}/cancel", headers=headers).status_code == 404


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"phone": "112"}, "phone"),
        ({"phone": "+1 876 555 1234"}, "phone"),
        ({"phone": ["x"]}, "phone"),
        ({"phone": None}, "phone"),
        ({"store": "atlantis"}, "store"),
        ({"category": "dragons"}, "category"),
        ({"language": "tlh"}, "language"),
        ({"sku": "nothing"}, "sku"),
        ({"consent_version": "1999"}, "consent_version"),
    ],
)
def test_bad_input_is_told_by_its_field(web: FlaskClient, change: Any, field: str) -> None:
    status, said = ask(web, **change)
    assert (status, said["field"]) == (422, field)
    assert said["detail"].endswith(".")


@pytest.mark.parametrize("body", [b"", b"[]", b"null", b"{", b"\xff"])
def test_a_body_that_is_no_object_is_told(web: FlaskClient, body: bytes) -> None:
    answer = web.post("/widget/calls", data=body, content_type="application/json")
    assert answer.status_code == 422


def live(world: World) -> int:
    with world.services.transaction() as tx:
        return tx.session.query(Contact).filter(Contact.state.in_(CONTACT.live)).count()


def test_a_number_has_one_request_at_a_time_and_nobody_learns_of_it(
    world: World, web: FlaskClient
) -> None:
    first, second = ask(web), ask(web)
    assert (first[0], second[0]) == (201, 201)
    assert set(first[1]["contact"]) == set(second[1]["contact"])
    assert live(world) == 1


def test_a_number_may_ask_only_so_often_and_nobody_learns_of_it(
    world: World, web: FlaskClient
) -> None:
    statuses = []
    for _ in range(4):
        status, said = ask(web)
        statuses.append(status)
        if status == 201:
            key = {"Authorization": f"Bearer {said['key']}"}
            web.post(f"/widget/calls/{said['contact']['id']}/cancel", headers=key)
    assert statuses == [201, 201, 201, 201]
    with world.services.transaction() as tx:
        assert tx.session.query(Contact).count() == 3


def test_an_address_may_ask_only_so_often(web: FlaskClient) -> None:
    statuses = [ask(web, phone=f"320 111 {n:04d}")[0] for n in range(1000, 1011)]
    assert statuses == [201] * 10 + [429]


def test_another_website_may_not_embed_it(web: FlaskClient) -> None:
    foreign = web.get("/widget/config", headers={"Origin": "https://evil.example"})
    assert foreign.status_code == 403
    own = web.get("/widget/config", headers={"Origin": "http://localhost:8000"})
    assert own.headers["Access-Control-Allow-Origin"] == "http://localhost:8000"


def test_a_preflight_is_answered(web: FlaskClient) -> None:
    answer = web.options("/widget/calls", headers={"Origin": "http://localhost:8000"})
    assert answer.status_code == 204
    assert "Authorization" in answer.headers["Access-Control-Allow-Headers"]


def test_consent_is_stored_word_by_word_version(world: World, web: FlaskClient) -> None:
    ask(web, sms_consent=True)
    with world.services.transaction() as tx:
        rows = tx.session.query(Consent).all()
    assert {(row.purpose, row.given, row.wording_version) for row in rows} == {
        ("call", True, CONSENT_VERSION),
        ("sms", True, CONSENT_VERSION),
    }


@pytest.mark.parametrize("language", sorted(prompts.LANGUAGES))
def test_a_store_may_speak_any_language_that_is_spoken_on_the_phone(
    world: World, web: FlaskClient, language: str
) -> None:
    with world.services.transaction() as tx:
        store = store_by_slug(tx.session, "turin")
        assert store is not None
        store.languages = language
    shown = web.get("/widget/config?store=turin&sku=aurora-ring").get_json()["stores"][0]
    assert shown["languages"] == [{"code": language, "name": LANGUAGES[language]}]
    status, said = ask(web, language=language)
    assert status == 201
    english = sentences("queued", "en", associate="", store="Aurora Torino")
    told = (said["contact"]["headline"], said["contact"]["detail"])
    assert (told == english) is (language == "en")


def test_every_state_is_told_in_every_language_that_is_spoken() -> None:
    assert set(WORDS) == set(LANGUAGES) == set(prompts.LANGUAGES)
    for language, said in WORDS.items():
        assert set(said) == set(WORDS["en"]), language
        for state, forms in said.items():
            for form, english in zip(forms, WORDS["en"][state], strict=True):
                assert fields(form) <= fields(english), (language, state)


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}
