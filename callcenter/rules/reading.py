"""From what a person typed to rules: every field with its limits, and errors in plain words."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from callcenter.rules.values import ENDINGS, HOLD_MOST_S, NAMES, OTHER_STORE, StoreRules

NEVER, NEAREST, SAME = "never", "nearest", "same"
_TOO_LONG = 6


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong, by the field it is to be said at."""

    field: str
    words: str


@dataclass(frozen=True, slots=True)
class Number:
    """A whole number within limits, or the one word that stands for none."""

    least: int
    most: int
    unit: str = "seconds"
    word: str = ""

    def read(self, typed: str) -> int | None:
        """Take what was typed. Raises ValueError with the sentence to show."""
        if self.word and typed.lower() == self.word:
            return None
        if not typed.isdecimal() or len(typed) > _TOO_LONG:
            raise ValueError(self._wanted())
        if not self.least <= int(typed) <= self.most:
            raise ValueError(self._wanted())
        return int(typed)

    def show(self, value: Any) -> str:
        return self.word if value is None else str(value)

    def _wanted(self) -> str:
        also = f", or the word {self.word}" if self.word else ""
        return f"Please write {self.unit} from {self.least} to {self.most}{also}."


NUMBERS: Mapping[str, Number] = {
    "near_after_s": Number(0, 3600, word=NEVER),
    "region_after_s": Number(0, 3600, word=NEVER),
    "any_after_s": Number(0, 3600, word=NEVER),
    "near_km": Number(1, 2000, "kilometres", NEAREST),
    "hold_s": Number(0, HOLD_MOST_S),
    "web_wait_s": Number(20, 1800),
    "phone_wait_s": Number(60, 3600),
    "unstaffed_wait_s": Number(0, 3600, word=SAME),
    "offer_rings_s": Number(8, 60),
    "wrap_up_s": Number(0, 900),
}
_YES = {"yes": True, "no": False}


def read(typed: Mapping[str, str]) -> tuple[dict[str, Any], list[Fault]]:
    """Return what was set and what is wrong. An empty field sets nothing: the house decides."""
    own: dict[str, Any] = {}
    faults: list[Fault] = []
    for name in NAMES:
        text = typed.get(name, "").strip()
        if not text:
            continue
        try:
            own[name] = _READERS[name](text)
        except (ValueError, KeyError) as trouble:
            words = str(trouble) if isinstance(trouble, ValueError) else "Please choose one."
            faults.append(Fault(name, words))
    return own, faults


def show(own: Mapping[str, Any]) -> dict[str, str]:
    """Return what stands in the fields of the form; the way back of `read`."""
    return {name: _shown(name, own[name]) for name in NAMES if name in own}


def check(rules: StoreRules) -> list[Fault]:
    """Find what contradicts itself in the rules as they would hold."""
    every = (_order, _never_reached, _unstaffed, _destination)
    return [fault for one in every if (fault := one(rules))]


def _order(rules: StoreRules) -> Fault | None:
    for (_, sooner), (outer, later) in pairwise(rules.rings):
        if later < sooner:
            words = f"This is sooner than the ring before it ({sooner} s): rings only widen."
            return Fault(f"{outer}_after_s", words)
    return None


def _never_reached(rules: StoreRules) -> Fault | None:
    longest = max(rules.web_wait_s, rules.phone_wait_s)
    for name, age in rules.rings:
        if age >= longest:
            words = f"Nobody waits that long: the longest wait is {longest} s."
            return Fault(f"{name}_after_s", words)
    return None


def _unstaffed(rules: StoreRules) -> Fault | None:
    least = min(rules.web_wait_s, rules.phone_wait_s)
    if rules.unstaffed_wait_s is not None and rules.unstaffed_wait_s > least:
        words = f"This is longer than customers wait at most ({least} s); write {SAME} instead."
        return Fault("unstaffed_wait_s", words)
    return None


def _destination(rules: StoreRules) -> Fault | None:
    if rules.at_last == OTHER_STORE and not rules.other_store:
        return Fault("other_store", "Please choose the store they are passed on to.")
    return None


def _ending(text: str) -> str:
    if text not in ENDINGS:
        raise KeyError(text)
    return text


def _number(name: str) -> Callable[[str], Any]:
    return NUMBERS[name].read


_READERS: Mapping[str, Callable[[str], Any]] = {
    **{name: _number(name) for name in NUMBERS},
    "skip_unstaffed": lambda text: _YES[text],
    "at_last": _ending,
    "other_store": lambda text: text,
}


def _shown(name: str, value: Any) -> str:
    if name in NUMBERS:
        return NUMBERS[name].show(value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)
