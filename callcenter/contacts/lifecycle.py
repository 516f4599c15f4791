"""The lives of a contact and of its legs."""

from callcenter.kernel.lifecycle import Lifecycle

CONTACT = Lifecycle(
    "contact",
    first=("requested", "arriving"),
    table={
        ("requested", "queue"): "queued",
        ("requested", "cancel"): "cancelled",
        ("arriving", "greet"): "in_menu",
        ("arriving", "hang_up"): "abandoned",
        ("in_menu", "queue"): "queued",
        ("in_menu", "hang_up"): "abandoned",
        ("in_menu", "defer"): "deferred",
        ("queued", "accept"): "connecting",
        ("queued", "cancel"): "cancelled",
        ("queued", "hang_up"): "abandoned",
        ("queued", "defer"): "deferred",
        ("connecting", "meet"): "connected",
        ("connecting", "miss"): "unreached",
        ("connecting", "requeue"): "queued",
        ("connecting", "cancel"): "cancelled",
        ("connecting", "hang_up"): "abandoned",
        ("connected", "finish"): "done",
    },
)
"""`miss`: the customer could not be reached. `requeue`: the associate was lost before meeting."""

LEG = Lifecycle(
    "leg",
    first=("planned", "expected", "in_call"),
    table={
        ("planned", "send"): "sending",
        ("planned", "end"): "ended",
        ("sending", "retry"): "planned",
        ("sending", "dial"): "dialling",
        ("sending", "ring"): "ringing",
        ("sending", "answer"): "in_call",
        ("sending", "end"): "ended",
        ("dialling", "ring"): "ringing",
        ("dialling", "answer"): "in_call",
        ("dialling", "end"): "ended",
        ("ringing", "answer"): "in_call",
        ("ringing", "end"): "ended",
        ("expected", "answer"): "in_call",
        ("expected", "end"): "ended",
        ("in_call", "end"): "ended",
    },
)
"""`planned`: we shall ring it. `expected`: the associate's softphone will come by itself."""
