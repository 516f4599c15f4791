"""Product and media process together: real orders, real reports, real packets on loopback."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import av
import pytest
from sqlalchemy.orm import Session, sessionmaker

from callcenter.infra.states import history
from tests.cast import World
from tests.streaming.media import film
from tests.streaming.media.stage import SECRET, Camera, Stage, Watcher, stage, until
from tests.streaming.scene import Page, Scene

pytestmark = pytest.mark.asyncio
_FOREIGN = "https://shop.example"


@dataclass
class House:
    """Ada's tour, and the media process that carries it."""

    on: Stage
    scene: Scene

    async def films(self, address: dict[str, Any]) -> Camera:
        camera = Camera()
        self.on.peers.append(camera.peer)
        await camera.peer.post(self.on.http, address["whip_url"], address["token"])
        return camera

    async def watches(self, page: Page) -> Watcher:
        watcher, address = Watcher(), page.said["whep"]
        self.on.peers.append(watcher.peer)
        await watcher.peer.post(self.on.http, address["url"], address["token"])
        return watcher

    async def do(self, act: Callable[[], Any]) -> Any:
        """Run the product beside the media process, whose answers it waits for."""
        found = await asyncio.to_thread(act)
        await asyncio.to_thread(self.scene.world.run)
        return found

    async def eventually(self, true: Callable[[], object]) -> None:
        async with asyncio.timeout(10):
            while not await asyncio.to_thread(true):  # noqa: ASYNC110 - a row, not ours to signal
                await asyncio.sleep(0.05)

    def steps(self) -> list[tuple[str, str]]:
        with self.scene.world.services.transaction() as tx:
            return [(s.state, s.reason) for s in history(tx.session, self.scene.contact.id)]


@asynccontextmanager
async def house(
    sessions: sessionmaker[Session], recordings: Path | None = None
) -> AsyncIterator[House]:
    scenes: list[Scene] = []

    async def hear(raw: bytes) -> None:
        if scenes:
            answer = await asyncio.to_thread(scenes[0].media_posts, raw)
            assert answer.status_code == 204

    async with stage(recordings=recordings, origin=_FOREIGN, hear=hear) as on:
        world = World(sessions, media_url=on.base, media_secret=SECRET)
        world.clock.pass_((datetime.now(UTC) - world.clock.now()).total_seconds())
        scenes.append(await asyncio.to_thread(Scene, world))
        yield House(on, scenes[0])


@asynccontextmanager
async def filming(camera: Camera) -> AsyncIterator[None]:
    running = asyncio.create_task(film.send(camera, film.encoded("VP8", 30), 20))
    yield
    running.cancel()
    with suppress(asyncio.CancelledError):
        await running


async def test_a_viewer_whom_the_associate_removes_loses_the_picture(
    sessions: sessionmaker[Session],
) -> None:
    async with house(sessions) as at:
        scene = at.scene
        page = await at.do(scene.taps)
        eva = await at.do(lambda: scene.joins(scene.invites(page), "Eva"))
        camera = await at.films(await at.do(lambda: scene.publishes(scene.scans())))
        await at.eventually(lambda: scene.row().state == "live")
        customer, friend = await at.watches(page), await at.watches(eva)
        async with filming(camera):
            await until(lambda: customer.came and friend.came)
            who = eva.said["viewer"]["id"]
            await at.do(lambda: scene.asks(f"viewers/{who}/remove"))
            await until(lambda: not friend.peer.connected)
            before = len(customer.came)
            await until(lambda: len(customer.came) > before + 10)
        with pytest.raises(AssertionError, match="403"):
            await at.watches(eva)


async def test_a_recording_by_consent_makes_a_file_and_a_line_on_the_timeline(
    sessions: sessionmaker[Session], tmp_path: Path
) -> None:
    async with house(sessions, tmp_path) as at:
        camera = await at.films(await at.do(lambda: at.scene.publishes(at.scene.scans())))
        async with filming(camera):
            await at.do(lambda: at.scene.asks("recording", on=True))
            await asyncio.sleep(1)
            await at.do(lambda: at.scene.asks("recording", on=False))
        name = f"{at.scene.tour.public_id}-001.webm"
        await at.eventually(lambda: ("recorded", name) in at.steps())
    with av.open(str(tmp_path / name)) as opened:
        assert not opened.streams.audio
        assert len(list(opened.decode(video=0))) > 5


async def test_stills_answer_to_the_token_of_the_viewer_on_a_foreign_website(
    sessions: sessionmaker[Session],
) -> None:
    async with house(sessions) as at:
        page = await at.do(at.scene.taps)
        camera = await at.films(await at.do(lambda: at.scene.publishes(at.scene.scans())))
        address = page.said["whep"]
        headers = {"Authorization": f"Bearer {address['token']}", "Origin": _FOREIGN}
        async with filming(camera), at.on.http.get(address["stills_url"], headers=headers) as found:
            assert (found.status, found.content_type) == (200, "image/jpeg")
            assert found.headers["Access-Control-Allow-Origin"] == _FOREIGN
            assert (await found.read()).startswith(b"\xff\xd8")


async def test_the_camera_that_a_person_chose_takes_over_and_the_other_stays_out(
    sessions: sessionmaker[Session],
) -> None:
    async with house(sessions) as at:
        scene = at.scene
        first, second = await at.do(scene.scans), await at.do(scene.scans)
        old = await at.do(lambda: scene.publishes(first))
        one = await at.films(old)
        two = await at.films(await at.do(lambda: scene.publishes(second)))
        await at.eventually(lambda: scene.row().live_camera == second.said["camera"])
        await until(lambda: not one.peer.connected)
        with pytest.raises(AssertionError, match="409"):
            await at.films(old | {"whip_url": old["whip_url"].partition("?")[0]})
        await at.films(await at.do(lambda: scene.publishes(first)))
        await at.eventually(lambda: scene.row().live_camera == first.said["camera"])
        await until(lambda: not two.peer.connected)
        assert scene.row().state == "live"


async def test_a_media_process_that_begins_anew_tells_so_by_itself(
    sessions: sessionmaker[Session],
) -> None:
    async with house(sessions) as at:
        await at.do(lambda: at.scene.media_says("publisher-live", "cam"))
        assert at.scene.row().state == "live"
        async with stage(hear=lambda raw: at.do(lambda: at.scene.media_posts(raw))):
            await at.eventually(lambda: at.scene.row().state == "waiting")
