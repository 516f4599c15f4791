"""The clock's way in: cameras that fell silent."""

from datetime import timedelta

from callcenter.services import Services
from streaming import service as tours
from streaming.cameras import models

_SILENT = timedelta(seconds=20)


def sweep(services: Services) -> None:
    with services.transaction() as tx:
        for camera in models.silent(tx.session, tx.now - _SILENT):
            camera.state = "gone"
            tours.changed(tx, camera.tour)
