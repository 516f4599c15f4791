"""The life of an associate's presence: what somebody is doing now."""

from callcenter.kernel.lifecycle import Lifecycle

PRESENCE = Lifecycle(
    "presence",
    first=("offline",),
    table={
        ("offline", "arrive"): "available",
        ("on_break", "arrive"): "available",
        ("unreachable", "arrive"): "available",
        ("wrapping_up", "arrive"): "available",
        ("available", "pause"): "on_break",
        ("unreachable", "pause"): "on_break",
        ("offline", "pause"): "on_break",
        ("wrapping_up", "pause"): "on_break",
        ("offered", "pause"): "on_break",
        ("available", "leave"): "offline",
        ("on_break", "leave"): "offline",
        ("unreachable", "leave"): "offline",
        ("wrapping_up", "leave"): "offline",
        ("offered", "leave"): "offline",
        ("available", "offer"): "offered",
        ("offered", "accept"): "on_contact",
        ("offered", "release"): "available",
        ("offered", "miss"): "unreachable",
        ("available", "lose"): "unreachable",
        ("offered", "lose"): "unreachable",
        ("wrapping_up", "lose"): "unreachable",
        ("on_contact", "wrap_up"): "wrapping_up",
        ("on_contact", "release"): "available",
        ("on_contact", "lose"): "unreachable",
        ("offline", "take_over"): "on_contact",
        ("available", "take_over"): "on_contact",
        ("on_break", "take_over"): "on_contact",
        ("unreachable", "take_over"): "on_contact",
        ("wrapping_up", "take_over"): "on_contact",
    },
)
"""`release`: the offer went away without a fault of theirs. `lose`: two beats were missed, or
their line was lost while they talked. `take_over`: a supervisor goes on with a conversation.
"""
