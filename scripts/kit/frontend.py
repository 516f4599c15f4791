"""Node parts and bundles: every page's script and style, built only when sources changed."""

import hashlib
import os
import re
import shutil
import subprocess
from pathlib import Path

from steps import PYTHON, ROOT, VENV, Note, Trouble

ENTRIES = {
    "callcenter/frontend/widget.ts": "callcenter/static/dist/widget.js",
    "callcenter/frontend/base.css": "callcenter/static/dist/base.css",
    "callcenter/frontend/shop.css": "callcenter/static/dist/shop.css",
    "ivr/frontend/studio.ts": "ivr/static/dist/studio.js",
    "routing/frontend/console.ts": "routing/static/dist/console.js",
    "routing/frontend/console.css": "routing/static/dist/console.css",
    "routing/frontend/wallboard.ts": "routing/static/dist/wallboard.js",
    "routing/frontend/beat-worker.ts": "routing/static/dist/beat-worker.js",
    "streaming/frontend/tour.ts": "streaming/static/dist/tour.js",
    "streaming/frontend/code.ts": "streaming/static/dist/code.js",
    "streaming/frontend/camera-page.ts": "streaming/static/dist/camera-page.js",
    "streaming/frontend/tour.css": "streaming/static/dist/tour.css",
    "streaming/frontend/camera.css": "streaming/static/dist/camera.css",
    "sandbox/handset/frontend/handset.ts": "sandbox/handset/static/dist/handset.js",
    "sandbox/handset/frontend/handset.css": "sandbox/handset/static/dist/handset.css",
    "sandbox/panel/frontend/panel.ts": "sandbox/panel/static/dist/panel.js",
    "sandbox/panel/frontend/panel.css": "sandbox/panel/static/dist/panel.css",
}
_OLDEST_NODE = 20


def ensure_node_parts(note: Note) -> None:
    """Install node_modules from the lock file, with scripts of packages switched off."""
    wanted = hashlib.sha256((ROOT / "package-lock.json").read_bytes()).hexdigest()
    stamp = ROOT / "node_modules" / ".installed-lock"
    if stamp.exists() and stamp.read_text(encoding="utf-8") == wanted:
        note.text = "already there"
        return
    _run(["npm", "ci", "--ignore-scripts", "--silent"])
    stamp.write_text(wanted, encoding="utf-8")


def ensure_bundles(note: Note) -> None:
    """Build what changed. Sources are everything under a `frontend` folder."""
    wanted = _sources_digest()
    stamp = ROOT / "node_modules" / ".bundled"
    built = all((ROOT / target).exists() for target in ENTRIES.values())
    if built and stamp.exists() and stamp.read_text(encoding="utf-8") == wanted:
        note.text = "already there"
        return
    for source, target in ENTRIES.items():
        _run(
            [
                "node_modules/.bin/esbuild",
                source,
                f"--outfile={target}",
                "--bundle",
                "--minify",
                "--sourcemap",
                "--target=es2022",
                "--log-level=warning",
                *(["--format=esm"] if source.endswith(".ts") else []),
            ]
        )
    stamp.write_text(wanted, encoding="utf-8")


def node_path() -> str:
    """Return a PATH with `node` (20 or newer) and `npm`; from PyPI where there is none."""
    own = f"{VENV / 'bin'}{os.pathsep}{os.environ['PATH']}"
    if _good_node(os.environ["PATH"]):
        return os.environ["PATH"]
    if not _good_node(own):
        lock = ROOT / "requirements-node.lock"
        command = [str(PYTHON), "-m", "pip", "install", "-q", "--require-hashes", "-r", str(lock)]
        if subprocess.run(command, check=False).returncode:
            raise Trouble("Node.js 20 or newer is needed and could not be installed from PyPI.")
    return own


def _good_node(path: str) -> bool:
    node = shutil.which("node", path=path)
    if not node or not shutil.which("npm", path=path):
        return False
    version = subprocess.run([node, "--version"], capture_output=True, text=True, check=False)
    found = re.match(r"v(\d+)", version.stdout)
    return found is not None and int(found[1]) >= _OLDEST_NODE


def _run(command: list[str]) -> None:
    environment = {**os.environ, "PATH": node_path()}
    done = subprocess.run(command, cwd=ROOT, env=environment, check=False)
    if done.returncode:
        message = f"`{' '.join(command[:3])} ...` failed; the lines above say why."
        raise Trouble(message)


def _sources_digest() -> str:
    digest = hashlib.sha256((ROOT / "package-lock.json").read_bytes())
    for path in sorted(_sources()):
        digest.update(str(path).encode() + path.read_bytes())
    return digest.hexdigest()


def _sources() -> list[Path]:
    folders = ("callcenter", "ivr", "routing", "streaming", "sandbox")
    return [
        path
        for folder in folders
        for path in (ROOT / folder).glob("**/frontend/*")
        if path.suffix in {".ts", ".css"}
    ]
