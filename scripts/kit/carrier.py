# ruff: noqa: E501  # tables of Markdown are as wide as they are
"""`docs/sandbox.md` from the sandbox's own tables: written, or checked for being current.

Run by the environment's Python from the repository's root: `-m scripts.kit.carrier [--check]`.
"""

import ast
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from sandbox import limits
from sandbox.calls import choices
from sandbox.calls.hall import SUBSCRIPTIONS
from sandbox.rest.parameters import TABLE
from sandbox.twiml import grammar, values

PAGE = Path(__file__).resolve().parents[2] / "docs" / "sandbox.md"
_HEAD = """# The sandbox: a carrier on loopback

`python -m sandbox --config FILE --port N` is a telephone company on 127.0.0.1 that speaks Twilio's
API 2010-04-01, its TwiML, its signed webhooks and its Voice SDK's signalling. `scripts/start`
runs it with the product; tests run it in their own process, by virtual time:

```python
carrier = Carrier(Config.from_json({...}), wsgi_app, "http://shop.example", start)
client = Client(account_sid, auth_token, http_client=carrier.http_client())  # the real SDK
carrier.phone("+393123456789").dial("+390111234567")
carrier.advance(5)
```

The configuration is a JSON file: account, numbers, applications, handsets and rates, each key
explained in `sandbox/config.py`.

What it knows is written here, generated from its tables: `.venv/bin/python -m scripts.kit.carrier`.
*Implemented* words are obeyed; *refused* ones raise the warning or error named, never silence; words
in no table are warning 12200 in a document and error 20001 in a request. A value that an attribute
does not take raises the code beside it, and the default holds. What is taken and cannot change
anything here is warned of too. Warnings stand in the panel, in the ledger (`alert`) and in `Notifications`.

It stands alone: nothing in `sandbox/` imports the product, and the folder runs where it is copied.
Besides Python it needs aiohttp, aiortc, numpy, phonenumbers, PyJWT and (for tests in one process)
twilio and werkzeug; its two pages are built from `sandbox/*/frontend` by esbuild, with lit.
`espeakng_loader`, where it is installed, speaks; without it prompts are a murmur with captions.

`-m tests.sandbox.fuzz --count 1000000` throws malformed documents and forms at it.
"""
_WEBHOOKS = """
## Webhooks

| | |
|---|---|
| signature | `X-Twilio-Signature`: HMAC-SHA1 over address and sorted form; a JSON body by `bodySHA256` |
| headers | `I-Twilio-Idempotency-Token` (one per webhook, the same at every try), `X-Home-Region`, `User-Agent: TwilioProxy/1.1`, `Cache-Control` (voice) |
| times | connect 5 s, read 15 s, all together 15 s; per address by `#ct=..&rt=..&tt=..` |
| retries | one, for failures to connect; per address by `#rc=0..5&rp=ct,rt,4xx,5xx,all` |
| edges | `#e=..` must name Twilio's (11240): on loopback they are one; `#sni=..`: the name is always sent |
| redirects | 10 at most; 307 and 308 keep method and form, the others become GET |
| sizes | documents 64 KB, sounds 40 MB |
| content types | text/xml, application/xml, text/html run; text/plain is said; audio/* is played |
| failures | the fallback is asked once with `ErrorCode` and `ErrorUrl`; without one the caller hears so |
| cookies | kept per call and host |
| authentication | user and password in the address: Basic, and Digest (MD5, SHA-256) where it is asked for |
| codes | 11100 no address, 11200 no answer, 11203 out of time, 11205 no connection, 11206 broken HTTP, 11210 no such host, 11215 too many redirects, 11220 and 11237 TLS, 11240 no such edge, 11243 no such policy, 11750 too large, 11770 empty, 12100 no XML, 12102 wrong root, 12300 content type |

## Magic numbers

| number | To of a call | To of a text | From |
|---|---|---|---|
| +15005550001 | 21211 | 21211 | 21212 |
| +15005550002 | 21214 | 21612 | |
| +15005550003 | 21215 | 21408 | |
| +15005550004 | 21216 | 21610 | |
| +15005550006 | | | valid |
| +15005550007 | | | 21606 (texts) |
| +15005550008 | | | 21611 (texts) |
| +15005550009 | | 21614 | |
"""


def document() -> str:
    """Return the whole page."""
    parts = (
        [_HEAD],
        _language("TwiML for calls", grammar.VOICE),
        _language("TwiML for messages", grammar.MESSAGING),
        _refused_elements(),
        _requests(),
        [_WEBHOOKS],
        _events(),
        _remembered(),
        _not_yet(),
    )
    return "\n".join(line for part in parts for line in part) + "\n"


def _language(title: str, rules: Mapping[str, grammar.Rule]) -> Iterator[str]:
    yield f"\n## {title}\n"
    yield "| element | holds | attribute | |"
    yield "|---|---|---|---|"
    for element, rule in rules.items():
        holds = ", ".join(sorted(rule.children)) + (" text" if rule.text else "")
        rows = [(name, _spoken(element, name)) for name in sorted(rule.spoken)]
        rows += [(name, f"refused (12200): {why}") for name, why in sorted(rule.refused.items())]
        for n, (name, state) in enumerate(rows or [("", "implemented")]):
            first = (f"`<{element}>`", holds.strip()) if n == 0 else ("", "")
            yield f"| {first[0]} | {first[1]} | {f'`{name}`' if name else ''} | {state} |"


def _spoken(element: str, name: str) -> str:
    code = values.wrong(element, name, "\x00")
    harmless, why = limits.ATTRIBUTES.get((element, name), (frozenset[str](), ""))
    wrong = f"; a wrong value is {code}" if code else ""
    if not why:
        return f"implemented{wrong}"
    obeyed = f"`{min(harmless)}` is obeyed, any other" if harmless else "it"
    return f"{obeyed} is warned of ({limits.UNHEARD}): {why}{wrong}"


def _refused_elements() -> Iterator[str]:
    yield "\n## Elements refused by name\n"
    yield "| element | code | why |"
    yield "|---|---|---|"
    for element, (code, why) in sorted(grammar.REFUSED.items()):
        yield f"| `<{element}>` | {code} | {why} |"


def _requests() -> Iterator[str]:
    yield "\n## REST 2010-04-01\n"
    yield "Paths are below `/2010-04-01/Accounts/{AccountSid}/` and end in `.json`; a recording's"
    yield "sound is at `Recordings/{Sid}`, `.wav` or `.mp3`, with `RequestedChannels` 1 or 2.\n"
    yield "| request | implemented | done, and warned of (12200) | refused (20001) |"
    yield "|---|---|---|---|"
    for (method, path), known in TABLE.items():
        obeyed = sorted(known.spoken - set(limits.PARAMETERS))
        spoken = ", ".join(f"`{name}`" for name in obeyed)
        idle = {name: limits.PARAMETERS[name] for name in known.spoken - set(obeyed)}
        yield f"| {method} `{path}` | {spoken} | {_reasons(idle)} | {_reasons(known.refused)} |"


def _reasons(known: Mapping[str, str]) -> str:
    return "; ".join(f"`{name}`: {why}" for name, why in sorted(known.items()))


def _events() -> Iterator[str]:
    yield "\n## Conference events\n"
    yield "| subscribed by | event |"
    yield "|---|---|"
    for event, word in SUBSCRIPTIONS.items():
        yield f"| `{word}` | {event} |"


def _remembered() -> Iterator[str]:
    """Return the choices that are remembered rather than documented, with their values."""
    yield "\n## As remembered, not as documented\n"
    yield "These stand in one module, `sandbox/calls/choices.py`: who knows better changes a line.\n"
    yield "| choice | value | |"
    yield "|---|---|---|"
    tree = ast.parse(Path(choices.__file__).read_text(encoding="utf-8"))
    for node, after in zip(tree.body, [*tree.body[1:], None], strict=True):
        if isinstance(node, ast.Assign):
            words = ""
            if isinstance(after, ast.Expr) and isinstance(after.value, ast.Constant):
                words = " ".join(str(after.value.value).split())
            yield f"| {ast.unparse(node.targets[0])} | `{ast.unparse(node.value)}` | {words} |"


def _not_yet() -> Iterator[str]:
    yield "\n## Not yet, besides what the tables name\n"
    yield "| what | instead |"
    yield "|---|---|"
    for what, instead in limits.ELSEWHERE.items():
        yield f"| {what} | {instead} |"


def main(arguments: list[str]) -> int:
    if "--check" not in arguments:
        PAGE.write_text(document(), encoding="utf-8")
        return 0
    if PAGE.exists() and PAGE.read_text(encoding="utf-8") == document():
        return 0
    print("docs/sandbox.md is old: run .venv/bin/python -m scripts.kit.carrier")
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
