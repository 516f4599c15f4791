"""Debian packages: installed when we may, named exactly when we may not."""

import os
import shutil
import subprocess

from steps import Trouble


def install(packages: list[str]) -> None:
    """Install by apt-get as root. Raises Trouble with the line to run otherwise."""
    line = f"apt-get install --no-install-recommends -y {' '.join(packages)}"
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        message = f"Please run once:  sudo {line}"
        raise Trouble(message)
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run(["apt-get", "update", "-qq"], check=False, env=environment)
    done = subprocess.run(
        line.split(), check=False, env=environment, capture_output=True, text=True
    )
    if done.returncode:
        message = f"`{line}` failed:\n{done.stderr[-800:]}"
        raise Trouble(message)
