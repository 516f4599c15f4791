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
        ("in_menu", "dismiss"): "parting",
        ("queued", "accept"): "connecting",
        ("queued", "cancel"): "cancelled",
        ("queued", "hang_up"): "abandoned",
        ("queued", "defer"): "deferred",
        ("queued", "dismiss"): "parting",
        ("parting", "queue"): "queued",
        ("parting", "defer"): "deferred",
        ("parting", "hang_up"): "abandoned",
        ("connecting", "meet"): "connected",
        ("connecting", "miss"): "unreached",
        ("connecting", "requeue"): "queued",
        ("connecting", "cancel"): "cancelled",
        ("connecting", "hang_up"): "abandoned",
        ("connecting", "defer"): "deferred",
        ("connecting", "snooze"): "snoozed",
        ("snoozed", "wake"): "queued",
        ("snoozed", "cancel"): "cancelled",
        ("connected", "finish"): "done",
        ("connected", "hand_over"): "queued",
        ("connected", "drop"): "interrupted",
        ("interrupted", "meet"): "connected",
        ("interrupted", "finish"): "done",
        ("connected", "pass_to"): "connected",
        ("connected", "hand_out"): "handed_out",
        ("handed_out", "finish"): "done",
        ("handed_out", "come_back"): "queued",
        ("connected", "detach"): "detached",
        ("interrupted", "detach"): "detached",
        ("detached", "meet"): "connected",
        ("detached", "drop"): "interrupted",
        ("detached", "finish"): "done",
        ("detached", "pass_on"): "queued",
    },
)
"""`miss`: the customer could not be reached. `requeue`: the associate was lost before meeting.
`drop`: the customer's line was lost; associate and tour stay theirs for a while.
`hand_over`: the associate gives the customer, who hears music, to somebody else.
`detach`: the console's line was lost; the customer hears music until it is back, or until the
contact is passed on to somebody else.
`pass_to`: somebody who is in the conference already becomes its associate.
`hand_out`: the customer talks on with a guest, and none of us is there any more.
`come_back`: the number the customer was put through to did not answer; somebody of us is found.
`dismiss`: nobody comes; on the line, the caller hears what else there is, as leaving a message.
`snooze`: called back, the customer wants it ten minutes later, at the same place of the queue.
"""

SERVED = ("connecting", "connected", "interrupted", "detached")
"""States in which a contact has an associate for itself."""

TALKS = ("connected", "detached")
"""States in which the customer is in the conference of a conversation."""

LEG = Lifecycle(
    "leg",
    first=("planned", "expected", "in_call"),
    table={
        ("planned", "send"): "sending",
        ("planned", "end"): "ended",
        ("sending", "retry"): "planned",
        ("sending", "place"): "placed",
        ("sending", "dial"): "dialling",
        ("sending", "ring"): "ringing",
        ("sending", "answer"): "in_call",
        ("sending", "end"): "ended",
        ("placed", "dial"): "dialling",
        ("placed", "ring"): "ringing",
        ("placed", "answer"): "in_call",
        ("placed", "end"): "ended",
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
"""`planned`: we shall ring it. `sending`: the order left or is about to; what became of it is not
known yet. `placed`: the carrier has it and has not dialled. `expected`: the associate's softphone
will come by itself.
"""
