"""The life of an offer."""

from callcenter.kernel.lifecycle import Lifecycle

OFFER = Lifecycle(
    "offer",
    first=("pending",),
    table={
        ("pending", "accept"): "accepted",
        ("pending", "decline"): "declined",
        ("pending", "expire"): "expired",
        ("pending", "rescind"): "rescinded",
    },
)
