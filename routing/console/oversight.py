"""A supervisor takes a conversation over: one transaction, and the customer is never alone."""

from callcenter.contacts import colleagues
from callcenter.contacts import service as contacts
from callcenter.errors import Conflict
from callcenter.infra.rivals import goes_again
from callcenter.services import Services
from callcenter.staff.chiefs import supervisor
from routing.presence import service as presence


@goes_again
def take_over(services: Services, public_id: str, supervisor_id: int) -> None:
    """Make the supervisor the associate; who was it goes to the wrap-up.

    They must be beside the conversation already, listening or joined. Raises NotAllowed, Conflict.
    """
    with services.transaction() as tx:
        person = supervisor(tx.session, supervisor_id, "may take a conversation over")
        contact = contacts.find(tx, public_id)
        contacts.hold(tx, contact)
        line = colleagues.line_of(tx.session, supervisor_id)
        if contact.state != "connected" or line is None or line.contact_id != contact.id:
            raise Conflict("Please listen or join first, then take over.")
        if contact.associate_id:
            presence.notify(tx, contact.associate_id, f"{person.name} has taken your call over.")
        if not presence.take_over(tx, supervisor_id):
            raise Conflict("You are with another customer.")
        colleagues.pass_to(tx, contact, line, f"taken over by {person.name}")
