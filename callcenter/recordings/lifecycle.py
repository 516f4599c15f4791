"""The life of a call's recording."""

from callcenter.kernel.lifecycle import Lifecycle

RECORDING = Lifecycle(
    "recording",
    first=("announcing",),
    table={
        ("announcing", "announce"): "starting",
        ("announcing", "fail"): "failed",
        ("starting", "start"): "recording",
        ("starting", "fail"): "failed",
        ("recording", "pause"): "paused",
        ("paused", "resume"): "recording",
        ("recording", "stop"): "stopped",
        ("paused", "stop"): "stopped",
        ("stopped", "keep"): "kept",
        ("stopped", "erase"): "erased",
        ("kept", "erase"): "erased",
    },
)
"""`announce`: the customer has heard that it begins; nothing is recorded before."""

RUNS = ("announcing", "starting", "recording", "paused")
