"""Malformed documents and forms against the sandbox: no crash, no hang, the documented error.

Run by the environment's Python from the repository's root:
`-m tests.sandbox.fuzz [--count 1000000] [--seed 1] [--only documents|forms]`.
"""

import argparse
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from random import Random
from time import perf_counter
from xml.sax.saxutils import escape, quoteattr

from sandbox.calls.core import Ports
from sandbox.calls.exchange import Exchange
from sandbox.calls.ports import WebhookAnswer, WebhookRequest
from sandbox.config import Config
from sandbox.inprocess.phones import Phone, VirtualLines
from sandbox.inprocess.time import VirtualTime
from sandbox.rest.answers import RestRequest
from sandbox.rest.parameters import TABLE
from sandbox.rest.service import Rest
from sandbox.twiml import grammar
from sandbox.twiml.document import DocumentError, parse

ACCOUNT, TOKEN = "AC" + "1" * 32, "token"
OURS, THEIRS = "+390111234567", "+393123456789"
CODES = frozenset({11750, 11770, 12100, 12102})
"""The only errors a document may end in; everything else is a warning."""

_ELEMENTS = sorted(
    {*grammar.VOICE, *grammar.MESSAGING, *grammar.REFUSED, "Nonsense", "say", "Response"}
)
_TABLES = (grammar.VOICE, grammar.VOICE, grammar.VOICE, grammar.MESSAGING)
_ATTRIBUTES = sorted({a for r in grammar.VOICE.values() for a in (*r.spoken, *r.refused)} | {"x"})
_VALUES = (
    *("", "0", "1", "3", "-1", "99999999999", "true", "false", "GET", "POST", "x", "#", "12#*w"),
    *("/next", "http://[", "http://a.example/b", "\u0662", "é😀", "start end join", "both", "dual"),
    *(
        "record-from-answer",
        "CA" + "0" * 32,
        "tour",
        THEIRS,
        OURS,
        "client:ada",
        "auto",
        " ",
        "dtmf",
    ),
)
_BYTES = (b"<", b">", b"&", b"\x00", b"\xff", b"]]>", b"<!--", b"<![CDATA[", b"&#0;", b"'", b"</")
_RUN_EVERY = 4
_NESTING = frozenset({"Dial", "Gather", "Start", "Stop", "Client", "Say", "Enqueue", "Message"})
_LONGEST_DEPTH = 5
_CALLERS = 2
_MOST_FETCHES = 8
_HELLO = b"<Response><Say>Hello</Say><Pause length='900'/></Response>"
_GOODBYE = b"<Response><Hangup/></Response>"


def document(dice: Random) -> bytes:
    """Return a document that may be TwiML, nearly TwiML, or rubbish."""
    rules = dice.choice(_TABLES)
    verbs = (_element(dice, rules, "Response", 0) for _ in range(dice.randrange(5)))
    text = f"<Response>{''.join(verbs)}</Response>"
    body = text.encode("utf-8", "surrogatepass")
    for _ in range(dice.choice((0, 0, 0, 1, 1, 2, 8))):
        body = _mutated(dice, body)
    return body


def _element(dice: Random, rules: dict[str, grammar.Rule], parent: str, depth: int) -> str:
    """Return an element that mostly fits where it stands, with attributes that mostly are its."""
    rule = rules.get(parent, grammar.Rule())
    fitting = sorted(rule.children) if dice.random() < 0.9 else _ELEMENTS
    name = dice.choice(fitting or _ELEMENTS)
    own = sorted(rules.get(name, grammar.Rule()).spoken)
    known = own if own and dice.random() < 0.9 else _ATTRIBUTES
    said = {dice.choice(known): dice.choice(_VALUES) for _ in range(dice.randrange(4))}
    attributes = "".join(f" {key}={quoteattr(value)}" for key, value in said.items())
    inner = escape(dice.choice(_VALUES))
    nested = name in _NESTING or dice.random() < 0.05
    if depth < _LONGEST_DEPTH and nested:
        inner += "".join(
            _element(dice, rules, name, depth + 1) for _ in range(dice.choice((0, 1, 1, 2)))
        )
    return f"<{name}{attributes}>{inner}</{name}>"


def _mutated(dice: Random, body: bytes) -> bytes:
    at = dice.randrange(len(body) + 1)
    until = min(len(body), at + dice.randrange(1, 12))
    return dice.choice(
        (
            lambda: body[:at] + body[until:],
            lambda: body[:at] + dice.choice(_BYTES) + body[at:],
            lambda: body[:at] + body[at:until] * 2 + body[until:],
            lambda: body[:at] + bytes((dice.randrange(256),)) + body[at + 1 :],
        )
    )()


class BrokenError(Exception):
    """The sandbox broke a promise."""


class Web:
    """The callers are picked up; then every address answers as the dice say, in the end briefly."""

    def __init__(self, time: VirtualTime, dice: Random) -> None:
        self._time, self._dice = time, dice
        self._asked = 0

    def send(self, _request: WebhookRequest, done: Callable[[WebhookAnswer], None]) -> None:
        self._asked += 1
        answer = WebhookAnswer(200, "text/xml", _HELLO if self._asked <= _CALLERS else _GOODBYE)
        if _CALLERS < self._asked <= _MOST_FETCHES:
            answer = self._rolled()
        self._time.later(0.05, lambda: done(answer))

    def _rolled(self) -> WebhookAnswer:
        kind = self._dice.choice(("text/xml", "text/xml", "text/plain", "audio/wav", "image/png"))
        status = self._dice.choice((200, 200, 200, 204, 404, 500))
        return WebhookAnswer(status, kind, document(self._dice))


def _carrier(dice: Random) -> tuple[VirtualTime, Exchange, VirtualLines]:
    config = Config.from_json(
        {
            "account_sid": ACCOUNT,
            "auth_token": TOKEN,
            "calls_per_second": 0,
            "numbers": [{"number": OURS, "voice_url": "http://a.example/", "sms_url": "http://a/"}],
            "applications": [{"sid": "AP" + "1" * 32, "voice_url": "http://a.example/"}],
        }
    )
    time, lines = VirtualTime(datetime(2026, 11, 24, tzinfo=UTC)), VirtualLines()
    exchange = Exchange(config, Ports(time, lines, lines, Web(time, dice)))
    for address in (THEIRS, "client:ada"):
        lines.phones[address] = Phone(address, exchange)
    return time, exchange, lines


def run(dice: Random, body: bytes) -> None:
    """Let two calls carry documents out, with keys and words and an end."""
    time, exchange, lines = _carrier(dice)
    sids = [exchange.connect("ada", "AP" + "1" * 32, {}), exchange.dial(THEIRS, OURS)]
    lines.phones["client:ada"].call_sid, lines.phones[THEIRS].call_sid = sids
    time.advance(0.2)
    exchange.text(THEIRS, OURS, "Hello")
    exchange.redirect(exchange.calls[sids[0]], None, body.decode("utf-8", "replace"))
    exchange.redirect(exchange.calls[sids[1]], None, document(dice).decode("utf-8", "replace"))
    for _ in range(6):
        time.advance(dice.choice((0.1, 1, 10)))
        exchange.digits(dice.choice(sids), dice.choice(("1", "#", "*", "12")))
        exchange.speech(dice.choice(sids), "hello")
    exchange.text(THEIRS, OURS, "Hello")
    time.advance(5)
    for call in list(exchange.calls.values()):
        exchange.hung_up(call.sid)
    time.advance(2)
    _judge(exchange)


def _judge(exchange: Exchange) -> None:
    """Nothing may be left of calls that are over."""
    left = {
        "a call lives": any(call.alive for call in exchange.calls.values()),
        "a queue holds": any(one.members for one in exchange.queues.queues.values()),
        "a conference holds": any(one.participants for one in exchange.conferences.values()),
        "a recording runs": any(
            one.status in {"in-progress", "paused"} for one in exchange.tapes.recordings.values()
        ),
        "a leg sounds": bool(exchange.core.owners),
    }
    broken = [words for words, found in left.items() if found]
    if broken:
        raise BrokenError(", ".join(broken))


def documents(dice: Random, count: int) -> Iterator[str]:
    for n in range(count):
        body = document(dice)
        try:
            found = parse(body, dice.choice(_TABLES))
        except DocumentError as error:
            if error.code not in CODES:
                raise BrokenError(str(error.code)) from error
            yield str(error.code)
        else:
            yield "warned" if found.warnings else "clean"
        if n % _RUN_EVERY == 0:
            run(dice, body)


def forms(dice: Random, count: int) -> Iterator[str]:
    time, exchange, _ = _carrier(dice)
    rest = Rest(exchange)
    wanted = sorted(TABLE)
    known = sorted({name for one in TABLE.values() for name in (*one.spoken, *one.refused)})
    for n in range(count):
        if n % 2000 == 0:
            time, exchange, _ = _carrier(dice)
            rest = Rest(exchange)
        method, pattern = dice.choice(wanted)
        answer = rest.handle(_request(dice, exchange, (method, pattern), known))
        refused = answer.status >= 400
        shaped = refused and set(answer.body) == {"code", "message", "more_info", "status"}
        if answer.status >= 500 or refused != shaped:
            raise BrokenError(str(answer))
        if n % 50 == 0:
            time.advance(1)
        yield str(answer.body["code"]) if answer.status >= 400 else str(answer.status)


def _request(
    dice: Random, exchange: Exchange, what: tuple[str, str], known: list[str]
) -> RestRequest:
    method, pattern = what
    own = sorted(TABLE[what].spoken) or known
    names = [dice.choice(own if dice.random() < 0.9 else known) for _ in range(dice.randrange(6))]
    values = {name: [_value(dice)] for name in names}
    if pattern == "Calls" and dice.random() < 0.5:
        values |= {"To": [THEIRS], "From": [OURS], "Url": ["http://a.example/x"]}
    if pattern == "Messages" and dice.random() < 0.5:
        values |= {"To": [THEIRS], "From": [OURS], "Body": ["Hello"]}
    while "{}" in pattern:
        pattern = pattern.replace("{}", _sid(dice, exchange), 1)
    path = f"/2010-04-01/Accounts/{ACCOUNT}/{pattern}.json"
    posts = method == "POST"
    return RestRequest(
        method, path, {} if posts else values, values if posts else {}, (ACCOUNT, TOKEN)
    )


def _value(dice: Random) -> str:
    said = dice.choice(_VALUES)
    return said * dice.choice((1, 1, 1, 2, 2000)) if dice.random() < 0.1 else said


def _sid(dice: Random, exchange: Exchange) -> str:
    known: list[str] = [
        *list(exchange.calls)[-3:],
        *list(exchange.conferences)[-3:],
        *list(exchange.messages)[-3:],
        *list(exchange.tapes.recordings)[-3:],
        *list(exchange.directory.numbers)[-3:],
        *list(exchange.directory.apps)[-3:],
        *list(exchange.queues.queues)[-3:],
        "tour",
        "Front",
        "Twilio.CURRENT",
    ]
    return dice.choice(known)


def dice_of(seed: int) -> Random:
    return Random(seed)  # the same seed makes the same documents


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="-m tests.sandbox.fuzz", description=__doc__)
    parser.add_argument("--count", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", choices=["documents", "forms"])
    asked = parser.parse_args(arguments)
    for name, fuzz in (("documents", documents), ("forms", forms)):
        if asked.only in {None, name}:
            began = perf_counter()
            found = Counter(fuzz(dice_of(asked.seed), asked.count // (1 if asked.only else 2)))
            took = perf_counter() - began
            shown = ", ".join(f"{word}: {n}" for word, n in found.most_common(12))
            sys.stdout.write(f"{name}: {found.total()} in {took:.0f} s ({shown})\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
