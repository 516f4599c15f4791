"""The fuzzer: its routes come from the URL map, and one without an entry here is an error.

    python -m tests.fuzz.routes --count 1000000 [--seed S] [--json]

Each request goes to a random route as a random person (nobody, an associate, a supervisor, the
carrier with a genuine signature, a widget with its key), half of its values good, half hostile.
"""

import argparse
import json
import logging
import platform
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from random import Random
from typing import Any
from urllib.parse import urlencode

from twilio.request_validator import RequestValidator
from typing_extensions import override
from werkzeug.routing import Rule

from callcenter.cli import migrate
from callcenter.infra.database import connect, make_sessions
from streaming.links import signature
from tests.cast import World
from tests.fuzz import hostile
from tests.fuzz.entries import ENTRIES
from tests.fuzz.known import Known
from tests.fuzz.report import SLOW_S, Report
from tests.fuzz.sink import taking_everything

PEOPLE = ("nobody", "ada", "carla")
_AGAIN = 400
_PER_DATABASE = 25_000
_SCHEDULER = Path("/proc/thread-self/schedstat")
"""Time on the processor and time waiting for it, in ns (Linux: scheduler/sched-stats)."""
_MACHINES = frozenset({"voice", "voice_reports", "messages", "media_reports"})


class Watch(logging.Handler):
    """An exception that a guard turned into an apology is a failure all the same."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.caught: list[str] = []

    @override
    def emit(self, record: logging.LogRecord) -> None:
        if record.exc_info:
            self.caught.append(str(record.exc_info[1])[:300])


class Fuzzer:
    def __init__(self, world: World, seed: int) -> None:
        self.world = world
        self.random = Random(seed)
        self.report = Report()
        self.rules = list(world.app.url_map.iter_rules())
        self.known = Known(world)
        self._clients = {who: self._client(who) for who in PEOPLE}
        self._watch = Watch()
        logging.getLogger("callcenter.web.problems").addHandler(self._watch)

    def run(self, count: int) -> Report:
        for number in range(count):
            if number % _AGAIN == 0:
                self.known.refresh()
                self._clients = {who: self._client(who) for who in PEOPLE}
            self.one()
        return self.report

    def one(self) -> None:
        rule = self.random.choice(self.rules)
        method = self._method(rule)
        path = self._path(rule)
        fields = self._fields(rule.endpoint)
        request = self._request(rule, method, path, fields)
        client = self._clients[self.random.choice(PEOPLE)]
        try:
            status, took_s = _answer(client, path, method, request)
            if took_s > SLOW_S:  # what hangs does so again; a machine that stood still does not
                took_s = min(took_s, _answer(client, path, method, request)[1])
        except (UnicodeError, ValueError):
            return  # the test client itself cannot put it on the wire
        self._note(rule, method, path, status, took_s)

    def _note(self, rule: Rule, method: str, path: str, status: int, took_s: float) -> None:
        report, what = self.report, f"{method} {rule.endpoint} {path[:80]}"
        report.sent += 1
        report.statuses[status] += 1
        report.slowest_s = max(report.slowest_s, took_s)
        report.reached[rule.endpoint] += status < 400
        if status >= 500 or self._watch.caught:
            report.failures.append(f"{status} {what} {self._watch.caught[:1]}")
            self._watch.caught.clear()
        if took_s > SLOW_S:
            report.slow.append(f"{took_s:.2f} s {what}")

    def _method(self, rule: Rule) -> str:
        if self.random.random() < 0.9:
            return self.random.choice(sorted(rule.methods or {"GET"}))
        return self.random.choice(("GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "BREW"))

    def _path(self, rule: Rule) -> str:
        values = {name: self._argument(rule, name) for name in rule.arguments}
        built = rule.build(values)
        path = built[1] if built else rule.rule
        query = self._fields(rule.endpoint) if self.random.random() < 0.4 else {}
        pairs = {k: v for k, v in query.items() if isinstance(v, str)}
        return f"{path}?{urlencode(pairs, errors='replace')}" if pairs else path

    def _argument(self, rule: Rule, name: str) -> Any:
        if rule._converters[name].__class__.__name__ == "IntegerConverter":
            return self.random.choice((0, 1, 2, 3, 2**31, 2**63, 10**30))
        good = self.known.values.get(name, [])
        if good and self.random.random() < 0.6:
            return self.random.choice(good)
        found = hostile.text(self.random).replace("\ud800", "")
        return found or "x"

    def _fields(self, endpoint: str) -> dict[str, Any]:
        entry = ENTRIES[endpoint]
        fields: dict[str, Any] = {}
        mostly_good = self.random.choice((0.0, 0.62, 0.95, 1.0))
        for name, good in entry.items():
            chance = self.random.random()
            if chance < mostly_good:
                choices = self.known.values.get(good, [good])
                fields[name] = self.random.choice(choices) if choices else good
            elif chance < 0.98:
                fields[name] = hostile.value(self.random)
        if self.random.random() < 0.1:
            fields[hostile.text(self.random)[:40]] = hostile.value(self.random)
        return fields

    def _request(self, rule: Rule, method: str, path: str, fields: Mapping[str, Any]) -> Any:
        headers = [
            self.random.choice(hostile.HEADERS) for _ in range(self.random.choice((0, 0, 1, 2)))
        ]
        blueprint = rule.endpoint.partition(".")[0]
        address = {
            "REMOTE_ADDR": f"198.51.{self.random.randrange(200)}.{self.random.randrange(200)}"
        }
        if method in {"GET", "HEAD"} or self.random.random() < 0.05:
            return {"headers": self._signed_in(headers), "environ_base": address}
        if self.random.random() < 0.08:
            body = hostile.raw(self.random)
            return {"headers": headers, "data": body, "environ_base": address}
        if blueprint in _MACHINES:
            return self._from_machine(blueprint, path, fields, headers)
        if blueprint in {"appointments", "roster", "people", "demo"} or self.random.random() < 0.1:
            form = {k: v for k, v in fields.items() if isinstance(v, str)}
            form["csrf_token"] = "fuzz"
            encoded = urlencode(form, errors="replace")
            kind = "application/x-www-form-urlencoded"
            return {
                "headers": self._signed_in(headers),
                "data": encoded,
                "content_type": kind,
                "environ_base": address,
            }
        return {
            "headers": self._signed_in(headers),
            "data": hostile.as_json(dict(fields)),
            "content_type": "application/json",
            "environ_base": address,
        }

    def _signed_in(self, headers: list[tuple[str, str]]) -> list[tuple[str, str]]:
        extra = [("X-CSRF-Token", "fuzz")]
        if self.known.keys and self.random.random() < 0.5:
            extra.append(("Authorization", f"Bearer {self.random.choice(self.known.keys)}"))
        return [*headers, *extra]

    def _from_machine(
        self, blueprint: str, path: str, fields: Mapping[str, Any], headers: list[tuple[str, str]]
    ) -> Any:
        """Send what the carrier or the media process would, genuinely signed."""
        if blueprint != "media_reports":
            return self._from_carrier(path, fields, headers)
        whole = self.random.random() < 0.7
        body = hostile.as_json(dict(fields)) if whole else hostile.raw(self.random)
        mac = signature(self.world.services.settings.media_secret, body)
        return {"headers": [*headers, ("X-Signature", mac)], "data": body}

    def _from_carrier(
        self, path: str, fields: Mapping[str, Any], headers: list[tuple[str, str]]
    ) -> Any:
        known = self.world.services.settings
        form = {k: v for k, v in fields.items() if isinstance(v, str) and k}
        form["AccountSid"] = known.twilio_account_sid
        encoded = urlencode(form, errors="replace")
        sent = {_sent(k): _sent(v) for k, v in form.items()}
        url = known.public_url + path
        mac = RequestValidator(known.twilio_auth_token).compute_signature(url, sent)
        return {
            "headers": [*headers, ("X-Twilio-Signature", mac)],
            "data": encoded,
            "content_type": "application/x-www-form-urlencoded",
            "environ_overrides": {"RAW_URI": path},
        }

    def _client(self, who: str) -> Any:
        client = self.world.app.test_client()
        if who != "nobody":
            person = self.world.person(who)
            with client.session_transaction() as session:
                session["associate_id"] = person
                session["csrf"] = "fuzz"
        return client


def _answer(client: Any, path: str, method: str, request: Mapping[str, Any]) -> tuple[int, float]:
    """Return the status, and how many seconds it took."""
    began = _ran_s()
    with client.open(path, method=method, **request) as response:
        response.get_data()
        return response.status_code, _ran_s() - began


def _ran_s() -> float:
    """Return the time, less what this thread stood ready and others had the processor."""
    now = time.perf_counter()
    if not _SCHEDULER.exists():
        return now
    return now - int(_SCHEDULER.read_text(encoding="ascii").split()[1]) / 1e9


def _sent(text: str) -> str:
    """Return the text as it arrives: what cannot be encoded is replaced."""
    return text.encode(errors="replace").decode()


def main(arguments: list[str]) -> int:
    """Fuzz on a fresh SQLite database; returns 1 where anything failed or hung."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", action="store_true")
    chosen = parser.parse_args(arguments)
    report, began = Report(), time.process_time()
    for seed, share in enumerate(_shares(chosen.count), chosen.seed):
        report.add(_fuzzed(seed, share))
        say = f"{report.sent} requests, {len(report.failures)} failed"
        print(f"{say}, slowest {report.slowest_s:.3f} s", file=sys.stderr, flush=True)  # noqa: T201
    return _print(report, time.process_time() - began, as_json=chosen.json)


def _shares(count: int) -> list[int]:
    """Split the work: a database that only grows makes every request slower than the first."""
    return [min(_PER_DATABASE, count - done) for done in range(0, count, _PER_DATABASE)]


def _fuzzed(seed: int, count: int) -> Report:
    with tempfile.TemporaryDirectory() as folder, taking_everything() as media_url:
        url = f"sqlite:///{Path(folder) / 'fuzz.db'}"
        migrate(url)
        logging.disable(logging.WARNING)
        engine = connect(url, durable=False)
        report = Fuzzer(World(make_sessions(engine), media_url=media_url), seed).run(count)
        engine.dispose()
    return report


def _print(report: Report, cpu_s: float, *, as_json: bool) -> int:
    method = (
        "Flask test client on SQLite, frozen clock that moves; routes from the URL map; half of "
        "all values hostile; webhooks genuinely signed; an exception behind an apology counts. "
        "Seconds are those of the answer, without those in which other programs had the processor; "
        "what took more than one is asked again, and hangs if it does so again."
    )
    figures = {
        "requests": report.sent,
        "routes": len(report.reached),
        "routes_that_succeeded": sum(1 for n in report.reached.values() if n),
        "5xx_or_exceptions": len(report.failures),
        "over_1_s": len(report.slow),
        "slowest_s": round(report.slowest_s, 3),
        "cpu_s": round(cpu_s, 1),
        "statuses": {str(k): v for k, v in sorted(report.statuses.items())},
    }
    print(method)  # noqa: T201
    for name, value in figures.items():
        print(f"{name:24} {value}")  # noqa: T201
    for line in [*report.failures[:30], *report.slow[:10]]:
        print(line)  # noqa: T201
    if as_json:
        machine = f"{platform.machine()}, Python {platform.python_version()}"
        print(json.dumps({"figures": figures, "method": method, "machine": machine}))  # noqa: T201
    return int(bool(report.failures or report.slow))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
