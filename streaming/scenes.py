"""What a tour is like at this moment."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Moment:
    """`tour` and `contact`: their states; `camera`: what the one on the air reported last."""

    tour: str
    contact: str
    camera: str = ""
    was_live: bool = False


def scene(moment: Moment) -> str:
    """Return which scene it is; a dropped call outranks the camera, an end everything.

    Weak, stills and photos are measured by the page and told there.
    """
    if moment.tour in {"ended", "expired"}:
        return moment.tour
    if moment.contact == "interrupted":
        return "interrupted"
    if moment.camera in {"paused", "gone"}:
        return "paused"
    if moment.tour == "live":
        return moment.camera if moment.camera in {"covered", "frozen"} else "live"
    return "paused" if moment.was_live else "waiting"
