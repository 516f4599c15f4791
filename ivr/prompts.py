"""What callers hear, per language; adding a language is adding a column here."""

PROMPTS: dict[str, dict[str, str]] = {
    "en": {
        "welcome": "Welcome to {store}.",
        "language": "For {language}, press {digit}.",
        "which_store": "Which store would you like to speak to?",
        "store": "For {store} in {city}, press {digit}.",
        "which_category": "What is it about?",
        "category": "For {category}, press {digit}.",
        "invalid": "Sorry, I did not get that.",
        "give_up": "Sorry, we could not understand each other. Please call again. Goodbye.",
        "closed": "{store} is closed now. {opening} On our website you can pick a time and we "
        "call you. Goodbye.",
        "opens": "We open on {when}.",
        "looking": "Thank you. We are looking for the right person for you.",
        "position": "You are number {position} in the queue.",
        "estimate": "It takes about {minutes} minutes.",
        "estimate_one": "It takes about one minute.",
        "nobody": "Sorry, nobody is free right now. Please pick a time on our website and we call "
        "you. Goodbye.",
        "connecting": "{associate} is with you in a moment.",
        "busy_line": "You are already talking with us on another line. Goodbye.",
        "goodbye": "Thank you for calling. Goodbye.",
        "who_calls": "{store}, as you asked. Press 9 to never be called again.",
        "never_again": "We never call you again. Goodbye.",
        "apology": "We are sorry, something went wrong. Please call again.",
    },
    "it": {
        "welcome": "Benvenuti da {store}.",
        "language": "Per {language}, premi {digit}.",
        "which_store": "Con quale negozio vuoi parlare?",
        "store": "Per {store} a {city}, premi {digit}.",
        "which_category": "Di che cosa si tratta?",
        "category": "Per {category}, premi {digit}.",
        "invalid": "Scusa, non ho capito.",
        "give_up": "Scusa, non ci siamo capiti. Richiama, per favore. Arrivederci.",
        "closed": "{store} ora è chiuso. {opening} Sul nostro sito puoi scegliere un orario e ti "
        "chiamiamo noi. Arrivederci.",
        "opens": "Apriamo {when}.",
        "looking": "Grazie. Cerchiamo la persona giusta per te.",
        "position": "Sei il numero {position} in attesa.",
        "estimate": "Ci vogliono circa {minutes} minuti.",
        "estimate_one": "Ci vuole circa un minuto.",
        "nobody": "Scusa, ora nessuno è libero. Scegli un orario sul nostro sito e ti chiamiamo "
        "noi. Arrivederci.",
        "connecting": "{associate} è subito da te.",
        "busy_line": "Stai già parlando con noi su un'altra linea. Arrivederci.",
        "goodbye": "Grazie della chiamata. Arrivederci.",
        "who_calls": "{store}, come hai chiesto. Premi 9 per non ricevere più chiamate.",
        "never_again": "Non ti chiameremo mai più. Arrivederci.",
        "apology": "Scusa, qualcosa è andato storto. Richiama, per favore.",
    },
    "de": {
        "welcome": "Willkommen bei {store}.",
        "language": "Für {language} drücken Sie die {digit}.",
        "which_store": "Mit welchem Geschäft möchten Sie sprechen?",
        "store": "Für {store} in {city} drücken Sie die {digit}.",
        "which_category": "Worum geht es?",
        "category": "Für {category} drücken Sie die {digit}.",
        "invalid": "Das habe ich leider nicht verstanden.",
        "give_up": "Wir haben uns leider nicht verstanden. Bitte rufen Sie wieder an. Auf "
        "Wiederhören.",
        "closed": "{store} ist jetzt geschlossen. {opening} Auf unserer Seite können Sie eine Zeit "
        "wählen, dann rufen wir Sie an. Auf Wiederhören.",
        "opens": "Wir öffnen {when}.",
        "looking": "Danke. Wir suchen die richtige Person für Sie.",
        "position": "Sie sind Nummer {position} in der Warteschlange.",
        "estimate": "Es dauert etwa {minutes} Minuten.",
        "estimate_one": "Es dauert etwa eine Minute.",
        "nobody": "Gerade ist leider niemand frei. Bitte wählen Sie auf unserer Seite eine Zeit, "
        "dann rufen wir Sie an. Auf Wiederhören.",
        "connecting": "{associate} ist gleich bei Ihnen.",
        "busy_line": "Sie sprechen bereits auf einer anderen Leitung mit uns. Auf Wiederhören.",
        "goodbye": "Danke für den Anruf. Auf Wiederhören.",
        "who_calls": "{store}, wie gewünscht. Mit der 9 rufen wir nie mehr an.",
        "never_again": "Wir rufen nie mehr an. Auf Wiederhören.",
        "apology": "Es tut uns leid, etwas ging schief. Bitte rufen Sie wieder an.",
    },
    "es": {
        "welcome": "Bienvenido a {store}.",
        "language": "Para {language}, pulse {digit}.",
        "which_store": "¿Con qué tienda quiere hablar?",
        "store": "Para {store} en {city}, pulse {digit}.",
        "which_category": "¿De qué se trata?",
        "category": "Para {category}, pulse {digit}.",
        "invalid": "Perdone, no le he entendido.",
        "give_up": "Perdone, no nos hemos entendido. Llame de nuevo, por favor. Adiós.",
        "closed": "{store} está cerrada ahora. {opening} En nuestra web puede elegir una hora y le "
        "llamamos. Adiós.",
        "opens": "Abrimos {when}.",
        "looking": "Gracias. Buscamos a la persona adecuada para usted.",
        "position": "Es el número {position} en la cola.",
        "estimate": "Tardará unos {minutes} minutos.",
        "estimate_one": "Tardará cerca de un minuto.",
        "nobody": "Perdone, ahora nadie está libre. Elija una hora en nuestra web y le llamamos. "
        "Adiós.",
        "connecting": "{associate} está con usted enseguida.",
        "busy_line": "Ya está hablando con nosotros en otra línea. Adiós.",
        "goodbye": "Gracias por llamar. Adiós.",
        "who_calls": "{store}, como pediste. Pulsa 9 y no te llamamos nunca más.",
        "never_again": "No te llamaremos nunca más. Adiós.",
        "apology": "Lo sentimos, algo ha fallado. Llame de nuevo, por favor.",
    },
}

LOCALES = {"en": "en-US", "it": "it-IT", "de": "de-DE", "es": "es-ES"}
NAMES = {"en": "English", "it": "italiano", "de": "Deutsch", "es": "español"}


def say(language: str, prompt: str, /, **values: object) -> str:
    """Return the sentence, in English where the language is unknown; control characters removed."""
    forms = PROMPTS.get(language, PROMPTS["en"])
    safe = {name: _plain(str(value)) for name, value in values.items()}
    return forms[prompt].format(**safe)


def locale(language: str) -> str:
    """Return what `<Say language>` wants (BCP 47)."""
    return LOCALES.get(language, LOCALES["en"])


def _plain(text: str) -> str:
    return "".join(letter for letter in text if letter.isprintable())[:100]
