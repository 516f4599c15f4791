"""Facts: what happened with us. The door says who listens."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Fact:
    """Dispatched in process after the commit that made it true."""


@dataclass(frozen=True)
class ContactQueued(Fact):
    contact_id: int


@dataclass(frozen=True)
class ContactChanged(Fact):
    contact_id: int


@dataclass(frozen=True)
class ContactConnected(Fact):
    contact_id: int
    associate_id: int


@dataclass(frozen=True)
class ContactEnded(Fact):
    """The contact reached a terminal state; `associate_id` served it or was about to."""

    contact_id: int
    associate_id: int | None
    state: str


@dataclass(frozen=True)
class LegPlanned(Fact):
    leg_id: int


@dataclass(frozen=True)
class LegUnwanted(Fact):
    """The leg should be hung up at the carrier."""

    leg_id: int


@dataclass(frozen=True)
class LegTuned(Fact):
    """How the line takes part in its conference has changed: the carrier is to be told."""

    leg_id: int


@dataclass(frozen=True)
class LegParted(Fact):
    """The line should leave its conference without ending it."""

    leg_id: int


@dataclass(frozen=True)
class LegDismissed(Fact):
    """The line should hear our goodbye instead of the waiting room, and end."""

    leg_id: int


@dataclass(frozen=True)
class AssociateFreed(Fact):
    """The associate no longer serves the contact; `met` tells whether they spoke."""

    associate_id: int
    contact_id: int
    met: bool


@dataclass(frozen=True)
class MessagePlanned(Fact):
    message_id: int


@dataclass(frozen=True)
class MessageReported(Fact):
    message_id: int
    contact_id: int | None


@dataclass(frozen=True)
class AssociateChanged(Fact):
    associate_id: int


@dataclass(frozen=True)
class AssociateAvailable(Fact):
    associate_id: int


@dataclass(frozen=True)
class TourChanged(Fact):
    tour_id: int


@dataclass(frozen=True)
class PartitionChanged(Fact):
    """Somebody of this store group waits, is free, or is gone: routing has to look."""

    partition: int


@dataclass(frozen=True)
class RulesChanged(Fact):
    """Rules of this store were set anew; None: of the whole house."""

    store_id: int | None


@dataclass(frozen=True)
class TourOver(Fact):
    """Its picture should be closed at the media process."""

    tour_id: int


@dataclass(frozen=True)
class ViewerRemoved(Fact):
    """The viewer may not watch any more; the picture should stop at once."""

    viewer_id: int


@dataclass(frozen=True)
class RecordingSwitched(Fact):
    tour_id: int


@dataclass(frozen=True)
class AppointmentChanged(Fact):
    appointment_id: int
