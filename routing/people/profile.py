"""What an associate can do, as a value: read from a form, kept as JSON, compared, told in words."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

LEVELS = {
    1: "finds it on the shelf",
    2: "knows the basics",
    3: "advises",
    4: "advises in depth",
    5: "teaches it",
}
NOT_SET = "not served"
TONGUES = {
    "de": "German",
    "en": "English",
    "es": "Spanish",
    "fr": "French",
    "it": "Italian",
    "nl": "Dutch",
    "pl": "Polish",
    "sv": "Swedish",
}
"""The languages we have prompts in; any other is called by its code."""
_CODE = re.compile(r"[a-z]{2}")
_CODES = re.compile(r"[^\s,]+")
_YES_NO = frozenset({"yes", "no"})


@dataclass(frozen=True)
class Profile:
    """`levels`: category -> 1 to 5; `capacity`: customers at a time, 0 for none."""

    store_id: int
    levels: Mapping[int, int]
    languages: frozenset[str]
    lines: frozenset[str]
    video: bool
    capacity: int

    @property
    def cells(self) -> set[tuple[int, str]]:
        """Every category in every language; nobody is sent to whom takes none."""
        if not self.capacity:
            return set()
        return {(category, language) for category in self.levels for language in self.languages}


@dataclass(frozen=True)
class Names:
    """What a profile's numbers are called: categories and stores by their id."""

    categories: Mapping[int, str]
    stores: Mapping[int, str]


@dataclass(frozen=True)
class Typed:
    """The form as it came: `levels` by category id, the others as they stood in their fields."""

    store: str
    levels: Mapping[int, str]
    languages: tuple[str, ...]
    more_languages: str
    lines: tuple[str, ...]
    video: str
    capacity: str


@dataclass(frozen=True)
class Choices:
    """What there is to choose from: stores by slug, categories by id, product lines."""

    stores: Mapping[str, int]
    categories: Collection[int]
    lines: Collection[str]


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong, by the field it is to be said at."""

    field: str
    words: str


def read(typed: Typed, choices: Choices) -> tuple[Profile | None, list[Fault]]:
    """Return the profile, or what is wrong."""
    spoken = frozenset((*typed.languages, *_CODES.findall(typed.more_languages.lower())))
    faults = list(_faults(typed, choices, spoken))
    if faults:
        return None, faults
    levels = {key: int(level) for key, level in typed.levels.items() if level}
    return _made(typed, choices.stores[typed.store], levels, spoken), []


def _faults(typed: Typed, choices: Choices, spoken: Collection[str]) -> Iterator[Fault]:
    for category, level in typed.levels.items():
        if category not in choices.categories or not (level == "" or _is_level(level)):
            yield Fault(f"level-{category}", "Please choose a level from 1 to 5.")
    if any(not _CODE.fullmatch(code) for code in spoken):
        yield Fault("languages", "Please write languages as two letters, like it or de.")
    if not set(typed.lines) <= set(choices.lines):
        yield Fault("lines", "We do not know this product line.")
    if typed.video not in _YES_NO:
        yield Fault("video", "Please choose yes or no.")
    if typed.capacity not in {"0", "1"}:
        yield Fault("capacity", "Please choose yes or no.")
    if typed.store not in choices.stores:
        yield Fault("store", "Please choose one of our stores.")


def _made(typed: Typed, store: int, levels: dict[int, int], spoken: frozenset[str]) -> Profile:
    video, capacity = typed.video == "yes", int(typed.capacity)
    return Profile(store, levels, spoken, frozenset(typed.lines), video, capacity)


def _is_level(text: str) -> bool:
    return text in {str(level) for level in LEVELS}


def pack(profile: Profile) -> dict[str, Any]:
    """Return it as JSON keeps it; the way back of `unpack`."""
    return {
        "store": profile.store_id,
        "levels": {str(key): level for key, level in sorted(profile.levels.items())},
        "languages": sorted(profile.languages),
        "lines": sorted(profile.lines),
        "video": profile.video,
        "capacity": profile.capacity,
    }


def unpack(kept: Mapping[str, Any]) -> Profile:
    levels = {int(key): level for key, level in kept["levels"].items()}
    spoken, lines = frozenset(kept["languages"]), frozenset(kept["lines"])
    return Profile(kept["store"], levels, spoken, lines, kept["video"], kept["capacity"])


def difference(was: Profile, now: Profile, names: Names) -> list[str]:
    """Tell what changed, one line each, in the order of the form."""
    changed = [
        f"{names.categories.get(key, 'A category')}: {_level(was, key)} → {_level(now, key)}"
        for key in {**names.categories, **was.levels, **now.levels}
        if was.levels.get(key) != now.levels.get(key)
    ]
    changed += _sets("Languages", *({tongue(one) for one in each.languages} for each in (was, now)))
    changed += _sets("Product lines", set(was.lines), set(now.lines))
    if was.video != now.video:
        changed.append(f"Shows live: {_yes(was.video)} → {_yes(now.video)}")
    if was.capacity != now.capacity:
        changed.append(f"Takes customers: {_yes(was.capacity)} → {_yes(now.capacity)}")
    if was.store_id != now.store_id:
        before, after = (names.stores.get(one.store_id, "a store") for one in (was, now))
        changed.append(f"Store: {before} → {after}")
    return changed


def told(profile: Profile, names: Names) -> str:
    """Say in a sentence what they serve."""
    if not profile.capacity:
        return "Takes no customers."
    if not profile.cells:
        return "Nobody is sent: a category and a language are needed."
    subjects = [
        f"{name} {profile.levels[key]}"
        for key, name in names.categories.items()
        if key in profile.levels
    ]
    shows = "" if profile.video else " No live video."
    return f"{', '.join(subjects)} · in {_spoken(profile)}.{shows}"


def bared(was: Profile, now: Profile, others: Iterable[Profile], names: Names) -> list[str]:
    """Name the categories and languages that nobody of the store would serve any more."""
    kept = {cell for one in others for cell in one.cells}
    still = now.cells if now.store_id == was.store_id else set()
    lost = sorted(was.cells - still - kept, key=lambda cell: (cell[1], cell[0]))
    by_language: dict[str, list[str]] = {}
    for category, language in lost:
        by_language.setdefault(language, []).append(names.categories.get(category, "a category"))
    return [f"{', '.join(some)} in {tongue(language)}" for language, some in by_language.items()]


def _level(profile: Profile, category: int) -> str:
    level = profile.levels.get(category)
    return f"{level}, {LEVELS[level]}" if level else NOT_SET


def tongue(code: str) -> str:
    return TONGUES.get(code, code)


def _spoken(profile: Profile) -> str:
    return ", ".join(sorted(tongue(code) for code in profile.languages))


def _sets(label: str, was: set[str], now: set[str]) -> list[str]:
    moved = [f"+ {one}" for one in sorted(now - was)] + [f"− {one}" for one in sorted(was - now)]  # noqa: RUF001 - a minus
    return [f"{label}: {', '.join(moved)}"] if moved else []


def _yes(value: object) -> str:
    return "yes" if value else "no"
