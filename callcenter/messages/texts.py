"""What texts say, per kind and language: the shop's name first, one link at most, one part.

They leave in the letters of GSM-7, so that a text with the longest values stays one part of 160.
"""

import re
import unicodedata

from callcenter.kernel.gsm import plain

TEXTS: dict[str, dict[str, str]] = {
    "announce": {
        "en": "{shop}: {associate} calls you now from {number}. You asked for this call.",
        "it": "{shop}: {associate} ti chiama ora dal {number}. Hai chiesto questa chiamata.",
        "de": "{shop}: {associate} ruft Sie jetzt von {number} an, wie von Ihnen gewünscht.",
        "es": "{shop}: {associate} te llama ahora desde el {number}. Has pedido esta llamada.",
        "fr": "{shop} : {associate} vous appelle du {number}, comme vous l'avez demandé.",
        "nl": "{shop}: {associate} belt u nu op met {number}. U vroeg om dit gesprek.",
        "pl": "{shop}: {associate} dzwoni teraz z numeru {number}. To rozmowa, o którą prosisz.",
        "sv": "{shop}: {associate} ringer dig nu från {number}. Du bad om samtalet.",
    },
    "tour": {
        "en": "{shop}: {associate} shows you live. Put the call on speaker, then tap {link}",
        "it": "{shop}: {associate} ti mostra dal vivo. Attiva il vivavoce e tocca {link}",
        "de": "{shop}: {associate} zeigt es live. Lautsprecher an, dann tippen: {link}",
        "es": "{shop}: {associate} te lo enseña en vivo. Pon el altavoz y toca {link}",
        "fr": "{shop} : {associate} vous montre en direct. Haut-parleur, puis touchez {link}",
        "nl": "{shop}: {associate} laat het live zien. Zet de luidspreker aan en tik op {link}",
        "pl": "{shop}: {associate} pokazuje na żywo. Włącz głośnik i dotknij {link}",
        "sv": "{shop}: {associate} visar dig live. Slå på högtalaren och tryck på {link}",
    },
    "booked": {
        "en": "{shop}: we call you {when}. Change or cancel: {link}",
        "it": "{shop}: ti chiamiamo {when}. Modifica o annulla: {link}",
        "de": "{shop}: wir rufen Sie an {when}. Absagen: {link}",
        "es": "{shop}: te llamamos {when}. Cancelar: {link}",
        "fr": "{shop} : nous vous appelons {when}. Changer ou annuler : {link}",
        "nl": "{shop}: wij bellen u {when}. Wijzigen of afzeggen: {link}",
        "pl": "{shop}: dzwonimy do Ciebie {when}. Zmień lub odwołaj: {link}",
        "sv": "{shop}: vi ringer dig {when}. Ändra eller avboka: {link}",
    },
    "moved": {
        "en": "{shop}: new time, we call you {when}. Change or cancel: {link}",
        "it": "{shop}: nuovo orario, ti chiamiamo {when}. Modifica o annulla: {link}",
        "de": "{shop}: neue Zeit, wir rufen Sie an {when}. Ändern: {link}",
        "es": "{shop}: nueva hora, te llamamos {when}. Cambiar: {link}",
        "fr": "{shop} : nouvel horaire, nous vous appelons {when}. Changer : {link}",
        "nl": "{shop}: nieuwe tijd, wij bellen u {when}. Wijzigen of afzeggen: {link}",
        "pl": "{shop}: nowy termin, dzwonimy {when}. Zmień lub odwołaj: {link}",
        "sv": "{shop}: ny tid, vi ringer dig {when}. Ändra eller avboka: {link}",
    },
    "reminder_day": {
        "en": "{shop}: tomorrow we call you, {when}. Change or cancel: {link}",
        "it": "{shop}: domani ti chiamiamo, {when}. Modifica o annulla: {link}",
        "de": "{shop}: morgen rufen wir Sie an, {when}. Ändern: {link}",
        "es": "{shop}: te llamamos mañana, {when}. Cambiar: {link}",
        "fr": "{shop} : demain nous vous appelons, {when}. Changer ou annuler : {link}",
        "nl": "{shop}: morgen bellen wij u, {when}. Wijzigen of afzeggen: {link}",
        "pl": "{shop}: jutro dzwonimy do Ciebie, {when}. Zmień lub odwołaj: {link}",
        "sv": "{shop}: i morgon ringer vi dig, {when}. Ändra eller avboka: {link}",
    },
    "reminder_soon": {
        "en": "{shop}: we call you soon, {when}. Ready now, or later: {link}",
        "it": "{shop}: ti chiamiamo tra poco, {when}. Ora o più tardi: {link}",
        "de": "{shop}: wir rufen bald an, {when}. Jetzt oder später: {link}",
        "es": "{shop}: te llamamos pronto, {when}. Ahora o luego: {link}",
        "fr": "{shop} : nous vous appelons bientôt, {when}. Maintenant ou plus tard : {link}",
        "nl": "{shop}: wij bellen u zo, {when}. Nu al, of later: {link}",
        "pl": "{shop}: wkrótce dzwonimy, {when}. Od razu albo później: {link}",
        "sv": "{shop}: vi ringer dig snart, {when}. Redo nu, eller senare: {link}",
    },
    "cancelled": {
        "en": "{shop}: your call {when} is cancelled, as you asked.",
        "it": "{shop}: la chiamata {when} è annullata, come richiesto.",
        "de": "{shop}: Ihr Anruf {when} ist wie gewünscht abgesagt.",
        "es": "{shop}: hemos cancelado tu llamada {when}, como pediste.",
        "fr": "{shop} : votre appel {when} est annulé, comme demandé.",
        "nl": "{shop}: uw gesprek {when} is afgezegd, zoals u vroeg.",
        "pl": "{shop}: rozmowa {when} jest odwołana, zgodnie z prośbą.",
        "sv": "{shop}: ditt samtal {when} är avbokat, som du bad om.",
    },
    "missed": {
        "en": "{shop}: sorry, we could not speak {when}. Pick another time: {link}",
        "it": "{shop}: scusa, non ci siamo parlati {when}. Scegli un altro orario: {link}",
        "de": "{shop}: wir haben Sie {when} leider nicht erreicht. Neuer Termin: {link}",
        "es": "{shop}: no hemos podido hablar {when}. Elige otra hora: {link}",
        "fr": "{shop} : désolé, nous n'avons pas pu nous parler {when}. Autre horaire : {link}",
        "nl": "{shop}: sorry, wij hebben elkaar niet gesproken {when}. Andere tijd: {link}",
        "pl": "{shop}: przepraszamy, nie udało się porozmawiać {when}. Inny termin: {link}",
        "sv": "{shop}: vi kunde tyvärr inte talas vid {when}. Välj en ny tid: {link}",
    },
}

_STOP = """
stop stopall stopp stopit arret arreter quit end cancel unsubscribe unsub revoke optout remove
removeme delete nomore nomoretexts nomorecalls donottext donotcall dontcall donttext dontcallme
donttextme leavemealone
ferma fermati basta smettila smettere disiscrivi disiscrivimi cancellami cancellati rimuovimi
nonchiamate nonchiamarmi nonscrivermi
aufhoren aufhoeren abmelden abbestellen loschen loeschen schluss keinesms nichtanrufen
keineanrufe keineanrufemehr keinesmsmehr austragen
alto baja parar para pare detener detenganse cancelar borrar eliminar nomas nomassms nollamar
nollamen dardebaja
desinscrever desabonner 停止 退订 不要
"""
STOP_WORDS = frozenset(_STOP.split())
START_WORDS = frozenset(["start", "unstop", "yes"])
_STOP_FIRST = re.compile(
    r"(please |pls |bitte |per favore |por favor )?(stop|unsubscribe|opt ?out|basta)\b(?! by)"
)
_LONGEST_STOP = 60


def render(kind: str, language: str, **values: str) -> str:
    """Return the text in the language, or in English where we do not have it."""
    forms = TEXTS[kind]
    return plain(forms.get(language, forms["en"]).format(**values))


def keyword(body: str) -> str | None:
    """`stop` or `start` where the message says so, in whatever spelling and script.

    Accents, case, spaces and signs do not matter; a short message that begins with stop is one.
    Rather once too often than not at all: START undoes it.
    """
    plain = unicodedata.normalize("NFKD", body.casefold())
    bare = "".join(letter for letter in plain if not unicodedata.combining(letter))
    word = "".join(letter for letter in bare if letter.isalnum())
    phrase = " ".join(re.sub(r"[^\w\s]", " ", bare).split())
    if word in STOP_WORDS or (len(phrase) <= _LONGEST_STOP and _STOP_FIRST.match(phrase)):
        return "stop"
    return "start" if word in START_WORDS else None
