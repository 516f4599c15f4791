"""A tour as its watchers see it (TourView and TourPageView in docs/api.md)."""

from datetime import datetime
from typing import Any

from callcenter.contacts.snapshots import associate_card, version
from callcenter.messages.models import Message
from streaming.lifecycle import TOUR
from streaming.models import Tour

_LINK_STATES = {
    "pending": "pending",
    "sending": "pending",
    "sent": "sent",
    "delivered": "delivered",
    "failed": "failed",
}
_LIGHTS = {
    "none": ("grey", "The customer has not opened the link yet."),
    "opened": ("amber", "The customer opened the link; no picture yet."),
    "watching": ("green", "The customer sees you."),
    "hidden": ("amber", "The customer is looking at something else."),
    "weak": ("red", "The customer's picture stutters."),
    "gone": ("red", "The customer closed the page."),
}
_WORDS = {
    "invited": ("Your tour is ready", "{name} starts the camera in a moment."),
    "waiting": ("One moment", "{name} is starting the camera."),
    "live": ("Live from the store", "You see what {name} shows you."),
    "ended": ("The tour is over", "Thank you for visiting {store}."),
    "expired": ("This link has expired", "Ask for a new call on our website."),
}
_DROPPED = ("The line dropped", "{name} is still here. We call you again now.")


def tour_view(tour: Tour, message: Message | None, camera_link: str | None) -> dict[str, Any]:
    """Return what the associate's pages show."""
    light, text = _LIGHTS[tour.viewer_state]
    return {
        "id": tour.public_id,
        "state": tour.state,
        "code": tour.code,
        "link_state": _LINK_STATES[message.state] if message else "failed",
        "publishing": tour.state == "live",
        "camera_link": camera_link,
        "viewer": {
            "state": tour.viewer_state,
            "light": light,
            "text": text,
            "fps": tour.viewer_fps,
            "first_frame_ms": tour.first_frame_ms,
        },
    }


def page_view(tour: Tour, now: datetime) -> dict[str, Any]:
    """Return what the customer's page shows."""
    contact = tour.contact
    names = {
        "name": contact.associate.name.split()[0] if contact.associate else "",
        "store": contact.store.name if contact.store else "",
    }
    dropped = contact.state == "interrupted"
    headline, detail = _DROPPED if dropped else _WORDS[tour.state]
    return {
        "id": tour.public_id,
        "version": version(now),
        "state": tour.state,
        "associate": associate_card(contact.associate),
        "product": contact.product.card() if contact.product else None,
        "headline": headline.format(**names),
        "detail": detail.format(**names),
        "publishing": tour.state == "live",
        "phone_masked": contact.number_masked,
        "call_again": dropped and tour.state in TOUR.live,
    }
