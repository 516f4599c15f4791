"""Every linter, in order; the first failure ends it."""

import subprocess
import sys

from steps import ROOT, VENV

_PACKAGES = ["callcenter", "ivr", "routing", "streaming", "sandbox", "wsgi.py", "scripts/kit"]


def run() -> int:
    """Return 0 when all are content."""
    tools = VENV / "bin"
    commands = [
        [f"{tools}/ruff", "check", "."],
        [f"{tools}/ruff", "format", "--check", "."],
        [f"{tools}/mypy", *_PACKAGES],
        [f"{tools}/lint-imports", "--no-logo"],
        ["node_modules/.bin/tsc", "--noEmit"],
        [f"{tools}/python", "-m", "scripts.kit.lifecycles", "--check"],
        [f"{tools}/python", "-m", "scripts.kit.menus", "--check"],
        [f"{tools}/python", "-m", "scripts.kit.carrier", "--check"],
    ]
    for command in commands:
        print(f"$ {' '.join(command).replace(str(ROOT) + '/', '')}", flush=True)
        done = subprocess.run(command, cwd=ROOT, check=False)
        if done.returncode:
            return done.returncode
    return 0


if __name__ == "__main__":
    sys.exit(run())
