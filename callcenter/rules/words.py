"""What rules mean for a customer, in sentences; and a change of them."""

from collections.abc import Sequence
from typing import Any

from callcenter.rules.values import CALLBACK, ENDINGS, OTHER_STORE, TEXT, StoreRules

FIELDS = {
    "near_after_s": "Stores nearby are asked after",
    "region_after_s": "Stores of the region are asked after",
    "any_after_s": "Everybody is asked after",
    "skip_unstaffed": "A ring with nobody on shift takes no time",
    "near_km": "Nearby means within",
    "hold_s": "Waits for the associate they know, at most",
    "web_wait_s": "Longest wait on the website",
    "phone_wait_s": "Longest wait on the telephone",
    "unstaffed_wait_s": "Longest wait where nobody able is on shift",
    "at_last": "After the longest wait",
    "other_store": "The other store",
    "offer_rings_s": "An offer rings",
    "wrap_up_s": "Time to wrap up",
}
_RINGS = {"near": "the nearest stores", "region": "stores of the region", "any": "anyone"}
_NONE = {"near_km": "nearest eight", "unstaffed_wait_s": "as others"}


def effect(rules: StoreRules, store: str, near: Sequence[str], other: str = "") -> list[str]:
    """Say what a customer of the store meets. `near`: names of the stores that count as near."""
    found = [_asked(rules, store)]
    if near and rules.near_after_s is not None and rules.any_after_s != 0:
        found.append(f"Nearby are {_listed(near)}.")
    if len(rules.rings) and rules.any_after_s != 0:
        found.append(
            "Where nobody able of a ring is on shift, the next ring is asked at once."
            if rules.skip_unstaffed
            else "Each ring takes its time, even with nobody on shift."
        )
    found += _too_late(rules)
    found.append(_knows(rules))
    found.append(_ends(rules, other))
    found.append(
        f"An associate has {rules.offer_rings_s} s to accept and {rules.wrap_up_s} s to wrap up."
    )
    return found


def changed(name: str, values: tuple[Any, Any]) -> str:
    was, now = (_value(name, value) for value in values)
    return f"{FIELDS[name]}: {was} → {now}"


def _asked(rules: StoreRules, store: str) -> str:
    if rules.any_after_s == 0:
        return (
            f"A customer of {store} is offered to whoever fits best of all stores at once; "
            "the own store comes first among equals."
        )
    names = dict(_RINGS)
    if rules.near_km:
        names["near"] = f"stores within {rules.near_km} km"
    parts = [f"after {age} s {names[name]}" for name, age in rules.rings if age]
    first = ["own store", *(names[name] for name, age in rules.rings if not age)]
    rest = ", ".join(parts) if parts else "nobody else"
    return f"A customer of {store} is offered {_listed(first)} first, {rest}."


def _too_late(rules: StoreRules) -> list[str]:
    """Name the rings that only those on one way in wait long enough for."""
    waits = {"website": rules.web_wait_s, "phone": rules.phone_wait_s}
    return [
        f"On the {way} the wait ends before {_RINGS[name]} would be asked."
        for way, wait in waits.items()
        for name, age in rules.rings
        if age >= wait
    ]


def _knows(rules: StoreRules) -> str:
    if not rules.hold_s:
        return "Nobody waits for the associate they know; free ones come first."
    return f"Who knows an associate that is wrapping up waits for them up to {rules.hold_s} s."


def _ends(rules: StoreRules, other: str) -> str:
    comes = {
        TEXT: "we say that nobody is free and text a link to pick a time",
        CALLBACK: "we keep their place and call them back when it is their turn",
        OTHER_STORE: f"they are passed on to {other or 'another store'}",
    }.get(rules.at_last, "we say that nobody is free and offer a time; callers may leave a message")
    told = f"After {rules.web_wait_s} s on the website and {rules.phone_wait_s} s on the phone "
    if rules.unstaffed_wait_s is None:
        return f"{told}{comes}."
    return f"{told}({rules.unstaffed_wait_s} s where nobody able is on shift) {comes}."


def _listed(names: Sequence[str]) -> str:
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} and {names[-1]}"


def _value(name: str, value: Any) -> str:
    if value is None:
        return _NONE.get(name, "never")
    if isinstance(value, bool):
        return "yes" if value else "no"
    if name == "near_km":
        return f"{value} km"
    if name == "at_last":
        return ENDINGS.get(str(value), str(value))
    return f"{value} s" if isinstance(value, int) else str(value).replace("_", " ") or "none"
