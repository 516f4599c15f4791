"""The telephones of a store's associates, as their supervisor sees them."""

from typing import Any

from callcenter.services import Services
from callcenter.staff import models as staff
from callcenter.staff import paths
from callcenter.staff.chiefs import supervisor
from routing.presence.models import Presence


def view(services: Services, reader_id: int) -> dict[str, Any]:
    """Return store and people, numbers masked. Raises NotAllowed."""
    with services.reading() as tx:
        reader = supervisor(tx.session, reader_id, "see telephones")
        people = []
        for who in staff.serving(tx.session, reader.store_id):
            path, row = paths.of(tx.session, who.id), tx.session.get(Presence, who.id)
            people.append(
                {
                    "slug": who.slug,
                    "name": who.name,
                    "masked": path.masked if path else "",
                    "state": row.state if row and row.by_phone else "",
                }
            )
        return {"store": reader.store.name, "people": people}
