"""Facts: what happened with us. The door says who listens."""

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True)
class Fact:
    """Dispatched in process after the commit that made it true.

    `hurries`: somebody acts on it, so it is told before what only makes pages new.
    `awaited`: who reported it is answered by what comes of it, so it is told before the answer.
    """

    hurries: ClassVar[bool] = False
    awaited: ClassVar[bool] = False


@dataclass(frozen=True)
class ContactQueued(Fact):
    contact_id: int


@dataclass(frozen=True)
class ContactsQueued(Fact):
    """Many at once, new ones: nobody's page shows them yet."""

    contact_ids: tuple[int, ...]


@dataclass(frozen=True)
class ContactsEnded(Fact):
    """Many at once, whom nobody served: there is no talk, no tour and no place to settle."""

    contact_ids: tuple[int, ...]


@dataclass(frozen=True)
class ContactChanged(Fact):
    contact_id: int


@dataclass(frozen=True)
class ContactWithdrawn(Fact):
    """The contact waits for nobody (any more), and is not over."""

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
class LegSteered(Fact):
    """The line should ask at once what to do now, whatever it hears."""

    leg_id: int


@dataclass(frozen=True)
class AssociateFreed(Fact):
    """The associate no longer serves the contact; `met` tells whether they spoke."""

    associate_id: int
    contact_id: int
    met: bool


@dataclass(frozen=True)
class OfferAnswered(Fact):
    """An associate who was rung by telephone answered an offer: `accept`, `decline` or `miss`."""

    awaited: ClassVar[bool] = True
    contact_id: int
    associate_id: int
    leg_id: int
    answer: str


@dataclass(frozen=True)
class AssociateLost(Fact):
    """The associate's line was lost and did not come back: the contact went on without them."""

    associate_id: int
    contact_id: int


@dataclass(frozen=True)
class RecordingAnnounced(Fact):
    """The customer is to be told that the call is recorded."""

    recording_id: int


@dataclass(frozen=True)
class RecordingWished(Fact):
    """The carrier is to start, pause, go on or stop."""

    recording_id: int


@dataclass(frozen=True)
class RecordingErased(Fact):
    """Its sound is to be deleted at the carrier."""

    recording_id: int


@dataclass(frozen=True)
class MessagePlanned(Fact):
    message_id: int


@dataclass(frozen=True)
class MessageReported(Fact):
    """Something became of a text whose fate a page shows."""

    message_id: int
    contact_id: int


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

    hurries: ClassVar[bool] = True
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
class VoicemailChanged(Fact):
    voicemail_id: int


@dataclass(frozen=True)
class AppointmentChanged(Fact):
    appointment_id: int


@dataclass(frozen=True)
class AppointmentsChanged(Fact):
    """Many at once."""

    appointment_ids: tuple[int, ...]
