"""The life of an appointment."""

from callcenter.kernel.lifecycle import Lifecycle

APPOINTMENT = Lifecycle(
    "appointment",
    first=("booked",),
    table={
        ("booked", "move"): "booked",
        ("booked", "call"): "calling",
        ("booked", "cancel"): "cancelled",
        ("booked", "miss"): "missed",
        ("booked", "keep"): "kept",
        ("calling", "keep"): "kept",
        ("calling", "miss"): "missed",
        ("calling", "cancel"): "cancelled",
        ("calling", "try_again"): "booked",
        ("missed", "rebook"): "booked",
    },
)
"""`miss`: its time passed without a conversation; the customer is told.

`try_again`: the customer did not pick up the first time, or asked to be called early and nobody
was free. `keep` from booked: they were already talking with us when the time came.
"""
