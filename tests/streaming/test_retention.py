"""What is kept of a tour ends in time: photos with their link, recordings by order."""

from typing import Any

import pytest

from callcenter.privacy import service as privacy
from streaming import retention
from streaming import service as tours
from streaming.photos.models import count
from tests.cast import DIAZ, World
from tests.streaming.scene import Scene
from tests.streaming.test_cameras import JPEG, phone

_DAY = 24 * 3600


class Media:
    """What the media process was told, and whether it does it."""

    def __init__(self) -> None:
        self.told: list[tuple[str, str]] = []
        self.refuses = self.away = False

    def order(self, _settings: object, what: str, said: dict[str, Any]) -> bool:
        if self.away:
            raise ConnectionRefusedError
        self.told.append((what, said["name"] if what == "erase" else said["tour"]))
        return not self.refuses

    def erased(self) -> list[str]:
        return [name for what, name in self.told if what == "erase"]


@pytest.fixture
def scene(world: World) -> Scene:
    return Scene(world)


@pytest.fixture
def media(monkeypatch: pytest.MonkeyPatch) -> Media:
    found = Media()
    for place in ("streaming.jobs.order", "streaming.retention.order"):
        monkeypatch.setattr(place, found.order)
    return found


def recorded(scene: Scene) -> None:
    """Record the tour, and end it."""
    ada = scene.world.person("ada")
    tours.record(scene.world.services, scene.tour.public_id, ada, agreed=True)
    scene.world.run()
    tours.end(scene.world.services, scene.tour.public_id, ada)
    scene.world.run()


def photographed(scene: Scene) -> None:
    handy = phone(scene)
    path = f"/cameras/{handy.said['camera']}/photos"
    assert scene.web.post(path, data=JPEG, headers=handy.headers).status_code == 201


def photos(scene: Scene) -> int:
    with scene.world.services.transaction() as tx:
        return count(tx.session, scene.tour.id)


def later(scene: Scene, seconds: float) -> None:
    scene.world.clock.pass_(seconds)
    retention.sweep(scene.world.services)


def test_photos_go_when_the_link_dies(scene: Scene) -> None:
    photographed(scene)
    later(scene, 23 * 3600)
    assert photos(scene) == 1
    later(scene, 2 * 3600)
    assert photos(scene) == 0


def test_how_long_a_link_lives_is_a_setting(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(vars(scene.world.services.settings), "tour_link_hours", 2)
    photographed(scene)
    tours.end(scene.world.services, scene.tour.public_id, scene.world.person("ada"))
    later(scene, 7200 - 1)
    assert (photos(scene), scene.web.get(scene.link).status_code) == (1, 200)
    later(scene, 1)
    assert (photos(scene), scene.web.get(scene.link).status_code) == (0, 404)


def test_a_recording_is_erased_after_its_days_and_once(scene: Scene, media: Media) -> None:
    recorded(scene)
    later(scene, 29 * _DAY)
    assert media.erased() == []
    later(scene, _DAY + 1)
    later(scene, 300)
    assert media.erased() == [scene.tour.public_id]


@pytest.mark.parametrize("fault", ["refuses", "away"])
def test_what_was_not_erased_is_tried_again(scene: Scene, media: Media, fault: str) -> None:
    recorded(scene)
    setattr(media, fault, True)
    later(scene, 31 * _DAY)
    setattr(media, fault, False)
    media.told.clear()
    later(scene, 300)
    later(scene, 300)
    assert media.erased() == [scene.tour.public_id]


def test_nothing_is_erased_that_was_never_recorded(scene: Scene, media: Media) -> None:
    tours.end(scene.world.services, scene.tour.public_id, scene.world.person("ada"))
    later(scene, 60 * _DAY)
    assert media.erased() == []


def test_a_recording_that_was_refused_is_no_recording(scene: Scene, media: Media) -> None:
    media.refuses = True
    recorded(scene)
    media.refuses = False
    later(scene, 60 * _DAY)
    assert media.erased() == []


def test_an_erased_number_takes_photos_link_and_recording_along(scene: Scene, media: Media) -> None:
    photographed(scene)
    recorded(scene)
    privacy.erase(scene.world.services, DIAZ)
    later(scene, 300)
    assert photos(scene) == 0
    assert scene.web.get(scene.link).status_code == 404
    assert media.erased() == [scene.tour.public_id]
