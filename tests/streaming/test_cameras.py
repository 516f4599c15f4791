"""Who films: one camera is on the air, the others stand by; photos stay on the page."""

import contextlib
from io import BytesIO

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from streaming import service as tours
from streaming.links import check
from streaming.photos.jpeg import NotJpeg, read
from tests.cast import World
from tests.streaming.scene import Page, Scene

SIZE = bytes.fromhex("ffc0000b0800f0014001011100")
"""A frame header: 240 lines, 320 pixels, one component."""
JPEG = (
    b"\xff\xd8"
    + bytes.fromhex("ffe000104a46494600010100000100010000")
    + b"\xff\xe1\x00\x0bExif\x00\x00GPS"
    + SIZE
    + b"\xff\xda\x00\x08\x01\x01\x00\x00\x3f\x00data\xff\xd9"
)


@pytest.fixture
def scene(world: World) -> Scene:
    return Scene(world)


def phone(scene: Scene) -> Page:
    answer = scene.web.post(camera_link(scene), json={})
    assert answer.status_code == 200
    return Page(answer.get_json())


def camera_link(scene: Scene) -> str:
    return f"/c/{scene.world.services.vault.open(scene.row().camera_sealed)}"


def publish(web: FlaskClient, page: Page, *, take: bool) -> int:
    path = f"/cameras/{page.said['camera']}/publish"
    return web.post(path, json={"take": take}, headers=page.headers).status_code


def desk(scene: Scene) -> Page:
    ada = scene.world.person("ada")
    with scene.web.session_transaction() as session:
        session["associate_id"] = ada
        session["csrf"] = "token"
    answer = scene.web.post(
        scene.path("cameras"), json={"kind": "console"}, headers={"X-CSRF-Token": "token"}
    )
    return Page(answer.get_json())


def test_the_newest_camera_a_person_asked_for_is_on_the_air(scene: Scene) -> None:
    console, handy = desk(scene), phone(scene)
    assert publish(scene.web, console, take=True) == 200
    assert publish(scene.web, handy, take=True) == 200
    assert scene.row().on_air == handy.said["camera"]
    assert publish(scene.web, console, take=False) == 409
    assert publish(scene.web, handy, take=False) == 200


def test_cameras_of_one_tour_share_their_subject_up_to_the_dot(scene: Scene) -> None:
    console, handy = desk(scene), phone(scene)
    secret = scene.world.services.settings.media_secret
    subjects = []
    for page in (console, handy):
        path = f"/cameras/{page.said['camera']}/publish"
        said = scene.web.post(path, json={"take": True}, headers=page.headers).get_json()
        assert said["whip_url"].endswith("?takeover=1")
        claims = check(secret, said["token"], scene.world.clock.now().timestamp())
        assert (claims.role, claims.tour) == ("publish", scene.tour.public_id)
        subjects.append(claims.subject)
    assert subjects == [f"{scene.tour.public_id}.{p.said['camera']}" for p in (console, handy)]


def test_a_replaced_camera_goes_without_anybody_missing_it(scene: Scene) -> None:
    console, handy = desk(scene), phone(scene)
    publish(scene.web, console, take=True)
    scene.media_says("publisher-live", console.said["camera"])
    publish(scene.web, handy, take=True)
    scene.media_says("publisher-live", handy.said["camera"])
    scene.media_says("publisher-gone", console.said["camera"])
    assert scene.row().state == "live"
    scene.media_says("publisher-gone", handy.said["camera"])
    assert scene.row().state == "waiting"


def test_glasses_that_begin_by_themselves_are_on_the_air(scene: Scene) -> None:
    console = desk(scene)
    publish(scene.web, console, take=True)
    scene.media_says("publisher-live", console.said["camera"])
    answer = scene.web.post(
        scene.path("cameras"), json={"kind": "encoder"}, headers={"X-CSRF-Token": "token"}
    ).get_json()
    assert answer["whip_url"].endswith(f"/whip/{scene.tour.public_id}")
    scene.media_says("publisher-live", answer["camera"])
    assert scene.row().on_air == answer["camera"]
    pushed = scene.world.pushed.last(f"cameras:{scene.tour.public_id}")
    assert pushed["on_air"] == answer["camera"]


def test_glasses_that_do_not_send_yet_leave_no_picture_that_is_called_live(scene: Scene) -> None:
    console = desk(scene)
    publish(scene.web, console, take=True)
    scene.media_says("publisher-live", console.said["camera"])
    header = {"X-CSRF-Token": "token"}
    glasses = scene.web.post(scene.path("cameras"), json={"kind": "encoder"}, headers=header)
    which = glasses.get_json()["camera"]
    scene.web.post(scene.path(f"cameras/{which}/switch"), json={}, headers=header)
    scene.media_says("publisher-gone", console.said["camera"])
    assert (scene.row().state, scene.page_view()["scene"]) == ("waiting", "paused")
    scene.media_says("publisher-live", which)
    assert (scene.row().state, scene.page_view()["scene"]) == ("live", "live")


def test_a_late_report_does_not_put_a_page_back_on_the_air(scene: Scene) -> None:
    console, handy = desk(scene), phone(scene)
    publish(scene.web, console, take=True)
    publish(scene.web, handy, take=True)
    scene.media_says("publisher-live", console.said["camera"])
    assert scene.row().on_air == handy.said["camera"]


def test_the_console_says_what_each_camera_is_doing(scene: Scene) -> None:
    handy = phone(scene)
    publish(scene.web, handy, take=True)
    scene.media_says("publisher-live", handy.said["camera"])
    said = {"state": "covered", "battery": 41, "charging": False, "up_kbps": 1480, "height": 720}
    path = f"/cameras/{handy.said['camera']}/report"
    assert scene.web.post(path, json=said, headers=handy.headers).status_code == 204
    shown = scene.console()["cameras"][0]
    assert (shown["kind"], shown["battery"], shown["up_kbps"]) == ("phone", 41, 1480)
    assert scene.page_view()["scene"] == "covered"
    scene.web.post(path, json={**said, "state": "paused"}, headers=handy.headers)
    assert scene.page_view()["scene"] == "paused"


def test_a_silent_camera_is_gone(scene: Scene) -> None:
    phone(scene)
    scene.world.pass_(21, beats=("ada",))
    assert scene.console()["cameras"] == []


def test_a_camera_link_does_not_outlive_the_tour(scene: Scene) -> None:
    handy = phone(scene)
    tours.end(scene.world.services, scene.tour.public_id, scene.world.person("ada"))
    assert publish(scene.web, handy, take=True) == 409
    assert scene.web.post(camera_link(scene), json={}).status_code == 404


def test_a_photo_is_on_the_page_at_once_and_afterwards(scene: Scene) -> None:
    page, handy = scene.taps(), phone(scene)
    path = f"/cameras/{handy.said['camera']}/photos"
    assert scene.web.post(path, data=JPEG, headers=handy.headers).status_code == 201
    (photo,) = scene.page_view()["photos"]
    assert (photo["width"], photo["height"]) == (320, 240)
    live = scene.web.get(scene.path(f"photos/{photo['id']}"), headers=page.headers)
    assert live.mimetype == "image/jpeg"
    after = scene.web.get(f"{scene.link}/photos/{photo['id']}.jpg")
    assert after.data == live.data
    assert b"Exif" not in after.data
    assert scene.web.get(scene.path(f"photos/{photo['id']}")).status_code == 403


@pytest.mark.parametrize(
    "raw", [b"", b"GIF89a", JPEG[:30], b"\xff\xd8\xff\xe0\x00\x00", JPEG.replace(SIZE, b"")]
)
def test_only_whole_jpegs_are_photos(scene: Scene, raw: bytes) -> None:
    with pytest.raises(NotJpeg):
        read(raw)
    handy = phone(scene)
    path = f"/cameras/{handy.said['camera']}/photos"
    answer = scene.web.post(path, data=BytesIO(raw), headers=handy.headers)
    assert answer.status_code == 422


@given(st.binary(max_size=300))
def test_whatever_comes_as_a_photo_is_read_or_refused(raw: bytes) -> None:
    with contextlib.suppress(NotJpeg):
        assert read(b"\xff\xd8" + raw).width > 0


def test_a_large_photo_is_taken_and_a_huge_one_refused(scene: Scene) -> None:
    handy = phone(scene)
    path = f"/cameras/{handy.said['camera']}/photos"
    large = JPEG[:-2] + b"\0" * 2_000_000 + JPEG[-2:]
    assert scene.web.post(path, data=large, headers=handy.headers).status_code == 201
    huge = JPEG + b"\0" * 6 * 1024 * 1024
    assert scene.web.post(path, data=huge, headers=handy.headers).status_code == 413


def test_a_second_page_of_the_console_is_a_second_camera(scene: Scene) -> None:
    first, second = desk(scene), desk(scene)
    assert publish(scene.web, first, take=True) == 200
    assert publish(scene.web, second, take=True) == 200
    assert publish(scene.web, first, take=False) == 409


def test_a_thirteenth_camera_is_refused(scene: Scene) -> None:
    for _ in range(12):
        phone(scene)
    assert scene.web.post(camera_link(scene), json={}).status_code == 409
