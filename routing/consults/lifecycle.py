"""The life of a consultation."""

from callcenter.kernel.lifecycle import Lifecycle

CONSULT = Lifecycle(
    "consult",
    first=("asking", "talking"),
    table={
        ("asking", "agree"): "talking",
        ("asking", "refuse"): "declined",
        ("asking", "time_out"): "unanswered",
        ("asking", "withdraw"): "withdrawn",
        ("talking", "join"): "joined",
        ("talking", "complete"): "completed",
        ("joined", "complete"): "completed",
        ("talking", "part"): "over",
        ("joined", "part"): "over",
    },
)
"""`talking`: the two of them, the customer hears music; a number that is rung begins so.
`joined`: all three. `complete`: the colleague goes on alone. `part`: the asker goes on alone.
"""
