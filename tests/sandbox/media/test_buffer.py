"""What is kept of a leg's sound between the network and the mixer."""

import numpy as np
import pytest

from sandbox.media.buffer import Buffer
from sandbox.media.pcm import FRAME, Pcm


def frame(value: int) -> Pcm:
    return np.full(FRAME, value, np.int16)


def heard(buffer: Buffer) -> int:
    return int(buffer.read()[0])


@pytest.mark.parametrize("patience", [1, 2, 5])
def test_nothing_is_heard_until_enough_is_there(patience: int) -> None:
    buffer = Buffer(patience)
    said = []
    for n in range(1, 8):
        buffer.write(frame(n))
        said.append(heard(buffer))
    assert said == [0] * (patience - 1) + list(range(1, 9 - patience))


def test_after_a_gap_it_waits_again() -> None:
    buffer = Buffer(2)
    for n in (1, 2):
        buffer.write(frame(n))
    assert [heard(buffer) for _ in range(3)] == [1, 2, 0]
    buffer.write(frame(3))
    assert heard(buffer) == 0
    buffer.write(frame(4))
    assert heard(buffer) == 3


def test_a_burst_does_not_stay_as_delay() -> None:
    buffer = Buffer(2)
    for n in range(10):
        buffer.write(frame(n))
    behind = []
    for n in range(10, 60):
        buffer.write(frame(n))
        behind.append(n - heard(buffer))
    assert (behind[0], behind[-1]) == (10, 1)


def test_no_more_than_300_ms_are_kept() -> None:
    buffer = Buffer(1)
    for n in range(40):
        buffer.write(frame(n))
    assert heard(buffer) == 25


def test_a_steady_stream_loses_nothing() -> None:
    buffer = Buffer(2)
    buffer.write(frame(1))
    said = []
    for n in range(2, 302):
        buffer.write(frame(n))
        said.append(heard(buffer))
    assert said == list(range(1, 301))
