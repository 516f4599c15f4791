"""The house of the live bench: every process of the product in its own group, a carrier's stub."""

import asyncio
import contextlib
import itertools
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from email.utils import format_datetime
from pathlib import Path

from aiohttp import web
from sqlalchemy import create_engine, text

from tests.cast import settings

ROOT = Path(__file__).resolve().parents[2]
WEB, LIVE, CARRIER = 8871, 8872, 8873
NAMES = ("valkey", "web", "router", "urgent", "normal", "clock", "live")
_BIN = ROOT / ".venv" / "bin"


def _environment(url: str, folder: Path) -> dict[str, str]:
    known = settings()
    chosen = {
        "DATABASE_URL": url,
        "REDIS_URL": f"unix://{folder}/redis.sock",
        "PUBLIC_URL": f"http://127.0.0.1:{WEB}",
        "LIVE_URL": f"http://127.0.0.1:{LIVE}",
        "SECRET_KEY": known.secret_key,
        "MEDIA_SECRET": known.media_secret,
        "TWILIO_API_BASE": f"http://127.0.0.1:{CARRIER}",
        "TWILIO_ACCOUNT_SID": known.twilio_account_sid,
        "TWILIO_AUTH_TOKEN": known.twilio_auth_token,
        "TWILIO_API_KEY": known.twilio_api_key,
        "TWILIO_API_SECRET": known.twilio_api_secret,
        "LOG_LEVEL": "WARNING",
        "PROOF_OF_WORK": "never",
        "DAILY_BUDGET": "1000000",
        "UNPROVEN_BUDGET": "1000000",
        "CALLS_PER_S": "1000",
    }
    return {**os.environ, **chosen}


@contextmanager
def running(url: str, folder: Path) -> Iterator[dict[str, int]]:
    """Every process of the product but media, each in its own group; ended by their own ids."""
    from scripts.kit import valkey  # noqa: PLC0415 - its imports need the path `databases` adds

    flask = [str(_BIN / "flask"), "--app", "wsgi"]
    gunicorn = [str(_BIN / "gunicorn"), "--bind", f"127.0.0.1:{WEB}", "--worker-class", "gthread"]
    commands = [
        valkey.command(folder / "redis.sock", folder),
        [*gunicorn, "--threads", "8", "--no-control-socket", "tests.bench.live_web:app"],
        *([*flask, "worker", lane] for lane in ("routing", "urgent", "normal")),
        [*flask, "clock"],
        [*flask, "live", "--port", str(LIVE)],
    ]
    environment, started = _environment(url, folder), []
    log = (folder / "log").open("wb")
    try:
        for command in commands:
            started.append(
                subprocess.Popen(
                    command,
                    cwd=ROOT,
                    env=environment,
                    stdout=log,
                    stderr=log,
                    start_new_session=True,
                )
            )
            time.sleep(0.3)
        yield {name: process.pid for name, process in zip(NAMES, started, strict=True)}
    finally:
        for some in (started[1:], started[:1]):
            for process in some:
                with contextlib.suppress(ProcessLookupError):
                    os.killpg(process.pid, signal.SIGTERM)
            for process in some:
                process.wait(30)
        log.close()
        sys.stderr.write((folder / "log").read_text(encoding="utf-8", errors="replace")[-1500:])


_PARENT, _GROUP = 1, 2
"""Places in proc(5)'s stat after the command's name."""


def cpu_s(group: int) -> float:
    """CPU seconds so far of that group's processes, and of those that they forked and outlived."""
    return _cpu_s(lambda _pid, fields: int(fields[_GROUP]) == group)


def family_cpu_s(server: int) -> float:
    """CPU seconds so far of a process and its children: PostgreSQL gives each its own group."""
    return _cpu_s(lambda pid, fields: server in {pid, int(fields[_PARENT])})


def _cpu_s(counts: Callable[[int, list[str]], bool]) -> float:
    """Add up utime, stime, cutime, cstime; who forks for each job spends in the last two."""
    ticks = 0
    for path in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            fields = path.read_text(encoding="utf-8").rpartition(")")[2].split()
            if counts(int(path.parent.name), fields):
                ticks += sum(int(field) for field in fields[11:15])
    return ticks / os.sysconf("SC_CLK_TCK")


def database_pid(url: str) -> int:
    """Return the number of the database's server process; 0: there is none."""
    if url.startswith("sqlite"):
        return 0
    with create_engine(url).connect() as connection:
        folder = connection.execute(text("SHOW data_directory")).scalar_one()
    return int((Path(folder) / "postmaster.pid").read_text(encoding="utf-8").split()[0])


async def carrier(dialled: dict[str, float], thinks_s: float = 0.0) -> web.AppRunner:
    """Note when a call is ordered; answer as the carrier's API does, after that many seconds."""

    async def order(request: web.Request) -> web.Response:
        heard, sent = time.monotonic(), await request.post()
        texts = request.match_info["what"] == "Messages"
        if not texts:
            dialled.setdefault(str(sent["To"]), heard)
        await asyncio.sleep(thinks_s)
        sid = f"{'SM' if texts else 'CA'}{next(numbers):032x}"
        return web.json_response({"sid": sid, "status": "queued"}, status=201)

    async def look(request: web.Request) -> web.Response:
        await asyncio.sleep(thinks_s)
        seen = {"sid": request.match_info["sid"], "status": "ringing"}
        return web.json_response({**seen, "date_created": format_datetime(datetime.now(UTC))})

    numbers = itertools.count(1)
    app = web.Application()
    app.router.add_post("/2010-04-01/Accounts/{account}/{what}.json", order)
    app.router.add_get("/2010-04-01/Accounts/{account}/Calls/{sid}.json", look)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", CARRIER).start()
    return runner
