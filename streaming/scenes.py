"""What a tour is like at this moment, and the sentences that say so."""

from dataclasses import dataclass

SCENES: dict[str, tuple[str, str]] = {
    "invited": ("{name} shows it to you, live", "Tap the button to see it here."),
    "friend": ("You are invited to watch", "{name} shows something live. Tap to see it."),
    "waiting": ("One moment", "{name} is starting the camera."),
    "live": ("Live from the store", "You see what {name} shows you."),
    "covered": ("Live from the store", "{name} has covered the camera for a moment."),
    "frozen": ("Look at this", "{name} holds the picture still for you."),
    "paused": ("{name}'s camera is paused", "The picture comes back by itself. Stay here."),
    "interrupted": (
        "The call dropped: we call you back",
        "Your phone {phone} rings in a moment. The picture stays here.",
    ),
    "ended": ("The tour is over", "Thank you for visiting {store}."),
    "expired": ("This link has expired", "Ask for a new call on our website."),
    "removed": ("You have left the tour", "Ask whoever invited you for a new link."),
}
"""Headline and detail; the first two stand before the tap.

Weak, stills and photos are measured by the page and told there.
"""


@dataclass(frozen=True)
class Moment:
    """`tour` and `contact`: their states; `camera`: what the one on the air reported last."""

    tour: str
    contact: str
    camera: str = ""
    was_live: bool = False


def scene(moment: Moment) -> str:
    """Return which of SCENES it is; a dropped call outranks the camera, an end everything."""
    if moment.tour in {"ended", "expired"}:
        return moment.tour
    if moment.contact == "interrupted":
        return "interrupted"
    if moment.camera in {"paused", "gone"}:
        return "paused"
    if moment.tour == "live":
        return moment.camera if moment.camera in {"covered", "frozen"} else "live"
    return "paused" if moment.was_live else "waiting"


def sentences(shown: str, **values: str) -> tuple[str, str]:
    """Return headline and detail of a scene, with the associate's and the store's names."""
    headline, detail = SCENES[shown]
    return headline.format(**values), detail.format(**values)
