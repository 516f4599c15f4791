"""What the picture was promised to be, beside what one run of `scripts/bench stream` found."""

from collections.abc import Callable
from dataclasses import dataclass

Found = dict[str, float]


@dataclass(frozen=True)
class Aim:
    """`value` and `most` read the medians; a value above `most` misses the aim."""

    words: str
    value: Callable[[Found], float]
    most: Callable[[Found], float]


def table(found: Found) -> str:
    """Return a line per aim whose figures this run has."""
    lines = [line for aim in _AIMS if (line := _line(aim, found))]
    return "\n".join(["", "  aim: found, at most", *lines, ""]) if lines else ""


def _line(aim: Aim, found: Found) -> str:
    try:
        value, most = aim.value(found), aim.most(found)
    except KeyError:
        return ""
    verdict = "kept" if value <= most else "MISSED"
    return f"  {aim.words:<58}  {value:>8.3g}  {most:>8.3g}  {verdict}"


def _beside_janus(what: str) -> Aim:
    words = f"{what}, ours beside Janus'"
    return Aim(words, lambda f: f[f"ours {what}"], lambda f: f[f"janus {what}"])


def _within(part: str, ms: float) -> Aim:
    words = f"glass to glass {part} ms above peer to peer"
    return Aim(words, lambda f: f[f"ours {part}"] - f[f"peer to peer {part}"], lambda _f: ms)


def _fixed(words: str, name: str, most: float, sign: int = 1) -> Aim:
    """With sign -1 the figure has to be at least -`most`; both print negative."""
    return Aim(words, lambda f: sign * f[name], lambda _f: most)


_FREEZES = ("freezes", "frozen_s")
_AIMS = (
    *(_beside_janus(f"cpu % at {viewers} viewers") for viewers in (1, 10, 25)),
    _beside_janus("cpu % per viewer"),
    _beside_janus("cpu % of 24 tours x 2"),
    _fixed("MB per viewer", "ours MB per viewer", 0.2),
    _fixed("cpu % of the process at 200 viewers", "ours at 200: cpu_percent", 100),
    _fixed("minus the fps of each of 200 viewers", "ours at 200: fps", -29.5, -1),
    _within("p50", 15),
    _within("p95", 40),
    _fixed("minus kbit/s of the camera after 10 s (95 % of 1,500)", "ours kbit_per_s", -1425, -1),
    _fixed("tap to first frame p95 ms", "ours tap to first p95 ms", 400),
    _fixed("camera back ms", "ours camera back ms", 2000),
    *(_beside_janus(f"at {loss} % loss: {word}") for loss in (2, 5) for word in _FREEZES),
)
