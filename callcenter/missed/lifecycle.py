"""The life of a call that nobody answered for."""

from callcenter.kernel.lifecycle import Lifecycle

MISSED = Lifecycle(
    "missed call",
    first=("offered", "passed_over"),
    table={("offered", "take"): "taken", ("offered", "lapse"): "lapsed"},
)
"""`passed_over`: found, and not to be texted; the reason says why. `lapse`: a day went by."""
