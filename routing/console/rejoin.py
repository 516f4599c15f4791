"""A page that finds its conversation without a line of its own: it may take it up again."""

from callcenter.contacts import attachment
from callcenter.contacts import service as contacts
from callcenter.errors import Conflict
from callcenter.services import Services
from routing.presence import service as presence

_ELSEWHERE = "This call goes on in another browser of yours. Close it there first."


def rejoin(services: Services, associate_id: int, public_id: str, tab: str) -> None:
    """Expect the page's softphone in its live conversation once more. Raises NotFound, Conflict.

    Which tab of a browser may ask, the browser itself decides by a lock. Of several browsers it
    is the one that rings, until it has been silent for long.
    """
    with services.transaction() as tx:
        contact = contacts.of_associate(tx, public_id, associate_id)
        if not presence.takes_over(tx, associate_id, tab):
            raise Conflict(_ELSEWHERE)
        attachment.attach(tx, contact)
