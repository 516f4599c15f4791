"""The unmodified Voice SDK against the sandbox: tokens, lost lines, a killed carrier, true wss."""

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Playwright

from tests.browser.conftest import open_browser
from tests.browser.softphones.carrier import Running, free_port
from tests.browser.softphones.conftest import PINNED, Opener
from tests.browser.softphones.device import Device, token
from tests.browser.softphones.pages import Pages
from tests.browser.softphones.trust import Trust, make_trust

WINDOW_MS = 30_000


def codes(device: Device) -> list[int]:
    return [event["extra"]["code"] for event in device.events("device.error")]


def registered(carrier: Running, identity: str) -> int:
    return int(carrier.look("softphones").get(identity, 0))


def test_register_unregister_destroy(device: Device, carrier: Running) -> None:
    device.start("ada")
    assert registered(carrier, "ada") == 1
    device.js("() => device.unregister()")
    device.wait("device.unregistered")
    assert registered(carrier, "ada") == 0
    device.js("() => device.register()")
    device.wait("device.registered", 2)
    device.js("() => device.destroy()")
    device.wait("device.destroyed")
    device.page.wait_for_timeout(500)
    assert registered(carrier, "ada") == 0


def test_a_bad_signature_is_final_and_an_expired_token_is_not(device: Device) -> None:
    device.begin(token("ada", secret="another secret, long enough for it"))
    device.wait("register.rejected")
    assert codes(device)[0] in {31202, 20101, 53000}
    device.js("() => { device.destroy(); events.length = 0; }")
    device.begin(token("ada", ttl=-5))
    device.wait("device.error")
    assert codes(device)[0] == 20104
    device.js("(fresh) => device.updateToken(fresh)", token("ada"))
    device.wait("device.registered")


def test_a_token_is_refreshed_before_it_ends(device: Device, carrier: Running) -> None:
    device.begin(token("ada", ttl=8), tokenRefreshMs=5000)
    device.wait("device.registered")
    device.wait("device.tokenWillExpire")
    device.js("(fresh) => device.updateToken(fresh)", token("ada"))
    device.page.wait_for_timeout(6000)
    assert device.js("() => device.state") == "registered"
    assert registered(carrier, "ada") == 1
    assert codes(device) == []


def test_an_ended_token_is_said_so_and_rings_no_more(newest: Device, carrier: Running) -> None:
    newest.begin(token("ada", ttl=4))
    newest.wait("device.registered")
    newest.wait("device.error")
    assert codes(newest) == [20104]
    assert registered(carrier, "ada") == 0


def test_a_new_token_in_a_call_changes_nothing(device: Device, carrier: Running) -> None:
    device.start("ada")
    call_sid = carrier.rings("ada")
    device.takes(call_sid)
    device.js("(fresh) => device.updateToken(fresh)", token("ada"))
    device.page.wait_for_timeout(1500)
    assert carrier.status(call_sid) == "in-progress"
    assert device.hears() == pytest.approx(440, abs=8)
    carrier.ends(call_sid)
    device.wait("call.disconnect")


def test_a_broken_line_comes_back_with_its_call(device: Device, carrier: Running) -> None:
    device.start("ada", maxCallSignalingTimeoutMs=WINDOW_MS)
    call_sid = carrier.rings("ada")
    device.takes(call_sid)
    carrier.deed("drop-sockets", "ada")
    device.wait("call.reconnecting")
    device.wait("call.reconnected")
    device.wait("device.registered", 2)
    assert carrier.status(call_sid) == "in-progress"
    assert device.hears() == pytest.approx(440, abs=8)
    carrier.ends(call_sid)
    device.wait("call.disconnect")


def test_without_a_window_the_call_ends_with_its_line(newest: Device, carrier: Running) -> None:
    newest.start("ada")
    call_sid = carrier.rings("ada")
    newest.takes(call_sid)
    carrier.deed("drop-sockets", "ada")
    newest.wait("call.disconnect")
    carrier.until(call_sid, "completed")
    assert 31209 in [event["extra"]["code"] for event in newest.events("call.error")]


def test_a_silent_carrier_is_left_and_found_again(newest: Device, carrier: Running) -> None:
    newest.start("ada")
    carrier.deed("silence")
    newest.wait("device.unregistered", seconds=25)
    carrier.deed("speak")
    newest.wait("device.registered", 2)


def test_a_killed_carrier_comes_back(device: Device, carrier: Running) -> None:
    device.start("ada", maxCallSignalingTimeoutMs=WINDOW_MS)
    call_sid = carrier.rings("ada")
    device.takes(call_sid)
    carrier.kill()
    device.wait("call.reconnecting")
    carrier.start()
    device.wait("call.disconnect", seconds=30)
    device.wait("device.registered", 2, seconds=30)
    device.js("() => { events.length = 0; }")
    call_sid = carrier.rings("ada")
    device.takes(call_sid)
    assert device.hears() == pytest.approx(440, abs=8)
    carrier.ends(call_sid)


def test_a_restarted_carrier_has_forgotten_the_call(newest: Device, carrier: Running) -> None:
    newest.start("ada", maxCallSignalingTimeoutMs=WINDOW_MS)
    call_sid = carrier.rings("ada")
    newest.takes(call_sid)
    carrier.deed("restart")
    newest.wait("call.disconnect")
    assert carrier.status(call_sid) == "completed"
    newest.wait("device.registered", 2)


def test_a_closed_tab_hangs_up(newest: Device, carrier: Running) -> None:
    newest.start("ada", maxCallSignalingTimeoutMs=WINDOW_MS)
    call_sid = carrier.rings("ada")
    newest.takes(call_sid)
    newest.page.goto("about:blank")
    carrier.until(call_sid, "completed")
    assert registered(carrier, "ada") == 0


def test_lost_sound_is_agreed_upon_anew(newest: Device, carrier: Running) -> None:
    newest.start("ada")
    call_sid = carrier.rings("ada")
    newest.takes(call_sid)
    newest.js("() => call._mediaHandler.iceRestart()")
    newest.page.wait_for_timeout(4000)
    assert newest.hears() == pytest.approx(440, abs=8)
    assert carrier.heard_from(call_sid)[0] == pytest.approx(600, abs=4)
    carrier.ends(call_sid)
    newest.wait("call.disconnect")


def test_who_may_not_even_listen_comes_again(newest: Device, carrier: Running) -> None:
    """Twilio, "Error 31206": the rate exceeded its authorized limit."""
    newest.start("ada")
    fault = {"at": "signal", "what": "rate", "seconds": 1, "match": {"kind": "listen"}}
    carrier.goes_wrong({**fault, "times": 1})
    carrier.deed("drop-sockets", "ada")
    newest.wait("device.error", 3)
    assert codes(newest) == [31005, 31206, 31005]
    newest.page.wait_for_timeout(3000)  # the SDK takes no registration before it is connected
    newest.js("() => void device.register().catch(() => null)")
    newest.wait("device.registered", 2, 30)


def test_who_comes_too_often_is_told_when_to_come_again(newest: Device, carrier: Running) -> None:
    """Voice SDK 2.18: an error's `retryAfter` is kept for its next reconnection."""
    newest.start("ada")
    newest.js("() => device.unregister()")
    newest.wait("device.unregistered")
    fault = {"at": "signal", "what": "rate", "seconds": 2, "match": {"kind": "register"}}
    carrier.goes_wrong({**fault, "times": 1})
    newest.js("() => void device.register().catch(() => null)")
    assert newest.wait("device.error")["code"] == 31206


@pytest.mark.parametrize(
    ("code", "surfaces"), [(31205, 20104), (31204, 20101), (31201, 20151), (31206, 31206)]
)
def test_the_sdk_knows_our_codes(
    newest: Device, carrier: Running, code: int, surfaces: int
) -> None:
    newest.start("ada")
    payload = {"error": {"code": code, "message": "for a test"}}
    carrier.deed("frame", "ada", type="error", payload=payload)
    newest.wait("device.error")
    assert codes(newest) == [surfaces]


def test_close_needs_a_new_registration(newest: Device, carrier: Running) -> None:
    newest.start("ada")
    carrier.deed("frame", "ada", type="close", payload={})
    newest.wait("device.unregistered")
    newest.js("() => device.register()")
    newest.wait("device.registered", 2)


def test_without_internet_the_defaults_of_the_sdk_do_no_harm(
    opener: Opener, carrier: Running, playwright: Playwright, tmp_path: Path
) -> None:
    offline = "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE localhost"
    browser = open_browser(playwright, tmp_path, 600, offline)
    device = opener(PINNED, browser=browser)
    device.start("ada", publishEvents=True, sounds={})
    call_sid = carrier.rings("ada")
    device.takes(call_sid)
    assert device.hears() == pytest.approx(440, abs=8)
    carrier.ends(call_sid)
    device.wait("call.disconnect")
    assert device.events("unhandled") == []
    browser.close()


@pytest.fixture
def trust(tmp_path: Path) -> Trust:
    return make_trust(tmp_path)


@pytest.fixture
def secure(trust: Trust, tmp_path: Path) -> Iterator[Running]:
    """Start a carrier that speaks https and wss by a certificate made for this test."""
    pages = Pages()
    carrier = Running(tmp_path, pages, tls=(trust.chain, trust.key), port=free_port())
    pages.signal = f"localhost:{carrier.port}"
    carrier.start()
    yield carrier
    carrier.stop()
    pages.stop()


def test_true_wss_without_a_shim(
    secure: Running, trust: Trust, playwright: Playwright, tmp_path: Path
) -> None:
    trusting = f"--ignore-certificate-errors-spki-list={trust.spki}"
    browser = open_browser(playwright, tmp_path, 600, trusting)
    page = browser.new_context(permissions=["microphone"]).new_page()
    page.goto(f"{secure.pages.base}/bare-{PINNED}.html")
    device = Device(page, secure, [])
    told = device.start("ada")
    assert told["state"] == "registered"
    assert device.js("() => device._stream.uri").startswith("wss://localhost:")
    secure.says("/client", secure.tone())
    device.js("() => dial({})")
    device.wait("call.accept")
    assert device.hears() == pytest.approx(440, abs=8)
    browser.close()


def test_a_certificate_nobody_trusts_is_an_error_of_the_device(
    secure: Running, playwright: Playwright, tmp_path: Path
) -> None:
    browser = open_browser(playwright, tmp_path, 600)
    page = browser.new_context(permissions=["microphone"]).new_page()
    page.goto(f"{secure.pages.base}/bare-{PINNED}.html")
    device = Device(page, secure, [])
    device.begin(token("ada"))
    device.wait("device.error", 2)
    assert set(codes(device)) <= {31000, 31005, 53000}
    browser.close()


def test_the_server_of_the_proofs_is_on_loopback_only(carrier: Running) -> None:
    assert carrier.process
    sockets = subprocess.run(["ss", "-Hlntup"], capture_output=True, text=True, check=True).stdout
    ours = [line for line in sockets.splitlines() if f"pid={carrier.process.pid}," in line]
    assert ours
    assert all(" 127.0.0.1:" in line for line in ours), ours
