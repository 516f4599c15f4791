"""What the pages decide by themselves: the picture ladder and the camera's quality, run in Node."""

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
_LADDER = """
const ladder = new Ladder();
const told = [];
let now = 0;
for (const [seconds, sample] of SCRIPT) {
  for (let n = 0; n < seconds; n += 1) {
    now += 1000;
    const whole = {now, elapsed: 1000, frames: 0, lost: 0, stills: 0, expected: true, ...sample};
    if (!ladder.connects) whole.frames = 0;
    const before = ladder.rung;
    if (whole.told !== undefined) ladder.told(whole.told, now);
    const rung = ladder.take(whole);
    if (rung !== before) told.push([now / 1000, rung]);
  }
}
console.log(JSON.stringify({told, rung: ladder.rung, probing: ladder.probing}));
"""
_QUALITY = """
const quality = new Quality();
const told = [];
let now = 0;
for (const [seconds, sample] of SCRIPT) {
  for (let n = 0; n < seconds; n += 1) {
    now += 1000;
    const whole = {now, available: 2000, lost: 0, strained: false, ...sample};
    if (quality.take(whole)) told.push([now / 1000, quality.step.lines, quality.step.fps]);
  }
}
console.log(JSON.stringify({told, step: quality.step}));
"""
LIVE = {"frames": 30}
DEAD = {"frames": 0}
STILLS = {"frames": 0, "stills": 1}


@pytest.fixture(scope="module")
def build(tmp_path_factory: pytest.TempPathFactory) -> Path:
    esbuild = ROOT / "node_modules" / ".bin" / "esbuild"
    if not esbuild.exists() or not shutil.which("node"):
        pytest.skip("no Node parts: scripts/setup brings them")
    folder = tmp_path_factory.mktemp("pages")
    for name in ("ladder", "quality"):
        source = ROOT / "streaming" / "frontend" / f"{name}.ts"
        command = [esbuild, source, "--format=esm", f"--outfile={folder / name}.mjs"]
        subprocess.run([*map(str, command), "--log-level=warning"], check=True)
    return folder


def play(build: Path, module: str, name: str, script: list[Any]) -> Any:
    program = _LADDER if module == "ladder" else _QUALITY
    head = f"import {{{name}}} from '{build / module}.mjs'; const SCRIPT = {json.dumps(script)};"
    done = subprocess.run(
        ["node", "--input-type=module", "-e", head + program],
        capture_output=True,
        text=True,
        check=True,
        timeout=30,
    )
    return json.loads(done.stdout)


def ladder(build: Path, *script: tuple[int, dict[str, Any]]) -> Any:
    return play(build, "ladder", "Ladder", list(script))


def quality(build: Path, *script: tuple[int, dict[str, Any]]) -> Any:
    return play(build, "quality", "Quality", list(script))


def test_a_good_picture_stays(build: Path) -> None:
    assert ladder(build, (300, LIVE))["told"] == []


def test_no_frame_in_eight_seconds_means_stills(build: Path) -> None:
    assert ladder(build, (8, DEAD))["told"] == []
    assert ladder(build, (9, DEAD))["told"] == [[9, "stills"]]


def test_a_hole_of_seven_seconds_is_waited_out(build: Path) -> None:
    assert ladder(build, (10, LIVE), (7, DEAD), (10, LIVE))["told"] == []


@pytest.mark.parametrize("bad", [{"frames": 30, "lost": 0.2}, {"frames": 2}])
def test_loss_and_stutter_mean_stills_when_they_last(build: Path, bad: dict[str, Any]) -> None:
    assert ladder(build, (10, LIVE), (6, bad), (10, LIVE))["told"] == []
    assert ladder(build, (10, LIVE), (7, bad))["told"] == [[17, "stills"]]


def test_nobody_films_or_looks_so_nothing_is_missing(build: Path) -> None:
    idle = {"frames": 0, "expected": False}
    assert ladder(build, (10, LIVE), (600, idle), (5, DEAD), (5, LIVE))["told"] == []


def test_without_stills_there_are_photos_and_stills_bring_it_up_again(build: Path) -> None:
    told = ladder(build, (9, DEAD), (10, DEAD), (1, STILLS))["told"]
    assert told == [[9, "stills"], [19, "photos"], [20, "stills"]]


def test_the_live_picture_is_tried_again_and_taken_when_it_is_steady(build: Path) -> None:
    both = {"frames": 25, "stills": 1}
    told = ladder(build, (9, DEAD), (30, both))["told"]
    assert [rung for _, rung in told] == ["stills", "live"]
    assert 19 < told[1][0] <= 25


def test_each_vain_try_makes_the_next_one_rarer(build: Path) -> None:
    found = ladder(build, (9, DEAD), (10, STILLS), (9, STILLS), (10, STILLS), (5, STILLS))
    assert found["rung"] == "stills"
    assert found["probing"] is True
    assert ladder(build, (9, DEAD), (3600, STILLS))["told"] == [[9, "stills"]]


def test_a_far_end_that_sees_a_weak_line_is_believed_at_once_and_so_is_a_good_one(
    build: Path,
) -> None:
    weak, well = LIVE | {"told": True}, {"frames": 25, "stills": 1, "told": False}
    both = {"frames": 25, "stills": 1}
    assert ladder(build, (10, LIVE), (1, weak))["told"] == [[11, "stills"]]
    told = ladder(build, (10, LIVE), (1, weak), (1, both), (1, well), (4, both))["told"]
    assert [rung for _, rung in told] == ["stills", "live"]
    assert told[1][0] <= 17


def test_a_try_that_the_far_end_sees_failing_ends_early(build: Path) -> None:
    found = ladder(build, (9, DEAD), (12, STILLS), (1, STILLS | {"told": True}))
    assert (found["rung"], found["probing"]) == ("stills", False)


def test_a_flickering_line_is_not_followed_up_and_down_for_ever(build: Path) -> None:
    flicker = [(12, {"frames": 25, "stills": 1}), (9, STILLS)] * 40
    assert len(ladder(build, (9, DEAD), *flicker)["told"]) < 40


def test_a_camera_begins_at_720_lines_and_stays_where_the_line_fits(build: Path) -> None:
    found = quality(build, (120, {"available": 2000}))
    assert (found["told"], found["step"]["lines"], found["step"]["fps"]) == ([], 720, 30)


def test_a_wide_line_gets_1080_lines_after_ten_seconds(build: Path) -> None:
    assert quality(build, (30, {"available": 4000}))["told"] == [[17, 1080, 30]]


def test_a_narrow_line_goes_straight_to_what_fits(build: Path) -> None:
    assert quality(build, (12, {"available": 400}))["told"] == [[10, 480, 15]]
    assert quality(build, (12, {"available": 950}))["told"] == [[10, 720, 15]]


def test_a_slow_start_of_the_estimate_is_not_taken_for_a_narrow_line(build: Path) -> None:
    assert quality(build, (5, {"available": 200}), (20, {"available": 2000}))["told"] == []


@pytest.mark.parametrize("trouble", [{"lost": 0.2}, {"strained": True}])
def test_loss_and_a_tired_processor_cost_one_step_at_a_time(
    build: Path, trouble: dict[str, Any]
) -> None:
    unknown = {"available": None}
    told = quality(build, (10, unknown), (8, {**unknown, **trouble}))["told"]
    assert [lines for _, lines, _ in told] == [720, 480]


def test_it_climbs_back_when_the_line_is_good_again(build: Path) -> None:
    told = quality(build, (12, {"available": 400}), (60, {"available": 2200}))["told"]
    assert [tuple(step[1:]) for step in told] == [(480, 15), (480, 30), (720, 15), (720, 30)]
