"""`scripts/test`: sets everything up, then linters, then all tests."""

import os
import shutil
import subprocess
import sys
import tempfile
from contextlib import ExitStack

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
        for parts in _parts(arguments):
            failed = _side_by_side(parts, environment)
            if failed:
                return failed
    return 0


def _parts(arguments: list[str]) -> list[list[list[str]]]:
    """Return what each run of pytest is given, those together that go side by side.

    The engines know nothing of each other; a driven browser keeps the machine to itself.
    """
    if arguments:
        return [[arguments]]
    plain = ["--ignore=tests/browser", "-k"]
    return [[[*plain, "not postgresql"], [*plain, "postgresql"]], [["tests/browser"]]]


def _side_by_side(parts: list[list[str]], environment: dict[str, str]) -> int:
    """Run them at once; what the later ones say is printed after the first has ended."""
    with ExitStack() as stack:
        running = []
        for number, part in enumerate(parts):
            says = stack.enter_context(tempfile.TemporaryFile()) if number else None
            command = [str(PYTHON), "-m", "pytest", *part]
            process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=says)
            running.append((process, says))
        codes = []
        for process, says in running:
            codes.append(process.wait())
            if says:
                says.seek(0)
                sys.stdout.write(says.read().decode(errors="replace"))
                sys.stdout.flush()
    return next((code for code in codes if code), 0)


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
