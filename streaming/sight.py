"""They see you: a viewer's measurements as one light and one sentence for the associate."""

from dataclasses import dataclass

_LATE_MS = 1000
_NOTICED_MS = 100
_SMOOTH_FPS = 10


@dataclass(frozen=True)
class Sight:
    """What a page measured. `fps` frames a second, times in milliseconds, loss in per cent.

    `at_least`: the delay counts network and buffer only, for want of the time of capture.
    """

    state: str
    rung: str = "live"
    fps: int | None = None
    first_frame_ms: int | None = None
    delay_ms: int | None = None
    freezes: int | None = None
    lost_pct: int | None = None
    at_least: bool = False


@dataclass(frozen=True)
class Light:
    colour: str
    text: str


_FIXED = {
    "none": Light("grey", "{who} has not opened the link yet."),
    "opened": Light("amber", "{who} opened the link; no picture yet."),
    "hidden": Light("amber", "{who} is looking at something else."),
    "gone": Light("red", "{who} closed the page."),
    "weak": Light("red", "{who}: the picture stutters. Move slowly."),
}
_RUNGS = {
    "stills": Light("amber", "{who}'s line is weak: one picture a second gets through."),
    "photos": Light("red", "{who}'s line carries no picture. Take photos instead."),
}


def light(sight: Sight, who: str) -> Light:
    """Decide the colour and the words; what cannot be seen outranks what is seen badly."""
    found = _seen(sight)
    return Light(found.colour, found.text.format(who=who))


def _seen(sight: Sight) -> Light:
    here = sight.state not in {"none", "hidden", "gone"}
    if here and sight.rung in _RUNGS:
        return _RUNGS[sight.rung]
    return _watching(sight) if sight.state == "watching" else _FIXED[sight.state]


def _watching(sight: Sight) -> Light:
    delay_ms = sight.delay_ms or 0
    seconds = ("at least " if sight.at_least else "") + f"{delay_ms / 1000:.1f} s"
    if delay_ms >= _LATE_MS:
        return Light("amber", "{who} sees you " + seconds + " late. Speak slowly.")
    if sight.fps is not None and sight.fps < _SMOOTH_FPS:
        return Light("amber", "{who} sees you, but not smoothly.")
    late = f", {seconds} behind" if delay_ms >= _NOTICED_MS else ""
    return Light("green", "{who} sees you" + late + ".")


def moved(before: Sight, after: Sight) -> bool:
    """Whether the associate would want to know: a jitter of a frame or two is no news."""
    if (before.state, before.rung) != (after.state, after.rung):
        return True
    if before.first_frame_ms != after.first_frame_ms:
        return True
    if _far(before.fps, after.fps, 3) or _far(before.delay_ms, after.delay_ms, 100):
        return True
    return light(before, "") != light(after, "")


def _far(before: int | None, after: int | None, step: int) -> bool:
    if before is None or after is None:
        return before is not after
    return abs(before - after) >= step
