"""What the console says of a line, run in Node: one light, one sentence, and what to do."""

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
GOOD = {"mos": 4.3, "rtt": 40, "jitter": 2, "packetsLostFraction": 0}


@pytest.fixture(scope="module")
def module(tmp_path_factory: pytest.TempPathFactory) -> Path:
    esbuild = ROOT / "node_modules" / ".bin" / "esbuild"
    if not esbuild.exists() or not shutil.which("node"):
        pytest.skip("no Node parts: scripts/setup brings them")
    out = tmp_path_factory.mktemp("pages") / "line-quality.mjs"
    source = ROOT / "routing" / "frontend" / "line-quality.ts"
    command = [str(esbuild), str(source), "--format=esm", f"--outfile={out}", "--log-level=warning"]
    subprocess.run(command, check=True)
    return out


def judged(module: Path, warnings: list[str], sample: Any, *, broken: bool = False) -> Any:
    given = ", ".join(json.dumps(one) for one in (warnings, sample, broken))
    program = (
        f"import {{judge}} from '{module}'; const [warnings, sample, broken] = [{given}];"
        "console.log(JSON.stringify(judge(new Set(warnings), sample, broken)));"
    )
    command = ["node", "--input-type=module", "-e", program]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=30)
    return json.loads(done.stdout)


@pytest.mark.parametrize(
    ("warnings", "sample", "light"),
    [
        ([], None, ""),
        ([], {**GOOD, "mos": None}, ""),
        ([], GOOD, "green"),
        ([], {**GOOD, "mos": 3.4}, "amber"),
        ([], {**GOOD, "mos": 2.1}, "red"),
        (["high-rtt"], GOOD, "amber"),
        (["high-jitter"], GOOD, "amber"),
        (["high-packet-loss"], GOOD, "amber"),
        (["high-packets-lost-fraction"], GOOD, "amber"),
        (["low-mos"], GOOD, "red"),
        (["high-rtt", "constant-audio-input-level"], GOOD, "red"),
        (["ice-connectivity-lost"], GOOD, "red"),
        (["low-bytes-received"], GOOD, "amber"),
        (["low-bytes-received", "low-bytes-sent"], GOOD, "red"),
        (["a-warning-of-tomorrow"], GOOD, "green"),
    ],
)
def test_one_light_for_what_the_telephone_says(
    module: Path, warnings: list[str], sample: Any, light: str
) -> None:
    assert judged(module, warnings, sample)["light"] == light


def test_a_broken_line_outranks_everything(module: Path) -> None:
    said = judged(module, ["high-rtt"], GOOD, broken=True)
    assert said["light"] == "red"
    assert "by itself" in said["words"]
