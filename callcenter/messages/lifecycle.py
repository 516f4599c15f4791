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
"""`retry`: the carrier said it did not take it. A message that may have left is never sent again."""
