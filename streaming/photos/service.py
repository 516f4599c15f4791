"""Use-cases of photos: take one, look at one."""

from callcenter.errors import Conflict, Invalid, NotFound
from callcenter.services import Services, Transaction
from streaming import service as tours
from streaming.cameras import service as cameras
from streaming.models import Tour
from streaming.photos import models
from streaming.photos.jpeg import NotJpeg, read
from streaming.photos.models import Photo

LARGEST = 6 * 1024 * 1024
MOST = 30


def take(services: Services, camera_public_id: str, raw: bytes) -> Photo:
    """Keep a photo and put it on the customer's page. Raises Invalid, Conflict."""
    try:
        jpeg = read(raw)
    except NotJpeg as error:
        raise Invalid("This is no JPEG picture.") from error
    with services.transaction() as tx:
        tour = cameras.find(tx, camera_public_id).tour
        tours.must_live(tour)
        if models.count(tx.session, tour.id) >= MOST:
            raise Conflict("This tour has thirty photos already.")
        photo = Photo(tour_id=tour.id, width=jpeg.width, height=jpeg.height, picture=jpeg.data)
        photo.taken_at = tx.now
        tx.session.add(photo)
        tours.changed(tx, tour)
    return photo


def picture(tx: Transaction, tour: Tour, public_id: str) -> bytes:
    found = models.picture(tx.session, tour.id, public_id)
    if found is None:
        raise NotFound("We do not have this photo.")
    return found
