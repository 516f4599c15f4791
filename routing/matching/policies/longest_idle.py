"""What the systems people know do by default: whoever has been idle longest."""

from routing.matching.seats import Policy

LONGEST_IDLE = Policy("longest_idle", ("idle",), lambda ask, seat: (seat.idle_since - ask.now,))
