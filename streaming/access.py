"""Keys and media tokens that a page is handed for its tour."""

from datetime import timedelta
from typing import Any

from callcenter.kernel.tokens import sign
from callcenter.services import Services
from streaming.cameras.models import Camera
from streaming.links import MediaClaims, Role, issue
from streaming.models import Tour
from streaming.viewers.models import Viewer

_PAGE_MEDIA_LIVES = timedelta(minutes=10)
_ENCODER_LIVES = timedelta(hours=12)
_PAGE_LIVES = timedelta(hours=12)


def to_watch(services: Services, viewer: Viewer) -> dict[str, Any]:
    """Where to post the session description, where stills are, and the token for both."""
    tour = viewer.tour
    return {
        "url": f"{services.settings.media_url}/whep/{tour.public_id}",
        "stills_url": f"{services.settings.media_url}/stills/{tour.public_id}",
        "token": _token(services, tour, "view", viewer.public_id, _PAGE_MEDIA_LIVES),
        "ice_servers": [],
    }


def to_publish(services: Services, camera: Camera) -> dict[str, Any]:
    """Where to publish; an encoder's token lasts a shift, as nobody renews it by hand."""
    lives = _ENCODER_LIVES if camera.kind == "encoder" else _PAGE_MEDIA_LIVES
    tour = camera.tour
    return {
        "whip_url": f"{services.settings.media_url}/whip/{tour.public_id}",
        "token": _token(services, tour, "publish", camera.subject, lives),
        "ice_servers": [],
    }


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
    }


def _token(services: Services, tour: Tour, role: Role, subject: str, lives: timedelta) -> str:
    expires = int((services.clock.now() + lives).timestamp())
    claims = MediaClaims(tour.public_id, role, subject, expires)
    return issue(services.settings.media_secret, claims)
