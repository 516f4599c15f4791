"""What the carrier may fetch unsigned: music, and the apology for when something broke."""

from flask import Blueprint, Response

from ivr import music, prompts, twiml

bp = Blueprint("sounds", __name__)


@bp.get("/voice/music.wav")
def waiting_music() -> Response:
    return _sound(music.wav())


@bp.get("/voice/music-short.wav")
def short_music() -> Response:
    """One bar, for who is to hear news soon."""
    return _sound(music.wav(1))


@bp.route("/voice/fallback.xml", methods=["GET", "POST"])
def fallback() -> Response:
    """Apologise and take nothing for granted: the same document for everybody."""
    return Response(apology(), mimetype="text/xml")


def _sound(wav: bytes) -> Response:
    response = Response(wav, mimetype="audio/wav")
    response.cache_control.max_age = 86_400
    return response


def apology() -> str:
    return twiml.speak("en", [prompts.say("en", "apology")], hang_up=True)
