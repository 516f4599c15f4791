"""What a waiting customer reads in each state, per language."""

Sentence = tuple[str, str]

WORDS: dict[str, dict[str, Sentence]] = {
    "en": {
        "requested": ("One moment", "We are taking your request."),
        "queued": ("Looking for the right person", "We ask our associates at {store}."),
        "kept": ("Your place is kept", "Nobody is free just now. We call when it is your turn."),
        "connecting": ("{associate} is calling you", "Your phone rings now. Please pick up."),
        "connected": ("You are on the phone", "{associate} from {store} is with you."),
        "interrupted": ("The line dropped", "{associate} stays with you. We call you again now."),
        "detached": ("One moment", "{associate}'s line was lost. Please stay on the phone."),
        "handed_out": ("You are on the phone", "We have put you through."),
        "snoozed": ("Later, as you asked", "We call you in ten minutes. You keep your place."),
        "done": ("Thank you for the call", "We hope to see you again soon."),
        "abandoned": ("Call ended", "You can ask for a new call at any time."),
        "unreached": ("We could not reach you", "Please check the number, then try again."),
        "deferred": ("Nobody is free right now", "Pick a time that suits you, and we call you."),
        "cancelled": ("Cancelled", "We will not call. You can ask again at any time."),
    },
    "it": {
        "requested": ("Un momento", "Stiamo registrando la richiesta."),
        "queued": ("Cerchiamo la persona giusta", "Chiediamo ai nostri addetti di {store}."),
        "kept": ("Ti teniamo il posto", "Ora nessuno è libero. Ti chiamiamo quando tocca a te."),
        "connecting": ("{associate} ti sta chiamando", "Il telefono squilla ora: rispondi."),
        "connected": ("Sei al telefono", "{associate} di {store} è con te."),
        "interrupted": ("È caduta la linea", "{associate} resta con te. Ti richiamiamo subito."),
        "detached": ("Un momento", "{associate} ha perso la linea. Resta al telefono."),
        "handed_out": ("Sei al telefono", "Ti abbiamo passato la persona giusta."),
        "snoozed": ("Più tardi, come hai chiesto", "Ti chiamiamo tra dieci minuti."),
        "done": ("Grazie della chiamata", "A presto."),
        "abandoned": ("Chiamata terminata", "Puoi chiedere una nuova chiamata quando vuoi."),
        "unreached": ("Non ti abbiamo raggiunto", "Controlla il numero e riprova."),
        "deferred": ("Ora nessuno è libero", "Scegli un orario e ti chiamiamo noi."),
        "cancelled": ("Annullata", "Non ti chiameremo. Puoi chiedere di nuovo quando vuoi."),
    },
    "de": {
        "requested": ("Einen Moment", "Wir nehmen Ihren Wunsch auf."),
        "queued": ("Wir suchen die richtige Person", "Wir fragen unser Team in {store}."),
        "kept": ("Ihr Platz bleibt", "Gerade ist niemand frei. Wir rufen an, wenn Sie dran sind."),
        "connecting": ("{associate} ruft Sie an", "Ihr Telefon klingelt jetzt."),
        "connected": ("Sie sind verbunden", "{associate} von {store} ist am Telefon."),
        "interrupted": ("Die Leitung ist abgebrochen", "{associate} bleibt. Wir rufen wieder an."),
        "detached": ("Einen Moment", "{associate} ist kurz weg. Bitte bleiben Sie am Telefon."),
        "handed_out": ("Sie telefonieren", "Wir haben Sie verbunden."),
        "snoozed": ("Später, wie gewünscht", "Wir rufen in zehn Minuten an."),
        "done": ("Danke für das Gespräch", "Bis bald."),
        "abandoned": ("Anruf beendet", "Sie können jederzeit neu anfragen."),
        "unreached": ("Wir haben Sie nicht erreicht", "Bitte Nummer prüfen und neu versuchen."),
        "deferred": ("Gerade ist niemand frei", "Wählen Sie eine Zeit, wir rufen Sie an."),
        "cancelled": ("Abgesagt", "Wir rufen nicht an. Sie können jederzeit neu anfragen."),
    },
    "es": {
        "requested": ("Un momento", "Estamos tomando tu solicitud."),
        "queued": ("Buscamos a la persona adecuada", "Preguntamos a nuestro equipo en {store}."),
        "kept": ("Guardamos tu turno", "Ahora nadie está libre. Te llamamos cuando te toque."),
        "connecting": ("{associate} te está llamando", "Tu teléfono suena ahora: contesta."),
        "connected": ("Estás al teléfono", "{associate} de {store} está contigo."),
        "interrupted": ("Se ha cortado", "{associate} sigue contigo. Te llamamos otra vez."),
        "detached": ("Un momento", "{associate} perdió la línea. Sigue al teléfono, por favor."),
        "handed_out": ("Estás al teléfono", "Te hemos pasado la llamada."),
        "snoozed": ("Más tarde, como pediste", "Te llamamos en diez minutos."),
        "done": ("Gracias por la llamada", "Hasta pronto."),
        "abandoned": ("Llamada terminada", "Puedes pedir otra llamada cuando quieras."),
        "unreached": ("No hemos podido hablar contigo", "Revisa el número y vuelve a probar."),
        "deferred": ("Ahora nadie está libre", "Elige una hora y te llamamos."),
        "cancelled": ("Cancelada", "No llamaremos. Puedes pedirlo de nuevo cuando quieras."),
    },
}


def sentences(state: str, language: str, *, associate: str, store: str) -> Sentence:
    """Headline and detail; states of the telephone menu read as being looked after."""
    forms = WORDS.get(language, WORDS["en"])
    headline, detail = forms.get(state, forms["requested"])
    values = {"associate": associate, "store": store}
    return headline.format(**values), detail.format(**values)


LANGUAGES = {"en": "English", "it": "Italiano", "de": "Deutsch", "es": "Español"}
