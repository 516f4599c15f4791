"""The short form of the fuzz: frames to sessions, and session descriptions to real legs."""

import random

import pytest

from sandbox.media.leg import Leg, stay_on_loopback
from tests.sandbox.signalling.fuzz import Fuzzer


@pytest.mark.parametrize("seed", [1, 2])
def test_no_frame_breaks_a_session(seed: int) -> None:
    fuzzer = Fuzzer(seed)
    fuzzer.run(3_000)
    assert len(fuzzer.codes) >= 5, "the frames are too tame"
    assert {"invite", "answer", "cancel", "hangup", "error", "ready"} <= set(fuzzer.kinds)


@pytest.mark.asyncio
async def test_no_session_description_breaks_a_leg() -> None:
    """A description is used, or refused by ValueError: nothing else comes out of a leg."""
    stay_on_loopback()
    maker = Leg()
    offer = await maker.offer()
    await maker.close()
    dice, refused = random.Random(3), 0
    for _ in range(150):
        leg = Leg()
        try:
            await leg.answer(_mutated(offer, dice))
        except ValueError:
            refused += 1
        finally:
            await leg.close()
    assert 0 < refused < 150


@pytest.mark.asyncio
@pytest.mark.parametrize(
    "said", ["", "nonsense", "v=0", "v=0\r\nm=video 9 UDP/TLS/RTP/SAVPF 96\r\n"]
)
async def test_what_is_no_description_is_refused(said: str) -> None:
    for verb in ("answer", "accept"):
        leg = Leg()
        if verb == "accept":
            await leg.offer()
        with pytest.raises(ValueError, match=r"session description|sound"):
            await getattr(leg, verb)(said)
        await leg.close()


def _mutated(text: str, dice: random.Random) -> str:
    lines = text.split("\r\n")
    for _ in range(dice.randrange(1, 4)):
        at = dice.randrange(len(lines))
        line = lines[at]
        cut = dice.randrange(len(line) + 1)
        how = dice.randrange(4)
        lines[at : at + 1] = (
            [],
            [line, line],
            [line[:cut] + dice.choice("xyz:=/ 09é") + line[cut + 1 :]],
            [line[:cut]],
        )[how]
        if not lines:
            break
    return "\r\n".join(lines)
