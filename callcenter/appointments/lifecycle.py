"""The life of an appointment."""

from callcenter.kernel.lifecycle import Lifecycle

APPOINTMENT = Lifecycle(
    "appointment",
    first=("booked",),
    table={
        ("booked", "call"): "calling",
        ("booked", "cancel"): "cancelled",
        ("booked", "miss"): "missed",
        ("calling", "keep"): "kept",
        ("calling", "miss"): "missed",
        ("calling", "cancel"): "cancelled",
    },
)
"""`miss`: its time passed without a conversation; the customer is told."""
