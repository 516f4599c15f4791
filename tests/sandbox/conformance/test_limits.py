"""Nothing is taken in silence: what changes nothing is warned of, by name.

Twilio, "Error 12200: Schema validation warning".
"""

from typing import Any

import pytest

from sandbox import limits
from sandbox.rest.parameters import TABLE
from sandbox.twiml import grammar, values
from sandbox.twiml.document import parse
from tests.sandbox.scene import DIAZ, STORE, Scene

TAKEN = {
    ("Gather", "debug"): "true",
    ("Gather", "enhanced"): "true",
    ("Gather", "speechModel"): "phone_call",
    ("Record", "transcribe"): "true",
    ("phoneme", "alphabet"): "ipa",
    ("phoneme", "ph"): "x",
    ("say-as", "format"): "mdy",
    ("say-as", "role"): "x",
    ("w", "role"): "amazon:VB",
}


def warnings(element: str, attribute: str, value: str) -> list[tuple[int, str]]:
    inner = f"<{element} {attribute}='{value}'>x</{element}>"
    whole = inner if element in grammar.VOICE["Response"].children else f"<Say>{inner}</Say>"
    return list(parse(f"<Response>{whole}</Response>".encode()).warnings)


@pytest.mark.parametrize(("element", "attribute"), limits.ATTRIBUTES)
def test_an_attribute_that_changes_nothing_is_warned_of(element: str, attribute: str) -> None:
    value = TAKEN[element, attribute]
    assert values.wrong(element, attribute, value) == 0
    [(code, words)] = warnings(element, attribute, value)
    assert code == 12200
    assert f"<{element} {attribute}> changes nothing here" in words


@pytest.mark.parametrize(
    ("attribute", "value"), [("debug", "false"), ("enhanced", "false"), ("speechModel", "default")]
)
def test_a_value_that_asks_for_nothing_is_obeyed(attribute: str, value: str) -> None:
    assert warnings("Gather", attribute, value) == []


PARAMETERS: dict[str, Any] = {
    "attempt": 1,
    "force_delivery": True,
    "max_price": "0.01",
    "risk_check": "disable",
    "traffic_type": "free",
}


@pytest.mark.parametrize(("name", "value"), PARAMETERS.items())
def test_a_parameter_that_changes_nothing_is_warned_of(name: str, value: object) -> None:
    scene = Scene()
    scene.client.messages.create(to=DIAZ, from_=STORE, body="Hello", **{name: value})
    [alert] = scene.carrier.facts("alert")
    said = "".join(part.capitalize() for part in name.split("_"))
    assert (alert["code"], alert["words"].split()[0]) == ("12200", said)


def test_every_such_parameter_is_tried() -> None:
    tried = {"".join(part.capitalize() for part in name.split("_")) for name in PARAMETERS}
    spoken = set().union(*(known.spoken for known in TABLE.values()))
    assert tried == set(limits.PARAMETERS) <= spoken
