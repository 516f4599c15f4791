"""A tour as its watchers see it (TourView, TourPageView and CameraView in docs/api.md)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from callcenter.contacts.drops import may_call_again
from callcenter.contacts.models import live_legs
from callcenter.contacts.snapshots import associate_card, version
from callcenter.kernel.clock import iso
from callcenter.messages.models import Message
from streaming.cameras import models as camera_rows
from streaming.cameras.models import Camera
from streaming.models import Tour
from streaming.photos import models as photo_rows
from streaming.photos.models import Photo
from streaming.scenes import Moment, scene
from streaming.sight import Sight, light
from streaming.viewers import models as viewer_rows
from streaming.viewers.models import Viewer
from streaming.words import words_for

_LINK_STATES = {
    "pending": "pending",
    "sending": "pending",
    "sent": "sent",
    "delivered": "delivered",
    "failed": "failed",
}
_CAMERAS = {"console": "This computer", "phone": "Phone", "encoder": "Glasses or encoder"}


@dataclass(frozen=True)
class Around:
    """Everybody and everything in one tour."""

    viewers: list[Viewer]
    cameras: list[Camera]
    photos: list[Photo]
    ringing: bool = False
    """The call dropped, and the customer's line is on its way back."""

    def on_air(self, tour: Tour) -> Camera | None:
        return next((one for one in self.cameras if one.public_id == tour.on_air), None)


def around(session: Session, tour: Tour) -> Around:
    return Around(
        viewer_rows.of_tour(session, tour.id),
        camera_rows.of_tour(session, tour.id),
        photo_rows.of_tour(session, tour.id),
        tour.contact.state == "interrupted"
        and any(leg.role == "customer" for leg in live_legs(session, tour.contact_id)),
    )


def tour_view(
    tour: Tour, near: Around, message: Message | None, camera_link: str | None
) -> dict[str, Any]:
    """Return what the associate's pages show."""
    return {
        "id": tour.public_id,
        "state": tour.state,
        "scene": scene(_moment(tour, near)),
        "code": tour.code,
        "link_state": _LINK_STATES[message.state] if message else "failed",
        "publishing": tour.state == "live",
        "camera_link": camera_link,
        "viewer": _customer(tour, near),
        "viewers": [viewer_view(one) for one in near.viewers if one.state != "gone"],
        "cameras": [camera_view(tour, one) for one in near.cameras if one.state != "gone"],
        "on_air": tour.on_air,
        "recording": tour.recording,
        "recording_refused": tour.recording_refused,
        "photos": len(near.photos),
    }


def page_view(tour: Tour, near: Around, now: datetime) -> dict[str, Any]:
    """Return what the customer's page, and their friends' pages, show."""
    contact = tour.contact
    shown = scene(_moment(tour, near))
    said = words_for(contact.language)
    headline, detail = said.said(_sentence(shown, tour, near), **_names(tour))
    return {
        "id": tour.public_id,
        "version": version(now),
        "state": tour.state,
        "scene": shown,
        "associate": associate_card(contact.associate),
        "product": contact.product.card() if contact.product else None,
        "headline": headline,
        "detail": detail,
        "publishing": tour.state == "live",
        "phone_masked": contact.number_masked,
        "call_again": shown == "interrupted" and not near.ringing and may_call_again(contact),
        "recording": tour.recording,
        "friends": [_friend(one) for one in near.viewers if one.kind == "friend"],
        "photos": [photo_view(one) for one in near.photos],
    }


def viewer_view(viewer: Viewer) -> dict[str, Any]:
    """Return one viewer as the associate sees them."""
    who = viewer.name or "The customer"
    found = light(sight_of(viewer), who)
    return {
        "id": viewer.public_id,
        "kind": viewer.kind,
        "name": who,
        "state": viewer.state,
        "rung": viewer.rung,
        "light": found.colour,
        "text": found.text,
        "delay_ms": viewer.delay_ms,
    }


def camera_view(tour: Tour, camera: Camera) -> dict[str, Any]:
    return {
        "id": camera.public_id,
        "kind": camera.kind,
        "label": _CAMERAS[camera.kind],
        "state": camera.state,
        "on_air": tour.on_air == camera.public_id,
        "battery": camera.battery,
        "charging": camera.charging,
        "up_kbps": camera.up_kbps,
        "height": camera.height,
    }


def photo_view(photo: Photo) -> dict[str, Any]:
    return {
        "id": photo.public_id,
        "width": photo.width,
        "height": photo.height,
        "taken_at": iso(photo.taken_at),
    }


def sight_of(viewer: Viewer) -> Sight:
    return Sight(
        viewer.state,
        viewer.rung,
        viewer.fps,
        viewer.first_frame_ms,
        viewer.delay_ms,
        viewer.freezes,
        viewer.lost_pct,
        viewer.delay_at_least,
    )


def _customer(tour: Tour, near: Around) -> dict[str, Any]:
    """Say what the customer sees: of several pages of theirs, the one that was heard last."""
    pages = [one for one in near.viewers if one.kind == "customer"]
    present = [one for one in pages if one.state != "gone"] or pages
    last = max(present, key=lambda one: one.seen_at, default=None)
    sight = sight_of(last) if last else Sight("none")
    found = light(sight, "The customer")
    return {
        "state": sight.state,
        "rung": sight.rung,
        "light": found.colour,
        "text": found.text,
        "fps": sight.fps,
        "first_frame_ms": tour.first_frame_ms,
        "delay_ms": sight.delay_ms,
        "delay_at_least": sight.at_least,
        "freezes": sight.freezes,
        "lost_pct": sight.lost_pct,
    }


def _friend(viewer: Viewer) -> dict[str, Any]:
    return {"id": viewer.public_id, "name": viewer.name, "here": viewer.state != "gone"}


def _moment(tour: Tour, near: Around) -> Moment:
    camera = near.on_air(tour)
    return Moment(
        tour.state,
        tour.contact.state,
        camera.state if camera else "",
        was_live=tour.first_live_at is not None,
    )


def _sentence(shown: str, tour: Tour, near: Around) -> str:
    """Name the words of a scene: a dropped call is on its way back, up to them, or given up."""
    if shown != "interrupted" or near.ringing:
        return shown
    return "unanswered" if may_call_again(tour.contact) else "given_up"


def _names(tour: Tour) -> dict[str, str]:
    contact = tour.contact
    store = words_for(contact.language).store
    return {
        "name": contact.associate.name.split()[0] if contact.associate else store,
        "store": contact.store.name if contact.store else store,
        "phone": contact.number_masked,
    }
