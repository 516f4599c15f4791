"""The account: surveyed, mended, examined; by the real SDK against the carrier in process."""

from typing import Any

import pytest

from callcenter.carrier import account
from callcenter.carrier.twilio import connect
from callcenter.errors import CarrierError
from tests.journeys.stage import TURIN, Stage


@pytest.fixture
def client(stage: Stage) -> Any:
    return connect(stage.services.settings, stage.carrier.http_client())


def moved(stage: Stage) -> Any:
    """Return the settings after the product moved to another address."""
    return stage.services.settings.model_copy(update={"public_url": "https://shop.example"})


def test_a_survey_tells_what_differs_and_changes_nothing(stage: Stage, client: Any) -> None:
    for _ in range(2):
        found = account.survey(client, moved(stage), [TURIN])
        differs = {change.kind: dict(change.differs) for change in found}
        assert differs["application"]["voice_url"][1] == "https://shop.example/voice/client"
        assert differs["number"]["sms_url"][1] == "https://shop.example/messages/incoming"


def test_mending_twice_does_no_harm(stage: Stage, client: Any) -> None:
    settings = moved(stage)
    assert len(account.mend(client, account.survey(client, settings, [TURIN]))) == 2
    after = account.survey(client, settings, [TURIN])
    assert not any(change.differs or change.trouble for change in after)
    assert account.mend(client, after) == []


def test_a_missing_application_is_made_once_and_named(stage: Stage, client: Any) -> None:
    settings = moved(stage).model_copy(update={"twilio_twiml_app_sid": ""})
    for one in client.applications.list():
        client.applications(one.sid).delete()
    done = account.mend(client, account.survey(client, settings, []))
    assert "TWILIO_TWIML_APP_SID=AP" in done[0]
    assert account.mend(client, account.survey(client, settings, [])) == []


def test_a_number_of_somebody_else_is_told_and_left_alone(stage: Stage, client: Any) -> None:
    change = account.survey(client, moved(stage), ["+12125550199"])[1]
    assert "not in the account" in change.trouble
    assert account.mend(client, [change]) == []


def test_wrong_credentials_are_said_in_words(stage: Stage) -> None:
    settings = moved(stage).model_copy(update={"twilio_auth_token": "wrong"})
    with pytest.raises(CarrierError) as refusal:
        account.survey(connect(settings, stage.carrier.http_client()), settings, [TURIN])
    assert refusal.value.code == 20003


def test_the_apology_is_there_for_everybody_and_valid(stage: Stage) -> None:
    answer = stage.web.get("/voice/fallback.xml")
    assert answer.mimetype == "text/xml"
    assert b"<Hangup" in answer.data
    assert answer.data == stage.web.post("/voice/fallback.xml").data
