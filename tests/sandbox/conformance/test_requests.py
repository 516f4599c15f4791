"""What the product sends is what Twilio's description takes.

Twilio's OpenAPI description, "Twilio - Api": request bodies are forms, and list every parameter.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from openapi_schema_validator import OAS30Validator
from twilio.rest import Client

from callcenter.carrier.port import CallOrder, TextOrder
from callcenter.carrier.twilio import TwilioCarrier
from sandbox.rest.answers import RestAnswer, RestRequest
from sandbox.rest.service import Rest
from tests.sandbox.conformance.description import operation, parameters, resolved
from tests.sandbox.scene import ACCOUNT, BASE, DIAZ, STORE, TOKEN, Scene


class Listener:
    """Stands before the API and keeps every request."""

    def __init__(self, rest: Rest) -> None:
        self._rest = rest
        self.asked: list[RestRequest] = []

    def handle(self, request: RestRequest) -> RestAnswer:
        self.asked.append(request)
        return self._rest.handle(request)


def complaints(path: str, form: Mapping[str, Sequence[str]]) -> list[str]:
    """Return what the description has against a form: names, and values by their schema."""
    [content] = operation("POST", path)["requestBody"]["content"].values()
    schema: Any = resolved(content["schema"])
    strange = [f"{name} is strange" for name in form if name not in parameters("POST", path)]
    missing = [f"{name} is missing" for name in schema.get("required", []) if name not in form]
    wrong = []
    for name in set(form) & set(schema["properties"]):
        known = schema["properties"][name]
        value: Any = list(form[name]) if known.get("type") == "array" else form[name][-1]
        if known.get("type") == "integer":
            value = int(value)
        wrong += [error.message for error in OAS30Validator(known).iter_errors(value)]
    return strange + missing + wrong


def test_every_order_of_the_product_is_described() -> None:
    scene = Scene(config={"calls_per_second": 0})
    scene.says("/voice", "<Pause length='60'/>")
    http = scene.carrier.http_client()
    listener = http._rest = Listener(scene.carrier.rest)
    carrier = TwilioCarrier(Client(ACCOUNT, TOKEN, http_client=http))
    order = CallOrder(DIAZ, STORE, f"{BASE}/voice", f"{BASE}/status", 25, 3600)
    sid = carrier.call(order)
    scene.carrier.advance(2)
    carrier.redirect(sid, f"{BASE}/voice")
    carrier.hang_up(sid)
    carrier.text(TextOrder(DIAZ, STORE, "Hello", f"{BASE}/sent"))
    paths = ["Calls", "Calls/{Sid}", "Calls/{Sid}", "Messages"]
    assert len(listener.asked) == len(paths)
    for path, asked in zip(paths, listener.asked, strict=True):
        assert complaints(path, asked.form) == [], path


def test_a_request_that_is_not_described_is_noticed() -> None:
    assert complaints("Calls", {"To": ["x"], "Colour": ["red"]}) == [
        "Colour is strange",
        "From is missing",
    ]
