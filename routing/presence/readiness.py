"""Whether somebody can really be reached and show something: decided from what the page proves."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

SENTENCES = {
    "no_microphone": "Your browser blocks the microphone: customers could not hear you.",
    "no_sound": "Click anywhere on this page once, so that it may ring.",
    "no_camera": "Your camera is blocked or missing: you can talk, but not show anything.",
    "battery_low": "Your battery is nearly empty: live pictures are off until you charge it.",
    "uplink_weak": "Your connection is too slow for live pictures.",
}
_LOW = 0.1
_ENOUGH_KBIT = 300
_NOBODY_HAS = 1e9


@dataclass(frozen=True, slots=True)
class Proof:
    """What the page says of itself every beat; None where the browser does not tell."""

    tab: str = ""
    visible: bool = True
    audio: bool = True
    microphone: str = "granted"
    camera: str = ""
    battery: float | None = None
    charging: bool = True
    uplink_kbit: float | None = None
    department: str = ""

    @classmethod
    def read(cls, sent: Mapping[str, Any]) -> "Proof":
        """Take what is well-formed; a page that sends nonsense proves nothing by it."""
        return cls(
            tab=_text(sent, "tab"),
            visible=sent.get("visible") is not False,
            audio=sent.get("audio") is not False,
            microphone=_text(sent, "microphone") or "granted",
            camera=_text(sent, "camera"),
            battery=_number(sent, "battery"),
            charging=sent.get("charging") is not False,
            uplink_kbit=_number(sent, "uplink_kbit"),
            department=_text(sent, "department"),
        )


def unreachable(proof: Proof) -> str:
    """Name what keeps a customer from being heard; empty where nothing does."""
    if proof.microphone == "denied":
        return "no_microphone"
    return "" if proof.audio or proof.visible else "no_sound"


def unable_to_show(proof: Proof) -> str:
    """Name what keeps a picture from being shown; empty where nothing does."""
    if proof.camera in {"denied", "missing"}:
        return "no_camera"
    if proof.battery is not None and proof.battery < _LOW and not proof.charging:
        return "battery_low"
    weak = proof.uplink_kbit is not None and proof.uplink_kbit < _ENOUGH_KBIT
    return "uplink_weak" if weak else ""


def rings_better(new: Proof, silent_s: float, beat_s: float) -> bool:
    """Whether this page should ring instead of the one that did, silent for so long."""
    return silent_s > 2 * beat_s or (new.visible and new.audio and silent_s > beat_s)


def _text(sent: Mapping[str, Any], name: str) -> str:
    value = sent.get(name)
    return value[:64] if isinstance(value, str) and value.isprintable() else ""


def _number(sent: Mapping[str, Any], name: str) -> float | None:
    value = sent.get(name)
    return float(value) if isinstance(value, int | float) and 0 <= value < _NOBODY_HAS else None
