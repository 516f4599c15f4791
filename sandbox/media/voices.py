"""The voices of Say: which language and which kind of voice each name stands for.

Source: Twilio, "TwiML Voice: Say", the lists of voices. A voice brings its own language; only
where it is `man` or `woman`, or none, `language` decides.
"""

import re
from dataclasses import dataclass

_NAMED = {
    "da-DK": ("Naja Sofie", "Mads"),
    "de-AT": ("Hannah", ""),
    "de-DE": ("Marlene Vicki", "Hans Daniel"),
    "en-AU": ("Nicole Olivia", "Russell"),
    "en-GB": ("Amy Emma", "Brian Arthur"),
    "en-IN": ("Aditi Raveena Kajal", ""),
    "en-US": (
        "Ivy Joanna Kendra Kimberly Salli Ruth Danielle",
        "Joey Justin Matthew Kevin Stephen Gregory",
    ),
    "es-ES": ("Conchita Lucia", "Enrique Sergio"),
    "es-MX": ("Mia", "Andres"),
    "es-US": ("Lupe Penelope", "Miguel Pedro"),
    "fr-CA": ("Chantal Gabrielle", "Liam"),
    "fr-FR": ("Celine Lea", "Mathieu Remi"),
    "it-IT": ("Carla Bianca", "Giorgio Adriano"),
    "ja-JP": ("Mizuki Kazuha Tomoko", "Takumi"),
    "nl-NL": ("Lotte Laura", "Ruben"),
    "pl-PL": ("Ewa Maja Ola", "Jacek Jan"),
    "pt-BR": ("Camila Vitoria", "Ricardo Thiago"),
    "pt-PT": ("Ines", "Cristiano"),
    "ro-RO": ("Carmen", ""),
    "ru-RU": ("Tatyana", "Maxim"),
    "sv-SE": ("Astrid Elin", ""),
    "tr-TR": ("Filiz Burcu", ""),
}
_POLLY = {
    name.lower(): (language, kind == 0)
    for language, kinds in _NAMED.items()
    for kind, names in enumerate(kinds)
    for name in names.split()
}
_GOOGLE = re.compile(r"google\.([a-z]{2,3}-[a-z]{2})-\w+-(\w+)", re.IGNORECASE)
_MALE_LETTERS = frozenset("BDIJMNQ")
"""Of Google's lettered voices these are men's, in most languages; from memory."""
_WOMEN = frozenset({"woman", "alice"})


@dataclass(frozen=True)
class Chosen:
    """What to speak with: `language` as eSpeak names it, lower case."""

    language: str
    female: bool = False


def chosen(voice: str, language: str) -> Chosen:
    """Return the voice to speak with; one that nobody knows speaks as a man in the language."""
    said, known = voice.strip(), (language or "en").lower()
    if said.lower() in _WOMEN:
        return Chosen(known, female=True)
    google = _GOOGLE.fullmatch(said)
    if google:
        return Chosen(google[1].lower(), female=google[2][-1:].upper() not in _MALE_LETTERS)
    name = said.lower().removeprefix("polly.").partition("-")[0]
    own, female = _POLLY.get(name, (known, False))
    return Chosen(own.lower(), female)
