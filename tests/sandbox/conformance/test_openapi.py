"""Requests and answers are those of Twilio's OpenAPI description, in both directions.

Twilio's OpenAPI description, "Twilio - Api" (repository twilio/twilio-oai, MIT). Property sets are
equal: nothing is missing, nothing is invented.
"""

import re
from collections.abc import Callable
from typing import Any

import pytest

from sandbox.rest.answers import RestAnswer, RestRequest
from sandbox.rest.parameters import TABLE
from tests.sandbox.conformance.description import (
    answer_schema,
    complaints,
    operations,
    parameters,
)
from tests.sandbox.scene import ACCOUNT, APP, BASE, DIAZ, SCHMIDT, STORE, TOKEN, Scene

ROOM = (
    "<Dial><Conference record='record-from-start' endConferenceOnExit='true'>tour</Conference>"
    "</Dial>"
)
FORMS: dict[str, dict[str, Any]] = {
    "Applications": {"FriendlyName": "Tour", "VoiceUrl": f"{BASE}/voice"},
    "Applications/{Sid}": {"FriendlyName": "Other"},
    "Calls": {"To": DIAZ, "From": STORE, "Url": f"{BASE}/voice"},
    "Calls/{CallSid}/Recordings": {"RecordingChannels": "dual"},
    "Calls/{CallSid}/Recordings/{Sid}": {"Status": "paused"},
    "Calls/{Sid}": {"Status": "completed"},
    "Conferences/{ConferenceSid}/Participants": {"To": DIAZ, "From": STORE, "Label": "d"},
    "Conferences/{ConferenceSid}/Participants/{CallSid}": {"Muted": "true"},
    "Conferences/{ConferenceSid}/Recordings/{Sid}": {"Status": "stopped"},
    "Conferences/{Sid}": {"Status": "completed"},
    "IncomingPhoneNumbers": {"AreaCode": "415"},
    "IncomingPhoneNumbers/Local": {"PhoneNumber": "+14155550100"},
    "IncomingPhoneNumbers/Mobile": {"PhoneNumber": "+393331234567"},
    "IncomingPhoneNumbers/TollFree": {"PhoneNumber": "+18005550100"},
    "IncomingPhoneNumbers/{Sid}": {"FriendlyName": "Turin"},
    "Messages": {"To": DIAZ, "From": STORE, "Body": "Hello"},
    "Messages/{Sid}": {"Body": ""},
    "Tokens": {},
}
CREATED = {"Calls/{CallSid}/Recordings"}
"""A POST to a list creates: 201. One to an instance updates: 200."""


class World(Scene):
    """Something of every resource, and how a path's identifiers are filled in."""

    def __post_init__(self) -> None:
        self.config = {"calls_per_second": 0}
        super().__post_init__()

    def call(self, **more: Any) -> str:
        self.says("/voice", "<Pause length='600'/>")
        sid = super().call(**more)
        self.carrier.advance(2)
        return sid

    def room(self) -> tuple[str, str]:
        """Return a running, recorded conference and one leg in it."""
        self.says("/voice", ROOM)
        self.says("/client", ROOM)
        self.diaz.dial(STORE)
        self.carrier.client("ada").connect(APP)
        self.carrier.advance(1)
        return str(self.client.conferences.list()[0].sid), self.diaz.call_sid

    def path(self, path: str) -> str:
        """Return a path with identifiers that exist."""
        return re.sub(r"\{\w+\}", lambda _: next(self._ids), path)

    def prepare(self, path: str) -> None:
        kind = path.partition("/{")[0] if "{" in path else ""
        self._ids = iter(_IDS.get(kind, _none)(self, path))

    def ask(self, method: str, path: str, form: dict[str, Any] | None = None) -> RestAnswer:
        values = {name: [value] for name, value in (form or {}).items()}
        where = f"/2010-04-01/Accounts/{ACCOUNT}/{path}.json"
        request = RestRequest(method, where, form=values, auth=(ACCOUNT, TOKEN))
        return self.carrier.rest.handle(request)


def _none(_world: World, _path: str) -> list[str]:
    return []


def _call_ids(world: World, path: str) -> list[str]:
    sid = world.call()
    if "Recordings" in path:
        return [sid, str(world.client.calls(sid).recordings.create().sid)]
    return [sid]


def _room_ids(world: World, path: str) -> list[str]:
    room, leg = world.room()
    if "Recordings" in path:
        return [room, str(world.client.conferences(room).recordings.list()[0].sid)]
    return [room, leg]


def _recording_ids(world: World, _path: str) -> list[str]:
    return [_call_ids(world, "Recordings")[1]]


def _message_ids(world: World, _path: str) -> list[str]:
    sid = str(world.client.messages.create(to=DIAZ, from_=STORE, body="Hello").sid)
    world.carrier.advance(1)
    return [sid]


_IDS: dict[str, Callable[[World, str], list[str]]] = {
    "Calls": _call_ids,
    "Conferences": _room_ids,
    "Recordings": _recording_ids,
    "Messages": _message_ids,
    "Applications": lambda _world, _path: [APP],
    "IncomingPhoneNumbers": lambda world, _path: [
        str(world.client.incoming_phone_numbers.list()[0].sid)
    ],
}
OPERATIONS = operations()
NAMES = [f"{method} {path}" for method, path in OPERATIONS]


def pattern(path: str) -> str:
    return re.sub(r"\{\w+\}", "{}", path)


@pytest.mark.parametrize(("method", "path"), OPERATIONS, ids=NAMES)
def test_every_parameter_is_spoken_or_refused_by_name(method: str, path: str) -> None:
    known = TABLE[method, pattern(path)]
    assert known.spoken | set(known.refused) == parameters(method, path)
    assert not known.spoken & set(known.refused)


@pytest.mark.parametrize(("method", "path"), OPERATIONS, ids=NAMES)
def test_every_answer_has_exactly_the_described_properties(method: str, path: str) -> None:
    world = World()
    world.prepare(path)
    if path == "Calls/{Sid}" and method == "DELETE":
        ended = world.call(to=SCHMIDT)
        world.client.calls(ended).update(status="completed")
        world._ids = iter([ended])
    _fill(world, path)
    answer = world.ask(method, world.path(path), FORMS.get(path) if method == "POST" else None)
    lists = not path.endswith("}")
    expected = {"GET": 200, "DELETE": 204, "POST": 201 if lists else 200}[method]
    assert answer.status == expected, answer.body
    schema = answer_schema(method, path, answer.status)
    if schema is None:
        assert answer.body is None
    else:
        assert complaints(schema, answer.body) == []
        if method == "GET" and lists:
            assert any(isinstance(value, list) and value for value in answer.body.values())


def _fill(world: World, path: str) -> None:
    """Put something into a list that is asked for without identifiers."""
    fills: dict[str, Callable[[], object]] = {
        "Calls": world.call,
        "Conferences": world.room,
        "Messages": lambda: _message_ids(world, path),
        "Recordings": lambda: _recording_ids(world, path),
        "Calls/{CallSid}/Recordings": lambda: None,
    }
    for kind in ("Local", "Mobile", "TollFree"):
        form = FORMS[f"IncomingPhoneNumbers/{kind}"]
        fills[f"IncomingPhoneNumbers/{kind}"] = lambda k=kind, f=form: world.ask(
            "POST", f"IncomingPhoneNumbers/{k}", {"PhoneNumber": f["PhoneNumber"][:-1] + "9"}
        )
    fills.get(path, lambda: None)()
