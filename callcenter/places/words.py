"""What texts about a kept place say, one part of GSM-7 letters each; and its page."""

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
_PAGE: dict[str, dict[str, str]] = {
    "en": {
        "title": "Your place",
        "stay": "You need not wait on the line: we call {phone} when it is your turn.",
        "position": "Place {position}.",
        "minute": "About one minute.",
        "minutes": "About {low} minutes.",
        "range": "About {low} to {high} minutes.",
        "cancel": "Cancel the callback",
        "shop": "Back to the shop",
    },
    "it": {
        "title": "Il tuo posto",
        "stay": "Non serve restare in linea: chiamiamo {phone} quando tocca a te.",
        "position": "Sei al numero {position}.",
        "minute": "Circa un minuto.",
        "minutes": "Circa {low} minuti.",
        "range": "Da {low} a {high} minuti circa.",
        "cancel": "Annulla la richiamata",
        "shop": "Torna al negozio",
    },
    "de": {
        "title": "Ihr Platz",
        "stay": "Sie müssen nicht in der Leitung warten: wir rufen {phone} an, wenn Sie dran sind.",
        "position": "Platz {position}.",
        "minute": "Etwa eine Minute.",
        "minutes": "Etwa {low} Minuten.",
        "range": "Etwa {low} bis {high} Minuten.",
        "cancel": "Rückruf absagen",
        "shop": "Zurück zum Shop",
    },
    "es": {
        "title": "Tu turno",
        "stay": "No hace falta esperar al teléfono: llamamos a {phone} cuando te toque.",
        "position": "Eres el número {position}.",
        "minute": "Un minuto, más o menos.",
        "minutes": "Unos {low} minutos.",
        "range": "De {low} a {high} minutos, más o menos.",
        "cancel": "Cancelar la llamada",
        "shop": "Volver a la tienda",
    },
    "fr": {
        "title": "Votre place",
        "stay": "Inutile d'attendre en ligne : nous appelons {phone} quand c'est votre tour.",
        "position": "Vous êtes au rang {position}.",
        "minute": "Environ une minute.",
        "minutes": "{low} minutes environ.",
        "range": "De {low} à {high} minutes environ.",
        "cancel": "Annuler le rappel",
        "shop": "Retour à la boutique",
    },
    "nl": {
        "title": "Uw plaats",
        "stay": "U hoeft niet aan de lijn te wachten: wij bellen {phone} als u aan de beurt bent.",
        "position": "Plaats {position}.",
        "minute": "Ongeveer een minuut.",
        "minutes": "Ongeveer {low} minuten.",
        "range": "Ongeveer {low} tot {high} minuten.",
        "cancel": "Terugbellen afzeggen",
        "shop": "Terug naar de winkel",
    },
    "pl": {
        "title": "Twoje miejsce",
        "stay": "Nie trzeba czekać na linii: zadzwonimy pod {phone}, gdy przyjdzie kolej.",
        "position": "Miejsce {position}.",
        "minute": "Około minuty.",
        "minutes": "Około {low} min.",
        "range": "Od {low} do {high} min.",
        "cancel": "Rezygnuję z oddzwonienia",
        "shop": "Wróć do sklepu",
    },
    "sv": {
        "title": "Din plats",
        "stay": "Du behöver inte vänta på linjen: vi ringer {phone} när det är din tur.",
        "position": "Plats {position}.",
        "minute": "Ungefär en minut.",
        "minutes": "Ungefär {low} minuter.",
        "range": "Ungefär {low} till {high} minuter.",
        "cancel": "Avboka samtalet",
        "shop": "Tillbaka till butiken",
    },
}


def render(kind: str, language: str, **values: str) -> str:
    """Return the text in the language, or in English where we do not have it."""
    forms = TEXTS[kind]
    return plain(forms.get(language, forms["en"]).format(**values))


def page(language: str) -> dict[str, str]:
    """Return what the page of a kept place says beside the contact's own sentences."""
    return _PAGE.get(language, _PAGE["en"])


def wait_text(low_s: int | None, high_s: int | None, language: str) -> str:
    """Say the range in whole minutes, both rounded up: better to be early than late."""
    if low_s is None or high_s is None:
        return ""
    low, high = max(1, -(-low_s // 60)), max(1, -(-high_s // 60))
    one_or_more = "minute" if high == 1 else "minutes"
    form = page(language)[one_or_more if low == high else "range"]
    return form.format(low=low, high=high)
