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
class AppointmentChanged(Fact):
    appointment_id: int
