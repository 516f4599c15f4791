"""The life of one version of a menu."""

from callcenter.kernel.lifecycle import Lifecycle

MENU = Lifecycle(
    "menu",
    first=("draft",),
    table={
        ("draft", "publish"): "published",
        ("draft", "discard"): "discarded",
        ("published", "retire"): "retired",
    },
)
"""`retire`: a newer version was published. Calls under way keep the one they began with."""
