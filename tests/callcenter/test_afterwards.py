"""A webhook is answered before any console is drawn; what is to be told is told nevertheless."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Blueprint, Flask
from sqlalchemy.orm import Session, sessionmaker
from twilio.request_validator import RequestValidator

from callcenter.services import LATER
from callcenter.web.afterwards import answer_first
from routing.offers import service as offers
from tests.journeys.stage import Stage


@pytest.fixture
def stage(sessions: sessionmaker[Session]) -> Stage:
    return Stage(sessions)


def connects(stage: Stage, path: str = "/voice/client") -> Any:
    """Send the webhook of Ada's softphone; the answer is not closed yet."""
    known = stage.services.settings
    form = {
        "AccountSid": known.twilio_account_sid,
        "CallSid": "CA" + "1" * 32,
        "From": "client:ada",
    }
    validator = RequestValidator(known.twilio_auth_token)
    signature = validator.compute_signature(known.public_url + path, form)
    headers = {"X-Twilio-Signature": signature}
    return stage.app.test_client().post(path, data=form, headers=headers)


def test_the_answer_leaves_first_and_the_rest_follows(stage: Stage) -> None:
    stage.available("ada")
    stage.asks()
    offers.accept(stage.services, stage.console("ada")["offer"]["id"], stage.person("ada"))
    before = len(stage.pushed.sent)
    answer = connects(stage)
    assert b"<Conference" in answer.data
    assert len(stage.pushed.sent) == before
    answer.close()
    assert len(stage.pushed.sent) > before
    assert stage.console("ada")["contact"]["associate_leg"] == "in_call"
    assert LATER.get() is None


def test_what_is_no_webhook_tells_at_once(stage: Stage) -> None:
    stage.available("ada")
    before = len(stage.pushed.sent)
    stage.asks()
    assert len(stage.pushed.sent) > before


def closed_after(*work: Callable[[], None]) -> None:
    """Let a webhook leave this to be told, and its answer be closed."""
    app = Flask(__name__)
    answer_first(app, {"hooks"})
    hooks = Blueprint("hooks", __name__)

    @hooks.post("/hook")
    def hook() -> str:
        later = LATER.get()
        assert later is not None
        later += work
        return "ok"

    app.register_blueprint(hooks)
    app.test_client().post("/hook").close()


def test_who_fails_keeps_nobody_else_from_hearing() -> None:
    heard = []

    def fails() -> None:
        raise ValueError("one listener")

    with pytest.raises(ValueError, match="one listener"):
        closed_after(fails, lambda: heard.append("another"))
    assert heard == ["another"]
