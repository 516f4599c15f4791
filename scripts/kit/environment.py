"""The Python environment: `.venv` from the hashed lock file, made anew only when that changed."""

import hashlib
import shutil
import subprocess
import sys
from pathlib import Path

from debian import install
from steps import PYTHON, ROOT, VENV, Note, Trouble

_MINIMUM = (3, 11)


def ensure_python(note: Note, *, dev: bool) -> None:
    """Install the lock into `.venv`. Raises Trouble with what to install by hand."""
    if sys.version_info[:2] < _MINIMUM:
        raise Trouble("Python 3.11 or newer is needed.")
    lock = ROOT / ("requirements-dev.lock" if dev else "requirements.lock")
    wanted = hashlib.sha256(lock.read_bytes()).hexdigest()
    if PYTHON.exists() and wanted in _installed():
        note.text = "already there"
        return
    if not PYTHON.exists():
        _make()
    _install(lock)
    _stamp().write_text(f"{wanted}\n{_covered(dev=dev)}", encoding="utf-8")


def _make() -> None:
    made = subprocess.run(
        [sys.executable, "-m", "venv", str(VENV)], capture_output=True, check=False
    )
    if made.returncode == 0:
        return
    shutil.rmtree(VENV, ignore_errors=True)
    install(["python3-venv"])
    subprocess.run([sys.executable, "-m", "venv", str(VENV)], check=True)


def _install(lock: Path) -> None:
    uv = shutil.which("uv")
    command = (
        [uv, "pip", "install", "--python", str(PYTHON)]
        if uv
        else [str(PYTHON), "-m", "pip", "install"]
    )
    quiet = ["--quiet", "--require-hashes", "-r", str(lock)]
    result = subprocess.run([*command, *quiet], check=False, cwd=ROOT)
    if result.returncode:
        raise Trouble("The Python packages could not be installed; the lines above say why.")


def _stamp() -> Path:
    return VENV / "installed-lock"


def _installed() -> str:
    return _stamp().read_text(encoding="utf-8") if _stamp().exists() else ""


def _covered(*, dev: bool) -> str:
    """Name the run set too: the development set holds it, so a later start needs no more."""
    run = ROOT / "requirements.lock"
    return hashlib.sha256(run.read_bytes()).hexdigest() if dev else ""
