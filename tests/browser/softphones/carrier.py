"""A sandbox process with a small application behind it, for the Voice SDK's own proofs."""

import json
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.browser.softphones.pages import ROOT, Pages
from tests.sandbox.scene import ACCOUNT, APP, DIAZ, STORE

KEY = "SK" + "1" * 32
SECRET = "a secret for tests that is long enough"
_START_S = 20


@dataclass
class Running:
    """The carrier as a test uses it: `says` scripts the application, `deed` makes trouble."""

    folder: Path
    pages: Pages
    tls: tuple[Path, Path] | None = None
    port: int = 0
    process: "subprocess.Popen[bytes] | None" = None

    def start(self) -> None:
        config = self.folder / f"sandbox-{self.port}.json"
        config.write_text(json.dumps(self._config()))
        command = ["-m", "sandbox", "--config", str(config), "--port", str(self.port)]
        files = ["--certificate", str(self.tls[0]), "--key", str(self.tls[1])] if self.tls else []
        with (self.folder / "sandbox.log").open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, *command, *files], cwd=ROOT, stdout=log, stderr=log
            )
        until = time.monotonic() + _START_S
        while not is_open(self.port):
            assert self.process.poll() is None, (self.folder / "sandbox.log").read_text()
            assert time.monotonic() < until, "the sandbox does not come up"
            time.sleep(0.1)

    def kill(self) -> None:
        """Kill it at once, as a machine that dies."""
        assert self.process
        self.process.kill()
        self.process.wait(10)

    def stop(self) -> None:
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait(20)

    def says(self, path: str, verbs: str) -> None:
        self.pages.documents[path] = f"<Response>{verbs}</Response>"

    def rings(self, identity: str, *, verbs: str = "", timeout: int = 20) -> str:
        """Let the carrier call a softphone; answered, it runs `verbs`. Returns the call's SID."""
        twiml = f"<Response>{verbs or self.tone()}</Response>"
        form = {"To": f"client:{identity}", "From": STORE, "Twiml": twiml, "Timeout": str(timeout)}
        return str(self.api("Calls", form)["sid"])

    def tone(self) -> str:
        """Return TwiML that plays 440 Hz for a long while."""
        return f"<Play loop='30'>{self.pages.base}/tone440.wav</Play>"

    def api(self, path: str, form: dict[str, str] | None = None) -> Any:
        url = f"http://127.0.0.1:{self.port}/2010-04-01/Accounts/{ACCOUNT}/{path}.json"
        return self.pages.ask(url, form)

    def status(self, call_sid: str) -> str:
        return str(self.api(f"Calls/{call_sid}")["status"])

    def until(self, call_sid: str, status: str, seconds: float = 10) -> None:
        """Wait for a call to have a status."""
        end = time.monotonic() + seconds
        while self.status(call_sid) != status:
            assert time.monotonic() < end, f"{call_sid} is {self.status(call_sid)}, not {status}"
            time.sleep(0.1)

    def ends(self, call_sid: str) -> None:
        self.api(f"Calls/{call_sid}", {"Status": "completed"})

    def look(self, what: str) -> Any:
        with urllib.request.urlopen(f"{self.address}/admin/{what}", timeout=5) as answer:
            return json.load(answer)

    def heard_from(self, call_sid: str) -> tuple[float, float]:
        """Return the strongest frequency that the carrier hears from a leg, and its loudness."""
        [leg] = [one for one in self.look("sound") if one["sid"] == call_sid]
        return leg["heard"][0], leg["heard"][1]

    def deed(self, do: str, to: str = "", **more: Any) -> None:
        self._post("/admin/do", {"do": do, "to": to, **more})

    def heard_by(self, path: str, seconds: float = 10) -> dict[str, str]:
        """Wait until the application was asked at a path; returns what it was told."""
        end = time.monotonic() + seconds
        while not (found := [told for asked, told in self.pages.asked if asked == path]):
            assert time.monotonic() < end, f"{path} is not asked"
            time.sleep(0.05)
        return found[-1]

    def goes_wrong(self, *faults: dict[str, Any]) -> None:
        """Let things go wrong as a scenario of these faults says."""
        self._post("/admin/scenario", {"faults": list(faults)})

    def calm(self) -> None:
        """Let everything be well again."""
        self._post("/admin/scenario", {})

    def _post(self, path: str, body: dict[str, Any]) -> None:
        headers = {"Content-Type": "application/json"}
        data = json.dumps(body).encode()
        request = urllib.request.Request(f"{self.address}{path}", data, headers)
        with urllib.request.urlopen(request, timeout=5):
            return

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def _config(self) -> dict[str, Any]:
        base = self.pages.base
        return {
            "account_sid": ACCOUNT,
            "auth_token": "a-token-for-tests",
            "api_key": KEY,
            "api_secret": SECRET,
            "calls_per_second": 0,
            "applications": [{"sid": APP, "voice_url": f"{base}/client"}],
            "numbers": [{"number": STORE, "voice_url": f"{base}/voice"}],
            "handsets": [
                {"number": DIAZ, "label": "Diaz"},
                {"number": "+12025550123", "label": "Smith", "kind": "landline"},
            ],
            "origins": [base],
        }


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def is_open(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
