"""The queue's and the clock's way in: who was sent away, and who fell silent."""

from datetime import timedelta

from callcenter.events import ViewerRemoved
from callcenter.services import Services
from streaming import service as tours
from streaming.media_orders import order
from streaming.viewers import models
from streaming.viewers.models import Viewer

_SILENT = timedelta(seconds=12)


def removed(services: Services, fact: ViewerRemoved) -> None:
    """Tell the viewer's page; an errand ends its connections."""
    with services.transaction() as tx:
        viewer = tx.session.get_one(Viewer, fact.viewer_id)
        topic, who = f"tour:{viewer.tour.public_id}", viewer.public_id
    services.push.send(topic, "removed", {"viewer": who})


def drop(services: Services, viewer_id: int) -> None:
    """End the connections of a viewer who was sent away; doing it twice does no harm."""
    with services.transaction() as tx:
        viewer = tx.session.get_one(Viewer, viewer_id)
        tour, subject, done = viewer.tour.public_id, viewer.public_id, viewer.dropped_at
    if done:
        return
    order(services.settings, "kick", {"tour": tour, "subject": subject})
    with services.transaction() as tx:
        tx.session.get_one(Viewer, viewer_id).dropped_at = tx.now


def sweep(services: Services) -> None:
    """Notice viewers who fell silent."""
    with services.transaction() as tx:
        for viewer in models.silent(tx.session, tx.now - _SILENT):
            viewer.state = "gone"
            tours.changed(tx, viewer.tour)
