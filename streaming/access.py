"""Keys and media tokens that a page is handed for its tour."""

from datetime import timedelta
from typing import Any

from callcenter.kernel.tokens import sign
from callcenter.services import Services
from streaming import engine
from streaming.cameras.models import Camera
from streaming.links import MediaClaims
from streaming.models import Tour
from streaming.viewers.models import Viewer
from streaming.words import words_for

_PAGE_MEDIA_LIVES = timedelta(minutes=10)
_ENCODER_LIVES = timedelta(hours=12)
_PAGE_LIVES = timedelta(hours=12)


def media(services: Services, claims: MediaClaims) -> dict[str, Any]:
    """Where to post the session description, and the bearer token for this role."""
    return engine.address(services.settings, claims).as_dict()


def to_watch(services: Services, viewer: Viewer) -> dict[str, Any]:
    """Where to watch, and where the stills are; one token opens both."""
    tour = viewer.tour.public_id
    expires = _until(services, _PAGE_MEDIA_LIVES)
    stills = {"stills_url": f"{services.settings.media_url}/stills/{tour}"}
    return media(services, MediaClaims(tour, "view", viewer.public_id, expires)) | stills


def whep_url(services: Services, tour: Tour) -> str:
    """Where a page can warm up before it may watch; another engine's address may hold a token."""
    ours = engine.is_ours(services.settings)
    return f"{services.settings.media_url}/whep/{tour.public_id}" if ours else ""


def to_publish(services: Services, camera: Camera) -> dict[str, Any]:
    """Where to publish.

    A page comes here only while its camera is to be on the air, so it takes over from any other.
    An encoder's token lasts a shift, as nobody renews it by hand, and it waits for its turn.
    """
    encoder = camera.kind == "encoder"
    expires = _until(services, _ENCODER_LIVES if encoder else _PAGE_MEDIA_LIVES)
    claims = MediaClaims(camera.tour.public_id, "publish", camera.subject, expires)
    found = media(services, claims)
    url = found.pop("url")
    takes = engine.is_ours(services.settings) and not encoder
    return found | {"whip_url": _taking_over(url) if takes else url}


def key(services: Services, purpose: str, subject: str) -> str:
    """Sign what a page proves itself with; the row it names says whether it still holds."""
    expires = services.clock.now() + _PAGE_LIVES
    return sign(services.settings.secret_key, purpose, {"sub": subject}, expires)


def live(services: Services, topic: str) -> dict[str, str]:
    expires = services.clock.now() + _PAGE_LIVES
    token = sign(services.settings.secret_key, "live", {"topics": [topic]}, expires)
    return {"url": services.settings.live_url, "token": token}


def entered(services: Services, viewer: Viewer) -> dict[str, Any]:
    """Everything a page needs to watch, but for the picture of the tour itself."""
    return {
        "viewer": {"id": viewer.public_id, "kind": viewer.kind, "name": viewer.name},
        "key": key(services, "tour", viewer.public_id),
        "whep": to_watch(services, viewer),
        "live": live(services, f"tour:{viewer.tour.public_id}"),
        "words": words_for(viewer.tour.contact.language).of_page(),
    }


def _taking_over(url: str) -> str:
    return f"{url}{'&' if '?' in url else '?'}takeover=1"


def _until(services: Services, lives: timedelta) -> int:
    return int((services.clock.now() + lives).timestamp())
