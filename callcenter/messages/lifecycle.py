"""The life of a text message."""

from callcenter.kernel.lifecycle import Lifecycle

MESSAGE = Lifecycle(
    "message",
    first=("pending",),
    table={
        ("pending", "send"): "sending",
        ("pending", "fail"): "failed",
        ("sending", "retry"): "pending",
        ("sending", "hand_over"): "sent",
        ("sending", "deliver"): "delivered",
        ("sending", "fail"): "failed",
        ("sent", "deliver"): "delivered",
        ("sent", "fail"): "failed",
    },
)
"""`retry`: the carrier surely did not take it. What may have left is never sent again."""
