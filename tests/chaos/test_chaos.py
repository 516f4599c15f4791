"""A short chaos run: real processes, a few kills, nothing violated."""

import json
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
COMMAND = ["scripts/chaos", "--minutes", "0.2", "--every", "3", "--consoles", "4", "--seed", "7"]


def test_a_few_kills_violate_nothing() -> None:
    done = subprocess.run(
        [*COMMAND, "--json"], cwd=ROOT, capture_output=True, text=True, timeout=900, check=False
    )
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    figures = json.loads(done.stdout.splitlines()[-1])["figures"]
    assert figures["violations"] == 0
    assert figures["faults"] > 0
    assert figures["requests accepted"] > 5
    assert any(outcome.startswith("done") for outcome in figures["contacts by outcome"])
