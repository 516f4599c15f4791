"""`scripts/start`: sets everything up, runs every process, prints the addresses to open."""

import argparse
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import setup
import valkey
from places import Ports, environment, free_ports, has_real_carrier, read_env
from steps import PYTHON, ROOT, VAR, VENV, Trouble, give_up, step
from supervisor import Process, Supervisor

_LOCAL = "127.0.0.1"


def main(arguments: list[str]) -> int:
    asked = _asked(arguments)
    folder = asked.data.resolve()
    if asked.reset:
        _reset(folder, sure=asked.yes)
    folder.mkdir(parents=True, exist_ok=True)
    setup.main()
    given = {**read_env(ROOT / ".env"), **_from_shell()}
    ports = free_ports(asked.port)
    values = environment(given, folder, ports)
    supervisor = Supervisor(processes(values, folder, ports), values, folder / "log")
    try:
        _prepare(supervisor, values, folder)
        print(_addresses(values, ports), flush=True)
        if asked.ready_file:
            asked.ready_file.write_text(json.dumps(_urls(values, ports)), encoding="utf-8")
        supervisor.run()
    finally:
        print("\n  stopping", flush=True)
        supervisor.stop()
    return 0


def _asked(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="scripts/start", description=__doc__)
    parser.add_argument("--port", type=int, default=8000, help="first port to try")
    parser.add_argument("--reset", action="store_true", help="forget all data and start afresh")
    parser.add_argument("--yes", action="store_true", help="with --reset: do not ask")
    parser.add_argument("--data", type=Path, default=VAR, help="folder of database, keys and logs")
    parser.add_argument("--ready-file", type=Path, help="write the addresses there, as JSON")
    return parser.parse_args(arguments)


def _reset(folder: Path, *, sure: bool) -> None:
    if not folder.exists():
        return
    if not sure and not _agreed(f"Forget all data in {folder}?"):
        raise Trouble("Nothing was changed. To forget all data without being asked: --reset --yes")
    shutil.rmtree(folder)


def _agreed(question: str) -> bool:
    """Ask; where nobody is there to answer, the answer is no."""
    if not sys.stdin.isatty():
        return False
    return input(f"{question} [y/N] ").strip().lower() == "y"


def _from_shell() -> dict[str, str]:
    """Return settings that were exported by hand: the names the product knows, nothing else."""
    known = read_env(ROOT / ".env.example")
    return {name: os.environ[name] for name in known if name in os.environ}


def _prepare(supervisor: Supervisor, values: Mapping[str, str], folder: Path) -> None:
    with step("migrations"):
        _flask(values, "migrate")
    with step("seed"):
        _flask(values, "seed")
    if not has_real_carrier(_given(values)):
        config = _flask(values, "sandbox-config")
        path = folder / "sandbox.json"
        path.touch(mode=0o600)
        path.write_text(config, encoding="utf-8")
    with step("processes") as note:
        supervisor.start()
        supervisor.wait_ready()
        note.text = ", ".join(process.name for process in supervisor.processes)


def _given(values: Mapping[str, str]) -> Mapping[str, str]:
    return {} if values.get("TWILIO_API_BASE") else values


def _flask(values: Mapping[str, str], *words: str) -> str:
    command = [str(VENV / "bin" / "flask"), "--app", "wsgi", *words]
    done = subprocess.run(
        command, cwd=ROOT, env=dict(values), capture_output=True, text=True, check=False
    )
    if done.returncode:
        said = f"`flask {' '.join(words)}` failed:\n{done.stderr}"
        raise Trouble(said)
    return done.stdout


def processes(values: Mapping[str, str], folder: Path, ports: Ports) -> list[Process]:
    flask = [str(VENV / "bin" / "flask"), "--app", "wsgi"]
    listed = [
        Process("web", _gunicorn(ports.web), f"http://{_LOCAL}:{ports.web}/healthz"),
        *(Process(lane, [*flask, "worker", lane]) for lane in ("routing", "urgent", "normal")),
        *(Process(name, [*flask, "clock"]) for name in ("clock", "standby")),
        Process(
            "live",
            [*flask, "live", "--port", str(ports.live)],
            f"http://{_LOCAL}:{ports.live}/healthz",
        ),
        Process("media", _media(ports), f"http://{_LOCAL}:{ports.media}/healthz"),
    ]
    if values["REDIS_URL"] == f"unix://{_socket(values)}":
        listed.insert(0, Process("valkey", valkey.command(_socket(values), folder)))
    if values.get("TWILIO_API_BASE"):
        config = ["--config", str(folder / "sandbox.json"), "--port", str(ports.sandbox)]
        command = [str(PYTHON), "-m", "sandbox", *config]
        listed.append(Process("sandbox", command, f"http://{_LOCAL}:{ports.sandbox}/healthz"))
    return listed


def _socket(values: Mapping[str, str]) -> Path:
    return Path(values["REDIS_URL"].removeprefix("unix://"))


def _gunicorn(port: int) -> list[str]:
    return [
        str(VENV / "bin" / "gunicorn"),
        *("--bind", f"{_LOCAL}:{port}", "--worker-class", "gthread", "--threads", "8"),
        *("--no-control-socket", "--graceful-timeout", "3", "wsgi:create_app()"),
    ]


def _media(ports: Ports) -> list[str]:
    picture = str(ports.picture)
    addresses = ["--port", str(ports.media), "--udp", picture, "--tcp", picture]
    return [str(PYTHON), "-m", "streaming.media", *addresses]


def _urls(values: Mapping[str, str], ports: Ports) -> dict[str, str]:
    public = values["PUBLIC_URL"]
    urls = {"shop": f"{public}/shop", "console": f"{public}/console/demo"}
    if values.get("TWILIO_API_BASE"):
        urls["handset"] = f"http://localhost:{ports.sandbox}/handset"
    return {**urls, "wallboard": f"{public}/wallboard"}


def _addresses(values: Mapping[str, str], ports: Ports) -> str:
    lines = [f"    {name:<10} {url}" for name, url in _urls(values, ports).items()]
    return "\n".join(["", "  Virtual Shopper runs. Open:", *lines, "", "  Ctrl-C stops it."])


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except Trouble as trouble:
        give_up(trouble)
