"""Sound files that the carrier plays to callers; nothing secret, so not signed."""

from flask import Blueprint, Response

from ivr import music

bp = Blueprint("sounds", __name__)


@bp.get("/voice/music.wav")
def waiting_music() -> Response:
    response = Response(music.wav(), mimetype="audio/wav")
    response.cache_control.max_age = 86_400
    return response
