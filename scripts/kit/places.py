"""Where a start lives: its folder, ports, secrets, and the environment of its processes."""

import os
import secrets
import socket
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import valkey

_SANDBOX_KEYS: dict[str, Callable[[], str]] = {
    "TWILIO_ACCOUNT_SID": lambda: "AC" + secrets.token_hex(16),
    "TWILIO_AUTH_TOKEN": lambda: secrets.token_hex(16),
    "TWILIO_API_KEY": lambda: "SK" + secrets.token_hex(16),
    "TWILIO_API_SECRET": lambda: secrets.token_hex(16),
    "TWILIO_TWIML_APP_SID": lambda: "AP" + secrets.token_hex(16),
}
_OWN_KEYS: dict[str, Callable[[], str]] = {
    "SECRET_KEY": lambda: secrets.token_urlsafe(32),
    "MEDIA_SECRET": lambda: secrets.token_urlsafe(32),
}


@dataclass(frozen=True)
class Ports:
    web: int
    live: int
    media: int
    picture: int
    sandbox: int


def free_ports(first: int) -> Ports:
    """Return the usual ports from `first` on; for each that is taken, the next free one."""
    taken: set[int] = set()
    wanted = (first, first + 1, first + 2, first + 3, first + 10)
    return Ports(*(_free(port, taken) for port in wanted))


def _free(port: int, taken: set[int]) -> int:
    while port in taken or not (_bindable(port, socket.SOCK_STREAM) and _is_free_udp(port)):
        port += 20
    taken.add(port)
    return port


def _is_free_udp(port: int) -> bool:
    return _bindable(port, socket.SOCK_DGRAM)


def _bindable(port: int, kind: socket.SocketKind) -> bool:
    with socket.socket(socket.AF_INET, kind) as probe:
        if kind is socket.SOCK_STREAM:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def read_env(path: Path) -> dict[str, str]:
    """Read KEY=value lines; comments and empty lines do not count."""
    if not path.exists():
        return {}
    lines = (line.strip() for line in path.read_text(encoding="utf-8").splitlines())
    pairs = (line.split("=", 1) for line in lines if "=" in line and not line.startswith("#"))
    return {name.strip(): value.strip() for name, value in pairs}


def has_real_carrier(given: Mapping[str, str]) -> bool:
    return bool(given.get("TWILIO_ACCOUNT_SID"))


def kept_secrets(folder: Path, *, sandbox: bool) -> dict[str, str]:
    """Return the secrets of this installation, made at the first start, readable by us alone."""
    path = folder / "settings.env"
    kept = read_env(path)
    wanted = _OWN_KEYS | (_SANDBOX_KEYS if sandbox else {})
    missing = {name: make() for name, make in wanted.items() if not kept.get(name)}
    if missing:
        kept |= missing
        path.touch(mode=0o600)
        path.chmod(0o600)
        path.write_text("".join(f"{k}={v}\n" for k, v in kept.items()), encoding="utf-8")
    return {name: kept[name] for name in wanted}


def environment(given: Mapping[str, str], folder: Path, ports: Ports) -> dict[str, str]:
    """Return what every process is started with. What was given wins over what we choose."""
    sandbox = not has_real_carrier(given)
    chosen = kept_secrets(folder, sandbox=sandbox) | {
        "PUBLIC_URL": f"http://localhost:{ports.web}",
        "LIVE_URL": f"http://localhost:{ports.live}",
        "MEDIA_URL": f"http://localhost:{ports.media}",
        "DATABASE_URL": f"sqlite:///{folder}/virtual-shopper.db",
        "REDIS_URL": f"unix://{valkey.socket_path(folder)}",
        "DEMO": "1" if sandbox else "0",
    }
    if sandbox:
        chosen["TWILIO_API_BASE"] = f"http://127.0.0.1:{ports.sandbox}"
        chosen["TWILIO_SIGNAL_HOST"] = f"localhost:{ports.sandbox}"
    set_by_hand = {name: value for name, value in given.items() if value}
    return {**os.environ, **chosen, **set_by_hand, "PYTHONDONTWRITEBYTECODE": "1"}
