"""The life of a message that a caller leaves."""

from callcenter.kernel.lifecycle import Lifecycle

VOICEMAIL = Lifecycle(
    "voicemail",
    first=("recording",),
    table={
        ("recording", "keep"): "waiting",
        ("recording", "drop"): "empty",
        ("empty", "keep"): "waiting",
        ("waiting", "take"): "taken",
        ("taken", "give_back"): "waiting",
        ("taken", "finish"): "done",
        ("waiting", "expire"): "expired",
        ("taken", "expire"): "expired",
    },
)
"""`drop`: nothing was said, as far as we know; a late report that something was still keeps it.
`take`: an associate works on it, and nobody else sees it. `expire`: kept long enough.
"""
