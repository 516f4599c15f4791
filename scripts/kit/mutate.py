"""Takes each security control away, one at a time, and expects its test to fail.

    .venv/bin/python -m scripts.kit.mutate [T3 T21 ...]

Works on a copy of the tree in a temporary folder; prints one line a control.
"""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.house.controls import CONTROLS, Control

ROOT = Path(__file__).resolve().parents[2]
_LEFT_OUT = shutil.ignore_patterns(".git", ".venv", "node_modules", "var", "__pycache__", ".*cache")


def main(chosen: list[str]) -> int:
    """Return how many controls could be taken away unnoticed."""
    unnoticed = 0
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "tree"
        shutil.copytree(ROOT, copy, ignore=_LEFT_OUT)
        for control in CONTROLS:
            if not chosen or control.threat.split()[0] in chosen:
                noticed = _noticed(copy, control)
                unnoticed += not noticed
                word = "noticed" if noticed else "NOT NOTICED"
                print(f"{control.threat:22} {word:12} {control.test}", flush=True)
    return unnoticed


def _noticed(copy: Path, control: Control) -> bool:
    target = copy / control.path
    text = target.read_text(encoding="utf-8")
    if text.count(control.control) != 1:
        print(f"{control.threat}: the control is not where it was", flush=True)
        return False
    target.write_text(text.replace(control.control, control.without), encoding="utf-8")
    try:
        return _fails(copy, control.test)
    finally:
        target.write_text(text, encoding="utf-8")


def _fails(copy: Path, test: str) -> bool:
    """Whether the test runs and fails (pytest's 1); a test that cannot run proves nothing."""
    command = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", test]
    done = subprocess.run(command, cwd=copy, capture_output=True, check=False)
    return done.returncode == 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
