"""The sandbox can be taken out of this repository: its folder alone runs."""

import subprocess
import sys
from pathlib import Path
from shutil import copytree, ignore_patterns

_SANDBOX = Path(__file__).resolve().parents[2] / "sandbox"
_OURS = ("callcenter", "ivr", "routing", "streaming", "flask", "sqlalchemy", "redis", "rq")
_TRY = f"""
import sys
import sandbox.__main__, sandbox.inprocess.carrier
print([name for name in {_OURS} if name in sys.modules])
"""


def test_its_folder_alone_runs_and_brings_nothing_of_the_product(tmp_path: Path) -> None:
    copytree(_SANDBOX, tmp_path / "sandbox", ignore=ignore_patterns("__pycache__"))
    command = [sys.executable, "-B", "-c", _TRY]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout.strip()) == (0, "[]"), done.stderr
