"""What texts about a kept place say: one part of plain GSM-7 letters each."""

TEXTS: dict[str, dict[str, str]] = {
    "place": {
        "en": "{shop}: we keep your place and call you back. Your place, or cancel: {link}",
        "it": "{shop}: ti teniamo il posto e ti richiamiamo. Il tuo posto o annulla: {link}",
        "de": "{shop}: Ihr Platz bleibt, wir rufen zurück. Ihr Platz oder absagen: {link}",
        "es": "{shop}: guardamos tu turno y te llamamos. Tu turno o cancelar: {link}",
    },
    "nobody": {
        "en": "{shop}: sorry, nobody was free in time. Pick a time and we call you: {link}",
        "it": "{shop}: scusa, nessuno era libero. Scegli un orario e ti chiamiamo: {link}",
        "de": "{shop}: leider war niemand frei. Termin wählen, wir rufen an: {link}",
        "es": "{shop}: nadie estaba libre. Elige una hora y te llamamos: {link}",
    },
    "place_lost": {
        "en": "{shop}: sorry, nobody became free for your callback. Pick a time: {link}",
        "it": "{shop}: scusa, nessuno si è liberato per richiamarti. Scegli un orario: {link}",
        "de": "{shop}: leider wurde niemand für den Rückruf frei. Termin wählen: {link}",
        "es": "{shop}: nadie ha quedado libre para llamarte. Elige una hora: {link}",
    },
}


def render(kind: str, language: str, **values: str) -> str:
    """Return the text in the language, or in English where we do not have it."""
    forms = TEXTS[kind]
    return forms.get(language, forms["en"]).format(**values)


def wait_text(low_s: int | None, high_s: int | None) -> str:
    """Say the range in whole minutes, both rounded up: better to be early than late."""
    if low_s is None or high_s is None:
        return ""
    low, high = max(1, -(-low_s // 60)), max(1, -(-high_s // 60))
    if low == high:
        return f"About {low} minute{'s' if low > 1 else ''}."
    return f"About {low} to {high} minutes."
