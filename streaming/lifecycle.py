"""The life of a tour."""

from callcenter.kernel.lifecycle import Lifecycle

TOUR = Lifecycle(
    "tour",
    first=("invited",),
    table={
        ("invited", "open"): "waiting",
        ("invited", "publish"): "live",
        ("waiting", "publish"): "live",
        ("live", "unpublish"): "waiting",
        ("invited", "end"): "ended",
        ("waiting", "end"): "ended",
        ("live", "end"): "ended",
        ("invited", "expire"): "expired",
        ("waiting", "expire"): "expired",
    },
)
"""`open`: the customer tapped. `publish` / `unpublish`: the camera's picture came or went."""
