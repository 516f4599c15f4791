"""What a tour's pages say, per language; adding a language is adding a file in `languages/`."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

_FOLDER = Path(__file__).resolve().parent / "languages"
_FALLBACK = "en"
Sentence = tuple[str, str]
"""A headline and a detail."""


@dataclass(frozen=True)
class Words:
    """`scenes`: what the server knows; `measured`: what only a page can; `page`: all the rest.

    `store`: who shows it where no associate is known.
    """

    code: str
    store: str
    scenes: Mapping[str, Sentence]
    measured: Mapping[str, Sentence]
    page: Mapping[str, str]

    def said(self, scene: str, **values: str) -> Sentence:
        headline, detail = self.scenes[scene]
        return headline.format(**values), detail.format(**values)

    def of_page(self) -> dict[str, object]:
        """Return what a page draws by itself, as its script takes it (PageWords)."""
        return {**self.page, "store": self.store, "measured": dict(self.measured)}


def _read(path: Path) -> Words:
    said = tomllib.loads(path.read_text(encoding="utf-8"))
    scenes, measured = (
        {name: (words[0], words[1]) for name, words in said[part].items()}
        for part in ("scenes", "measured")
    )
    return Words(path.stem, said["store"], scenes, measured, said["page"])


LANGUAGES = {path.stem: _read(path) for path in sorted(_FOLDER.glob("*.toml"))}


def words_for(language: str) -> Words:
    """Return the language's words, or the English ones where we do not have it."""
    return LANGUAGES.get(language, LANGUAGES[_FALLBACK])
