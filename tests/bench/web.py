"""`scripts/bench web`: what the carrier waits for us, at 100 webhooks/s with 500 calls live.

gunicorn as the Procfile runs it and Valkey; nothing else. Signed webhooks are sent on a fixed beat
(an open loop: a slow answer delays no other), each kind in its share of a real call's.
"""

import argparse
import asyncio
import contextlib
import os
import signal
import subprocess
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from aiohttp import ClientSession, TCPConnector
from twilio.request_validator import RequestValidator

from tests.bench import live_calls, report
from tests.bench.databases import fresh
from tests.cast import settings

RATE, CALLS, SECONDS, WARM_UP = 100, 500, 30, 3
PORT = 8881
_BASE = f"http://127.0.0.1:{PORT}"
_BIN = Path(__file__).resolve().parents[2] / ".venv" / "bin"
_TURIN = "+390111234567"
_METHOD = (
    f"{RATE} signed webhooks/s for {SECONDS} s on a fixed beat over loopback after {WARM_UP} s to "
    f"warm up, {CALLS} conversations live in the database; gunicorn with 1 process and 8 threads "
    "as in the Procfile, Valkey beside it; wall time in the client from before the request is "
    "written until its body is read. Client, server and database share this machine."
)
Ask = tuple[str, str, dict[str, str]]
"""Kind, path and form of one webhook."""


class Carrier:
    """Makes the webhooks of many calls, in turn."""

    def __init__(self) -> None:
        known = settings()
        self._account = known.twilio_account_sid
        self._validator = RequestValidator(known.twilio_auth_token)
        self._made = 0

    def next(self) -> Ask:
        """Of every ten: five reports, three turns of music, one new caller, one keypress."""
        self._made += 1
        n = self._made
        number = live_calls.FIRST + n * 7 % CALLS
        public, call = live_calls.public_id(number), live_calls.sid(number, "customer")
        kinds: tuple[Ask, ...] = (
            self._room(number, "participant-leave"),
            ("hold", f"/voice/hold/{public}", {"CallSid": call}),
            self._room(number, "participant-join"),
            ("line report", "/voice/lines", self._line(n, call, "in-progress")),
            ("wait", f"/voice/wait/{public}", {"CallSid": call}),
            self._room(number, "participant-hold"),
            ("incoming", "/voice/incoming", self._caller(n)),
            (
                "leg report",
                f"/voice/legs/attempt-{number}-customer",
                self._line(n, call, "ringing"),
            ),
            ("hold", f"/voice/hold/{public}", {"CallSid": call}),
            ("softphone", "/voice/client", self._softphone(number)),
        )
        kind, path, form = kinds[n % len(kinds)]
        return kind, path, {**form, "AccountSid": self._account}

    def signed(self, path: str, form: dict[str, str]) -> dict[str, str]:
        return {"X-Twilio-Signature": self._validator.compute_signature(_BASE + path, form)}

    def _room(self, number: int, event: str) -> Ask:
        role = "guest" if event == "participant-hold" else "associate"
        call = live_calls.sid(number, "customer") if role == "guest" else "CA" + "9" * 32
        form = {
            "ConferenceSid": live_calls.conference(number),
            "StatusCallbackEvent": event,
            "SequenceNumber": str(10 + self._made),
            "CallSid": call if event == "participant-hold" else live_calls.sid(number, "customer"),
        }
        path = f"/voice/conferences/{live_calls.public_id(number)}"
        return "conference report", path, form

    def _line(self, n: int, call: str, status: str) -> dict[str, str]:
        return {"CallSid": call, "CallStatus": status, "SequenceNumber": str(n % 4)}

    def _caller(self, n: int) -> dict[str, str]:
        return {"CallSid": f"CA{n:032x}", "From": f"+39333{n:07d}", "To": _TURIN}

    def _softphone(self, number: int) -> dict[str, str]:
        call = live_calls.sid(number, "associate")
        return {"CallSid": call, "From": f"client:bench-{number}"}


class Times:
    def __init__(self) -> None:
        self.took: dict[str, list[float]] = defaultdict(list)
        self.wrong: dict[int, int] = defaultdict(int)


async def _play(seconds: float, rate: int) -> Times:
    times, carrier = Times(), Carrier()
    async with ClientSession(connector=TCPConnector(limit=0, force_close=True)) as http:
        await _beat(http, carrier, Times(), WARM_UP, rate)
        await _beat(http, carrier, times, seconds, rate)
    return times


async def _beat(
    http: ClientSession, carrier: Carrier, times: Times, seconds: float, rate: int
) -> None:
    begun, sent = time.perf_counter(), []
    for number in range(int(seconds * rate)):
        await asyncio.sleep(max(0.0, begun + number / rate - time.perf_counter()))
        sent.append(asyncio.create_task(_once(http, carrier, times)))
    await asyncio.gather(*sent)


async def _once(http: ClientSession, carrier: Carrier, times: Times) -> None:
    kind, path, form = carrier.next()
    headers = carrier.signed(path, form)
    began = time.perf_counter()
    async with http.post(_BASE + path, data=form, headers=headers) as answer:
        await answer.read()
        times.took[kind].append(1e3 * (time.perf_counter() - began))
        if answer.status not in {200, 204}:
            times.wrong[answer.status] += 1


@contextmanager
def _running(url: str, folder: Path) -> Iterator[None]:
    from scripts.kit import valkey  # noqa: PLC0415 - its imports need the path `databases` adds

    known = settings()
    environment = {
        **os.environ,
        "DATABASE_URL": url,
        "REDIS_URL": f"unix://{folder}/redis.sock",
        "PUBLIC_URL": _BASE,
        "SECRET_KEY": known.secret_key,
        "MEDIA_SECRET": known.media_secret,
        "TWILIO_API_BASE": "http://127.0.0.1:1",
        "TWILIO_ACCOUNT_SID": known.twilio_account_sid,
        "TWILIO_AUTH_TOKEN": known.twilio_auth_token,
        "LOG_LEVEL": "WARNING",
    }
    gunicorn = [str(_BIN / "gunicorn"), "--bind", f"127.0.0.1:{PORT}", "--worker-class", "gthread"]
    commands = [
        valkey.command(folder / "redis.sock", folder),
        [*gunicorn, "--threads", "8", "--no-control-socket", "wsgi:create_app()"],
    ]
    started = [subprocess.Popen(one, env=environment, start_new_session=True) for one in commands]
    try:
        asyncio.run(_up())
        yield
    finally:
        for process in reversed(started):
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGTERM)
            process.wait(20)


async def _up() -> None:
    async with ClientSession() as http:
        for _ in range(150):
            with contextlib.suppress(OSError):
                async with http.get(f"{_BASE}/healthz") as answer:
                    if answer.status == 200:
                        return
            await asyncio.sleep(0.2)
    raise SystemExit("The web process did not come up.")


def measure(kind: str, seconds: float, rate: int) -> dict[str, float]:
    """Play one database; prints a table, returns the figures."""
    with fresh(kind) as url, tempfile.TemporaryDirectory(prefix="vs-") as folder:
        live_calls.furnish(url, CALLS)
        with _running(url, Path(folder)):
            times = asyncio.run(_play(seconds, rate))
    every = [one for took in times.took.values() for one in took]
    rows = [[name, *_row(took)] for name, took in sorted(times.took.items())]
    rows.append(["all", *_row(every)])
    heads = ["webhook", "sent", "p50 ms", "p99 ms", "worst ms"]
    report.table(f"voice webhooks, {kind}, {rate}/s, {CALLS} calls live", heads, rows)
    wrong = sum(times.wrong.values())
    return {
        f"{kind}_p50_ms": round(report.quantile(every, 0.5), 1),
        f"{kind}_p99_ms": round(report.quantile(every, 0.99), 1),
        f"{kind}_not_2xx": wrong,
    }


def _row(took: list[float]) -> list[float | int]:
    return [len(took), report.quantile(took, 0.5), report.quantile(took, 0.99), max(took)]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--database", choices=["sqlite", "postgresql"], default="sqlite")
    parser.add_argument("--seconds", type=float, default=SECONDS)
    parser.add_argument("--rate", type=int, default=RATE)
    parser.add_argument("--json", action="store_true")
    chosen = parser.parse_args()
    figures = measure(chosen.database, chosen.seconds, chosen.rate)
    report.close(figures, _METHOD, as_json=chosen.json)
    print(_METHOD)
    print(" · ".join(f"{name} {value}" for name, value in figures.items()), flush=True)


if __name__ == "__main__":
    main()
