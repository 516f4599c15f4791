"""The application of the proofs: softphone pages with any SDK version, TwiML, sounds."""

import base64
import io
import json
import math
import struct
import subprocess
import threading
import urllib.request
import wave
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from typing_extensions import override

from tests.sandbox.scene import ACCOUNT

ROOT = Path(__file__).resolve().parents[3]
HERE = Path(__file__).parent
SDKS = {
    "2.18.5": "@twilio/voice-sdk",
    "2.17.0": "voice-sdk-2-17",
    "2.15.0": "voice-sdk-2-15",
    "2.12.4": "voice-sdk-2-12",
}
_SHIM = "routing/frontend/signal-shim.ts"
POLICY = "default-src 'none'; script-src 'self'; media-src 'self' mediastream:; connect-src 'self'"


@dataclass
class Pages:
    """`documents` maps a path to TwiML; `asked` keeps (path, parameters)."""

    signal: str = ""
    documents: dict[str, str] = field(default_factory=dict)
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        self.base = f"http://localhost:{self._server.server_address[1]}"

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def ask(self, url: str, form: dict[str, str] | None) -> Any:
        """Send a request to the carrier's API."""
        packed = base64.b64encode(f"{ACCOUNT}:a-token-for-tests".encode()).decode()
        data = urlencode(form).encode() if form else None
        request = urllib.request.Request(url, data, {"Authorization": f"Basic {packed}"})
        with urllib.request.urlopen(request, timeout=5) as answer:
            return json.load(answer)

    def file(self, path: str) -> tuple[str, bytes] | None:
        """Return type and body of a page, a script or a sound."""
        name, _, version = path.removesuffix(".html").removesuffix(".js").partition("-")
        made = {
            "/softphone": lambda: ("text/html", self._page(version)),
            "/bare": lambda: ("text/html", self._page(version, shim=False)),
            "/events": lambda: ("text/javascript", (HERE / "softphone.js").read_bytes()),
            "/shim": lambda: ("text/javascript", self.shim_script),
            "/sdk": lambda: ("text/javascript", sdk_script(version)),
            "/beep.wav": lambda: ("audio/wav", tone(880, 0.2)),
            "/tone440.wav": lambda: ("audio/wav", tone(440, 4)),
        }
        maker = made.get(name)
        return maker() if maker else None

    @cached_property
    def shim_script(self) -> bytes:
        """The product's own shim, as its bundle has it: before the SDK."""
        command = ["node_modules/.bin/esbuild", _SHIM, "--format=iife"]
        return subprocess.run(command, cwd=ROOT, check=True, capture_output=True).stdout

    def _page(self, version: str, *, shim: bool = True) -> bytes:
        meta = (
            f'<meta name="sandbox-signal" content="{self.signal}"><script src="/shim.js"></script>'
        )
        page = (HERE / "softphone.html").read_text()
        return page.replace("SHIM", meta if shim else "").replace("VERSION", version).encode()


@lru_cache
def sdk_script(version: str) -> bytes:
    return (ROOT / "node_modules" / SDKS[version] / "dist" / "twilio.min.js").read_bytes()


def _handler(pages: Pages) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            file = pages.file(urlsplit(self.path).path)
            self._send(*(file or ("text/plain", b"nothing here")))

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"] or 0)).decode()
            path = urlsplit(self.path).path
            is_json = self.headers["Content-Type"] == "application/json"
            told = json.loads(body) if is_json else dict(parse_qsl(body, keep_blank_values=True))
            pages.asked.append((path, told))
            document = pages.documents.get(path, "<Response/>")
            self._send("text/xml", document.encode())

        def _send(self, kind: str, body: bytes) -> None:
            self.send_response(200)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            socket = pages.signal
            policy = f"{POLICY} ws://{socket} wss://{socket}"
            self.send_header("Content-Security-Policy", policy)
            self.end_headers()
            self.wfile.write(body)

        @override
        def log_message(self, format: str, *args: Any) -> None:
            """Say nothing: pytest's output is for failures."""

    return Handler


def tone(hertz: int, seconds: float) -> bytes:
    rate, body = 16_000, io.BytesIO()
    with wave.open(body, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        samples = (
            int(9000 * math.sin(2 * math.pi * hertz * n / rate)) for n in range(int(rate * seconds))
        )
        file.writeframes(b"".join(struct.pack("<h", sample) for sample in samples))
    return body.getvalue()
