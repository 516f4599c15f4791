"""Broken input, the short form; `scripts/bench fuzz` runs a million."""

import pytest

from tests.bench import fuzz


@pytest.mark.asyncio
@pytest.mark.parametrize("seed", [1, 2, 3])
async def test_broken_input_is_refused_and_leaves_nothing_behind(seed: int) -> None:
    found = await fuzz.run(8_000, seed)
    assert found["grown_kb"] < 20_000
