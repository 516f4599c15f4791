"""Keys and media tokens that a page is handed for its tour."""

from datetime import timedelta
from typing import Any

from callcenter.kernel.tokens import sign
from callcenter.services import Services
from streaming import engine
from streaming.links import MediaClaims, Role
from streaming.models import Tour

_MEDIA_LIVES = timedelta(minutes=10)
_PAGE_LIVES = timedelta(hours=12)


def media(services: Services, tour: Tour, role: Role, subject: str) -> dict[str, Any]:
    """Where to post the session description, and the bearer token: ten minutes, one role."""
    expires = int((services.clock.now() + _MEDIA_LIVES).timestamp())
    claims = MediaClaims(tour.public_id, role, subject, expires)
    return engine.address(services.settings, claims).as_dict()


def page_key(services: Services, tour: Tour, purpose: str) -> str:
    expires = services.clock.now() + _PAGE_LIVES
    return sign(services.settings.secret_key, purpose, {"sub": tour.public_id}, expires)


def live(services: Services, tour: Tour) -> dict[str, str]:
    expires = services.clock.now() + _PAGE_LIVES
    claims = {"topics": [f"tour:{tour.public_id}"]}
    token = sign(services.settings.secret_key, "live", claims, expires)
    return {"url": services.settings.live_url, "token": token}
