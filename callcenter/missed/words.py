"""What the text to a missed caller says: one part of GSM-7 letters; and the page it opens."""

from callcenter.kernel.gsm import plain

TEXTS = {
    "en": "{shop}: sorry, our phones were down when you called. Shall we call you? {link}",
    "it": "{shop}: scusa, i nostri telefoni non andavano. Ti richiamiamo? {link}",
    "de": "{shop}: bei Ihrem Anruf waren unsere Telefone gestört. Sollen wir anrufen? {link}",
    "es": "{shop}: cuando llamaste fallaban nuestros teléfonos. ¿Te llamamos? {link}",
    "fr": "{shop}: désolé, nos lignes étaient en panne. Voulez-vous être rappelé ? {link}",
    "nl": "{shop}: sorry, onze telefoons werkten niet toen u belde. Zullen we bellen? {link}",
    "pl": "{shop}: przepraszamy, nasze telefony nie działały. Czy mamy oddzwonić? {link}",
    "sv": "{shop}: förlåt, våra telefoner låg nere när du ringde. Ska vi ringa? {link}",
}
_PAGE: dict[str, dict[str, str]] = {
    "en": {
        "title": "Shall we call you?",
        "text": "Our phones were down when you called. We are sorry.",
        "about": "What is it about?",
        "take": "Call me",
        "taken": "We call you as soon as it is your turn.",
        "over": "This offer is over. You can ask for a call on our website at any time.",
        "shop": "Back to the shop",
    },
    "it": {
        "title": "Ti richiamiamo?",
        "text": "Quando hai chiamato, i nostri telefoni non andavano. Ci dispiace.",
        "about": "Di che cosa si tratta?",
        "take": "Chiamatemi",
        "taken": "Ti chiamiamo appena tocca a te.",
        "over": "Questa offerta è finita. Puoi chiedere una chiamata sul nostro sito quando vuoi.",
        "shop": "Torna al negozio",
    },
    "de": {
        "title": "Sollen wir Sie anrufen?",
        "text": "Bei Ihrem Anruf waren unsere Telefone gestört. Das tut uns leid.",
        "about": "Worum geht es?",
        "take": "Rufen Sie mich an",
        "taken": "Wir rufen an, sobald Sie dran sind.",
        "over": "Dieses Angebot ist vorbei. Um einen Anruf bitten können Sie auf der Website.",
        "shop": "Zurück zum Shop",
    },
    "es": {
        "title": "¿Te llamamos?",
        "text": "Cuando llamaste fallaban nuestros teléfonos. Lo sentimos.",
        "about": "¿De qué se trata?",
        "take": "Llamadme",
        "taken": "Te llamamos en cuanto te toque.",
        "over": "Esta oferta ha terminado. Puedes pedir una llamada en nuestra web cuando quieras.",
        "shop": "Volver a la tienda",
    },
    "fr": {
        "title": "Voulez-vous être rappelé ?",
        "text": "Nos lignes étaient en panne quand vous avez appelé. Nous en sommes désolés.",
        "about": "De quoi s'agit-il ?",
        "take": "Appelez-moi",
        "taken": "Nous vous appelons dès que c'est votre tour.",
        "over": "Cette offre est terminée. Notre site vous propose un appel à tout moment.",
        "shop": "Retour à la boutique",
    },
    "nl": {
        "title": "Zullen wij u bellen?",
        "text": "Onze telefoons werkten niet toen u belde. Het spijt ons.",
        "about": "Waar gaat het over?",
        "take": "Bel mij",
        "taken": "Wij bellen zodra u aan de beurt bent.",
        "over": "Dit aanbod is voorbij. Op onze website kunt u altijd een gesprek aanvragen.",
        "shop": "Terug naar de winkel",
    },
    "pl": {
        "title": "Czy mamy oddzwonić?",
        "text": "Gdy dzwoniono do nas z tego numeru, nasze telefony nie działały. Przepraszamy.",
        "about": "Czego dotyczy rozmowa?",
        "take": "Zadzwońcie do mnie",
        "taken": "Zadzwonimy, gdy tylko przyjdzie kolej.",
        "over": "Ta oferta już minęła. O rozmowę można poprosić na naszej stronie w każdej chwili.",
        "shop": "Wróć do sklepu",
    },
    "sv": {
        "title": "Ska vi ringa dig?",
        "text": "Våra telefoner låg nere när du ringde. Vi är ledsna.",
        "about": "Vad gäller det?",
        "take": "Ring mig",
        "taken": "Vi ringer så snart det är din tur.",
        "over": "Erbjudandet är över. Du kan be om ett samtal på vår webbplats när som helst.",
        "shop": "Tillbaka till butiken",
    },
}


def page(language: str) -> dict[str, str]:
    """Return what the page says in the language, or in English where we do not have it."""
    return _PAGE.get(language, _PAGE["en"])


def render(language: str, **values: str) -> str:
    """Return the text in the language, or in English where we do not have it."""
    return plain(TEXTS.get(language, TEXTS["en"]).format(**values))
