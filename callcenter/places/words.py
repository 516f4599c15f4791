"""What texts about a kept place say: one part of GSM-7 letters each."""

from callcenter.kernel.gsm import plain

TEXTS: dict[str, dict[str, str]] = {
    "place": {
        "en": "{shop}: we keep your place and call you back. Your place, or cancel: {link}",
        "it": "{shop}: ti teniamo il posto e ti richiamiamo. Il tuo posto o annulla: {link}",
        "de": "{shop}: Ihr Platz bleibt, wir rufen zurück. Ihr Platz oder absagen: {link}",
        "es": "{shop}: guardamos tu turno y te llamamos. Tu turno o cancelar: {link}",
        "fr": "{shop} : votre place est gardée, nous vous rappelons. Voir ou annuler : {link}",
        "nl": "{shop}: uw plaats blijft, wij bellen terug. Uw plaats of afzeggen: {link}",
        "pl": "{shop}: trzymamy miejsce w kolejce i oddzwonimy. Miejsce lub rezygnacja: {link}",
        "sv": "{shop}: vi håller din plats och ringer upp. Din plats, eller avboka: {link}",
    },
    "nobody": {
        "en": "{shop}: sorry, nobody was free in time. Pick a time and we call you: {link}",
        "it": "{shop}: scusa, nessuno era libero. Scegli un orario e ti chiamiamo: {link}",
        "de": "{shop}: leider war niemand frei. Termin wählen, wir rufen an: {link}",
        "es": "{shop}: nadie estaba libre. Elige una hora y te llamamos: {link}",
        "fr": "{shop} : désolé, personne n'était libre. Choisissez une heure : {link}",
        "nl": "{shop}: sorry, er was niemand vrij. Kies een tijd en wij bellen u: {link}",
        "pl": "{shop}: przepraszamy, nikt nie był wolny. Wybierz termin, zadzwonimy: {link}",
        "sv": "{shop}: tyvärr var ingen ledig i tid. Välj en tid så ringer vi: {link}",
    },
    "place_lost": {
        "en": "{shop}: sorry, nobody became free for your callback. Pick a time: {link}",
        "it": "{shop}: scusa, nessuno si è liberato per richiamarti. Scegli un orario: {link}",
        "de": "{shop}: leider wurde niemand für den Rückruf frei. Termin wählen: {link}",
        "es": "{shop}: nadie ha quedado libre para llamarte. Elige una hora: {link}",
        "fr": "{shop} : désolé, personne ne s'est libéré pour vous rappeler. Choisir : {link}",
        "nl": "{shop}: sorry, niemand kwam vrij om u terug te bellen. Kies een tijd: {link}",
        "pl": "{shop}: przepraszamy, nikt nie mógł oddzwonić. Wybierz termin: {link}",
        "sv": "{shop}: tyvärr blev ingen ledig för att ringa upp. Välj en tid: {link}",
    },
}


def render(kind: str, language: str, **values: str) -> str:
    """Return the text in the language, or in English where we do not have it."""
    forms = TEXTS[kind]
    return plain(forms.get(language, forms["en"]).format(**values))


def wait_text(low_s: int | None, high_s: int | None) -> str:
    """Say the range in whole minutes, both rounded up: better to be early than late."""
    if low_s is None or high_s is None:
        return ""
    low, high = max(1, -(-low_s // 60)), max(1, -(-high_s // 60))
    if low == high:
        return f"About {low} minute{'s' if low > 1 else ''}."
    return f"About {low} to {high} minutes."
