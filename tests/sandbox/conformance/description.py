"""Twilio's OpenAPI description, as tests ask it."""

import json
from functools import lru_cache
from pathlib import Path
from typing import Any

from openapi_schema_validator import OAS30Validator

_FILE = Path(__file__).parent / "twilio_api_v2010.slice.json"
_ROOT = "/2010-04-01/Accounts/{AccountSid}/"
_NULL_WHILE_LIVE = {"reason_conference_ended"}
"""Described as never null, which a conference that has not ended cannot obey."""
Json = dict[str, Any]


@lru_cache(maxsize=1)
def described() -> Json:
    found: Json = json.loads(_FILE.read_text())
    return found


def operations() -> list[tuple[str, str]]:
    """Return (method, path below the account) of everything described."""
    return [
        (method.upper(), path.removeprefix(_ROOT).removesuffix(".json"))
        for path, item in described()["paths"].items()
        for method in item
        if method in {"get", "post", "delete"}
    ]


def operation(method: str, path: str) -> Json:
    found: Json = described()["paths"][f"{_ROOT}{path}.json"][method.lower()]
    return found


def parameters(method: str, path: str) -> set[str]:
    """Return the names a request may carry, in its form or its query."""
    known = operation(method, path)
    if method == "POST":
        [content] = known["requestBody"]["content"].values()
        return set(resolved(content["schema"])["properties"])
    return {one["name"] for one in known.get("parameters", []) if one["in"] == "query"}


def answer_schema(method: str, path: str, status: int) -> Json | None:
    content = operation(method, path)["responses"][str(status)].get("content")
    return resolved(content["application/json"]["schema"]) if content else None


def resolved(schema: Any) -> Any:
    """Return the schema with every reference replaced by what it names."""
    if isinstance(schema, list):
        return [resolved(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        return resolved(described()["components"]["schemas"][name])
    return {key: resolved(value) for key, value in schema.items()}


def complaints(schema: Json, body: Any) -> list[str]:
    """Return what is wrong with an answer: types, values, missing and strange properties."""
    found = [
        error.message
        for error in OAS30Validator(schema).iter_errors(body)
        if not (error.instance is None and error.path and error.path[-1] in _NULL_WHILE_LIVE)
    ]
    return found + _unequal(schema, body, "")


def _unequal(schema: Json, body: Any, where: str) -> list[str]:
    known = schema.get("properties")
    if isinstance(body, list):
        return [word for one in body for word in _unequal(schema.get("items", {}), one, where)]
    if not known or not isinstance(body, dict):
        return []
    wrong = [f"{where}{name} is missing" for name in known.keys() - body.keys()]
    wrong += [f"{where}{name} is strange" for name in body.keys() - known.keys()]
    for name in known.keys() & body.keys():
        wrong += _unequal(known[name], body[name], f"{where}{name}.")
    return wrong
