"""A recording's channels. Rules: Twilio, "Recording resource: fetch a recording's media file".

"A recording created as a mono recording cannot be downloaded as a dual-channel audio file."
(twilio.com/docs/api/errors/16113)
"""

import io
import wave
from array import array

import pytest

from sandbox.rest.answers import RestError
from sandbox.rest.sound import asked_for
from tests.sandbox.scene import ACCOUNT, TOKEN, Scene


def wav(*frames: tuple[int, ...]) -> bytes:
    file = io.BytesIO()
    with wave.open(file, "wb") as written:
        written.setnchannels(len(frames[0]))
        written.setsampwidth(2)
        written.setframerate(8000)
        written.writeframes(array("h", [one for frame in frames for one in frame]).tobytes())
    return file.getvalue()


def read(sound: bytes) -> tuple[int, list[int]]:
    with wave.open(io.BytesIO(sound)) as file:
        return file.getnchannels(), list(array("h", file.readframes(file.getnframes())))


def test_two_channels_become_one() -> None:
    assert read(asked_for(wav((100, 300), (-200, 0)), "1")) == (1, [200, -100])


@pytest.mark.parametrize("channels", ["", "2"])
def test_two_channels_stay_two(channels: str) -> None:
    sound = wav((100, 300))
    assert asked_for(sound, channels) == sound


@pytest.mark.parametrize(
    ("channels", "status"),
    [("", 200), ("?RequestedChannels=1", 200), ("?RequestedChannels=2", 400)],
)
def test_one_channel_cannot_become_two(channels: str, status: int) -> None:
    scene = Scene()
    scene.says("/voice", "<Pause length='60'/>")
    sid = scene.call(record=True)
    scene.carrier.advance(5)
    scene.client.calls(sid).update(status="completed")
    scene.carrier.advance(5)
    [one] = scene.client.recordings.list()
    url = f"/2010-04-01/Accounts/{ACCOUNT}/Recordings/{one.sid}{channels}"
    assert scene.carrier.http_client().sound(url, (ACCOUNT, TOKEN))[0] == status


def test_other_numbers_of_channels_there_are_not() -> None:
    with pytest.raises(RestError, match="RequestedChannels"):
        asked_for(wav((1,)), "3")
