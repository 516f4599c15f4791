"""`scripts/test`: sets everything up, then linters, then all tests."""

import os
import shutil
import subprocess
import sys

import check
from debian import install
from environment import ensure_python
from frontend import ensure_bundles, ensure_node_parts, node_path
from postgres import private_server
from steps import PYTHON, ROOT, Trouble, give_up, step


def main(arguments: list[str]) -> int:
    """Return pytest's exit code, or the first linter's that failed."""
    with step("environment") as note:
        ensure_python(note, dev=True)
    with step("Node parts") as note:
        ensure_node_parts(note)
    with step("bundles") as note:
        ensure_bundles(note)
    _browser()
    os.environ["PATH"] = node_path()
    if not arguments:
        failed = check.run()
        if failed:
            return failed
    with private_server() as url:
        environment = {**os.environ, **({"TEST_POSTGRES_URL": url} if url else {})}
        for part in _parts(arguments):
            command = [str(PYTHON), "-m", "pytest", *part]
            failed = subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode
            if failed:
                return failed
    return 0


def _parts(arguments: list[str]) -> list[list[str]]:
    """Return what each run of pytest is given: a driven browser keeps an event loop to itself."""
    return [arguments] if arguments else [["--ignore=tests/browser"], ["tests/browser"]]


def _browser() -> None:
    """Debian's Chromium for the browser tests; without it they skip by name."""
    if shutil.which("chromium"):
        return
    try:
        with step("Chromium"):
            install(["chromium"])
    except Trouble as trouble:
        print(f"\n  No Chromium: the browser tests are skipped. {trouble}")


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except Trouble as trouble:
        give_up(trouble)
