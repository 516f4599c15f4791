"""Reading a scenario's JSON into frozen values, strictly: a word nobody knows is an error."""

from collections.abc import Mapping
from dataclasses import MISSING, Field, fields
from typing import Any, get_args, get_origin, get_type_hints


class ScenarioError(ValueError):
    """The scenario names what is wrong and where."""


def items(data: dict[str, Any], name: str, kind: type[Any], **nested: type[Any]) -> tuple[Any, ...]:
    """Take a list out of `data`; `nested` names lists inside each of its objects."""
    listed = data.pop(name, [])
    if not isinstance(listed, list | tuple):
        words = f"{name} must be a list."
        raise ScenarioError(words)
    return tuple(_item(kind, one, f"{name}[{n}]", nested) for n, one in enumerate(listed))


def build(kind: type[Any], values: Mapping[str, Any], where: str) -> Any:
    known = {item.name: item for item in fields(kind)}
    strange = sorted(set(values) - set(known))
    missing = sorted(name for name, item in known.items() if _is_needed(item, values))
    if strange or missing:
        named = [f"unknown: {name}" for name in strange] + [f"missing: {name}" for name in missing]
        words = f"{where}: {', '.join(named)}"
        raise ScenarioError(words)
    hints = get_type_hints(kind)
    try:
        return kind(**{name: _as(hints[name], value) for name, value in values.items()})
    except (TypeError, ValueError) as error:
        words = f"{where}: {error}"
        raise ScenarioError(words) from error


def _item(kind: type[Any], values: Any, where: str, nested: Mapping[str, type[Any]]) -> Any:
    if not isinstance(values, Mapping):
        words = f"{where} must be an object."
        raise ScenarioError(words)
    known = {name.rstrip("_"): value for name, value in values.items()}
    renamed = {_field(kind, name): value for name, value in known.items()}
    for name, inner in nested.items():
        renamed[name] = items(renamed, name, inner)
    return build(kind, renamed, where)


def _field(kind: type[Any], name: str) -> str:
    """Return the field of that name; Python's own words carry an underscore."""
    names = {item.name for item in fields(kind)}
    return f"{name}_" if f"{name}_" in names else name


def _is_needed(item: "Field[Any]", values: Mapping[str, Any]) -> bool:
    optional = item.default is not MISSING or item.default_factory is not MISSING
    return not optional and item.name not in values


def _as(hint: Any, value: Any) -> Any:
    """Return the value as its field wants it; raises ValueError or TypeError."""
    if get_origin(hint) is tuple and get_args(hint) == (float, float):
        low, high = (value, value) if isinstance(value, int | float) else value
        return float(low), float(high)
    if hint in {float, int, str} and not isinstance(value, bool):
        return hint(value)
    return value
