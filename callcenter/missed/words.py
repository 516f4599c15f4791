"""What the text to a missed caller says: one part of GSM-7 letters."""

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
PAGE = {
    "title": "Shall we call you?",
    "text": "Our phones were down when you called. We are sorry.",
    "taken": "We call you as soon as it is your turn.",
    "over": "This offer is over. You can ask for a call on our website at any time.",
}


def render(language: str, **values: str) -> str:
    """Return the text in the language, or in English where we do not have it."""
    return plain(TEXTS.get(language, TEXTS["en"]).format(**values))
