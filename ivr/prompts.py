"""What callers hear, per language; adding a language is adding a file in `languages/`."""

import tomllib
from dataclasses import dataclass
from pathlib import Path

_FOLDER = Path(__file__).resolve().parent / "languages"
_FALLBACK = "en"


@dataclass(frozen=True)
class Language:
    """`name` in the language itself, `locale` as `<Say language>` wants it, `days` from Monday."""

    code: str
    name: str
    locale: str
    days: tuple[str, ...]
    prompts: dict[str, str]


def _read(path: Path) -> Language:
    said = tomllib.loads(path.read_text(encoding="utf-8"))
    return Language(path.stem, said["name"], said["locale"], tuple(said["days"]), said["prompts"])


LANGUAGES = {path.stem: _read(path) for path in sorted(_FOLDER.glob("*.toml"))}


def say(language: str, prompt: str, /, **values: object) -> str:
    """Return the sentence, in English where it is missing; control characters removed."""
    form = spoken(language).prompts.get(prompt) or LANGUAGES[_FALLBACK].prompts[prompt]
    safe = {name: _plain(str(value)) for name, value in values.items()}
    return form.format(**safe)


def spoken(language: str) -> Language:
    """Return the language, or English where we do not speak it."""
    return LANGUAGES.get(language, LANGUAGES[_FALLBACK])


def _plain(text: str) -> str:
    return "".join(letter for letter in text if letter.isprintable())[:100]
