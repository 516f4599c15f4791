"""What texts say, per kind and language: the shop's name first, one link at most, one part.

Plain GSM-7 characters only, so that a text with the longest values stays one part of 160.
"""

TEXTS: dict[str, dict[str, str]] = {
    "announce": {
        "en": "{shop}: {associate} calls you now from {number}. You asked for this call.",
        "it": "{shop}: {associate} ti chiama ora dal {number}. Hai chiesto questa chiamata.",
        "de": "{shop}: {associate} ruft Sie jetzt von {number} an, wie von Ihnen gewünscht.",
        "es": "{shop}: {associate} te llama ahora desde el {number}. Has pedido esta llamada.",
    },
    "tour": {
        "en": "{shop}: {associate} shows you live. Put the call on speaker, then tap {link}",
        "it": "{shop}: {associate} ti mostra dal vivo. Attiva il vivavoce e tocca {link}",
        "de": "{shop}: {associate} zeigt es live. Lautsprecher an, dann tippen: {link}",
        "es": "{shop}: {associate} te lo enseña en vivo. Pon el altavoz y toca {link}",
    },
    "booked": {
        "en": "{shop}: we call you {when}. Change or cancel: {link}",
        "it": "{shop}: ti chiamiamo {when}. Modifica o annulla: {link}",
        "de": "{shop}: wir rufen Sie an {when}. Absagen: {link}",
        "es": "{shop}: te llamamos {when}. Cancelar: {link}",
    },
    "cancelled": {
        "en": "{shop}: your call {when} is cancelled, as you asked.",
        "it": "{shop}: la chiamata {when} è annullata, come richiesto.",
        "de": "{shop}: Ihr Anruf {when} ist wie gewünscht abgesagt.",
        "es": "{shop}: hemos cancelado tu llamada {when}, como pediste.",
    },
    "missed": {
        "en": "{shop}: sorry, we could not speak {when}. Pick another time: {link}",
        "it": "{shop}: scusa, non ci siamo parlati {when}. Scegli un altro orario: {link}",
        "de": "{shop}: wir haben Sie {when} leider nicht erreicht. Neuer Termin: {link}",
        "es": "{shop}: no hemos podido hablar {when}. Elige otra hora: {link}",
    },
    "stopped": {
        "en": "{shop}: you will get no more texts from us. Reply START to change this.",
        "it": "{shop}: non riceverai altri SMS. Rispondi START per cambiare.",
        "de": "{shop}: Sie erhalten keine SMS mehr von uns. START hebt das auf.",
        "es": "{shop}: ya no te enviaremos SMS. Responde START para cambiarlo.",
    },
}

STOP_WORDS = frozenset(
    ["stop", "stopall", "unsubscribe", "cancel", "end", "quit", "revoke", "optout"]
)
START_WORDS = frozenset(["start", "unstop", "yes"])


def render(kind: str, language: str, **values: str) -> str:
    """Return the text in the language, or in English where we do not have it."""
    forms = TEXTS[kind]
    return forms.get(language, forms["en"]).format(**values)


def keyword(body: str) -> str | None:
    """`stop` or `start` where the whole message says so, in whatever spelling."""
    word = "".join(letter for letter in body.casefold() if letter.isalnum())
    if word in STOP_WORDS:
        return "stop"
    return "start" if word in START_WORDS else None
