"""The unmodified Voice SDK in a real browser against the sandbox: calls and their sound."""

from pathlib import Path

import pytest
from playwright.sync_api import Playwright

from tests.browser.conftest import open_browser
from tests.browser.softphones.carrier import Running
from tests.browser.softphones.conftest import MICROPHONE_HZ, Opener
from tests.browser.softphones.device import Device
from tests.sandbox.scene import STORE


def both_ways(device: Device, call_sid: str) -> None:
    assert device.hears() == pytest.approx(440, abs=8)
    found, loud = device.carrier.heard_from(call_sid)
    assert found == pytest.approx(MICROPHONE_HZ, abs=4)
    assert loud > 500


def test_an_incoming_call_is_heard_both_ways_and_hung_up(device: Device, carrier: Running) -> None:
    told = device.start("ada")
    assert (told["identity"], told["state"]) == ("ada", "registered")
    assert told["edge"]
    call_sid = carrier.rings("ada")
    device.takes(call_sid)
    both_ways(device, call_sid)
    carrier.ends(call_sid)
    device.wait("call.disconnect")
    assert device.external == []
    assert device.events("unhandled") == []


def test_reject_cancel_and_ignore(device: Device, carrier: Running) -> None:
    device.start("ada")
    call_sid = carrier.rings("ada")
    device.incoming(call_sid)
    device.js("() => call.reject()")
    carrier.until(call_sid, "busy")
    call_sid = carrier.rings("ada")
    device.incoming(call_sid)
    carrier.ends(call_sid)
    device.wait("call.cancel")
    call_sid = carrier.rings("ada", timeout=3)
    device.incoming(call_sid)
    device.js("() => call.ignore()")
    carrier.until(call_sid, "no-answer")


def test_keys_arrive_in_order(device: Device, carrier: Running) -> None:
    carrier.says("/keys", "<Pause length='30'/>")
    gather = f"<Gather numDigits='6' finishOnKey='' action='{carrier.pages.base}/keys'/>"
    device.start("ada")
    call_sid = carrier.rings("ada", verbs=gather)
    device.takes(call_sid)
    device.js("() => call.sendDigits('1w2#*9')")
    device.js("() => call.sendDigits('0')")
    device.page.wait_for_timeout(1500)
    [(path, told)] = carrier.pages.asked
    assert (path, told["Digits"]) == ("/keys", "12#*90")


def test_an_outgoing_call_runs_the_application(device: Device, carrier: Running) -> None:
    carrier.says("/client", carrier.tone())
    device.start("ada")
    device.js("(params) => dial(params)", {"To": STORE, "note": "a=b&c d"})
    device.wait("call.accept")
    [(_, told)] = carrier.pages.asked
    assert (told["To"], told["note"], told["From"]) == (STORE, "a=b&c d", "client:ada")
    both_ways(device, device.sid())
    call_sid = device.sid()
    device.js("() => call.disconnect()")
    carrier.until(call_sid, "completed")


def test_early_sound_is_heard_before_the_answer(
    device: Device, opener: Opener, carrier: Running
) -> None:
    noun = "<Dial answerOnBridge='true' ringTone='it'><Client>ben</Client></Dial>"
    carrier.says("/client", noun)
    ben = opener()
    ben.start("ben")
    device.start("ada")
    device.js("() => dial({})")
    assert device.wait("call.ringing") is True
    heard = {round(device.hears()) for _ in range(4)}
    assert any(abs(hertz - 425) < 8 for hertz in heard), heard
    assert device.events("call.accept") == []
    ben.wait("device.incoming")
    ben.js("accept()")
    device.wait("call.accept")
    device.js("() => call.disconnect()")
    ben.wait("call.disconnect")


@pytest.mark.parametrize(("verbs", "code"), [("<Reject reason='busy'/>", 31486), ("", None)])
def test_a_refused_call_ends_with_its_reason(
    newest: Device, carrier: Running, verbs: str, code: int | None
) -> None:
    carrier.says("/client", verbs)
    newest.start("ada")
    newest.js("() => dial({})")
    newest.wait("call.disconnect")
    assert [event["extra"]["code"] for event in newest.events("call.error")] == [code][: bool(code)]


def test_a_caller_may_give_up_while_it_rings(
    newest: Device, opener: Opener, carrier: Running
) -> None:
    carrier.says("/client", "<Dial answerOnBridge='true'><Client>ben</Client></Dial>")
    ben = opener()
    ben.start("ben")
    newest.start("ada")
    newest.js("() => dial({})")
    newest.wait("call.ringing")
    ben.wait("device.incoming")
    newest.js("() => call.disconnect()")
    ben.wait("call.cancel")


def test_all_devices_ring_and_the_losers_are_cancelled(
    device: Device, opener: Opener, carrier: Running
) -> None:
    other = opener()
    device.start("ada")
    other.start("ada")
    call_sid = carrier.rings("ada")
    other.incoming(call_sid)
    device.takes(call_sid)
    other.wait("call.cancel")
    carrier.ends(call_sid)


def test_a_device_in_a_call_stays_silent_about_a_second_one(
    device: Device, carrier: Running
) -> None:
    device.start("ada")
    first = carrier.rings("ada")
    device.takes(first)
    second = carrier.rings("ada", timeout=3)
    carrier.until(second, "no-answer")
    assert len(device.events("device.incoming")) == 1
    assert carrier.status(first) == "in-progress"
    carrier.ends(first)


def test_a_second_call_may_be_taken_while_busy(newest: Device, carrier: Running) -> None:
    newest.start("ada", allowIncomingWhileBusy=True)
    first = carrier.rings("ada")
    newest.takes(first)
    second = carrier.rings("ada")
    newest.takes(second, accepted=2)
    carrier.until(first, "completed")
    carrier.ends(second)


def test_an_invitation_carries_its_parameters(
    device: Device, opener: Opener, carrier: Running
) -> None:
    nouns = (
        "<Identity>ben</Identity><Parameter name='taskId' value='T=1&amp;2'/>"
        "<Parameter name='name' value='José Ñ'/><Parameter name='plus' value='a+b c%'/>"
    )
    carrier.says("/client", f"<Dial callerId='{STORE}'><Client>{nouns}</Client></Dial>")
    device.start("ben")
    caller = opener()
    caller.start("ada")
    caller.js("() => dial({})")
    told = device.wait("device.incoming")
    assert (told["to"], told["from"]) == ("client:ben", STORE)
    assert told["custom"] == {"taskId": "T=1&2", "name": "José Ñ", "plus": "a+b c%"}
    assert told["verified"] is False
    caller.js("() => call.disconnect()")
    device.wait("call.cancel")


def test_three_in_a_conference_hear_the_others_and_never_themselves(
    newest: Device, opener: Opener, carrier: Running, playwright: Playwright, tmp_path: Path
) -> None:
    folders = {hertz: tmp_path / str(hertz) for hertz in (1000, 1500)}
    for folder in folders.values():
        folder.mkdir()
    browsers = [open_browser(playwright, folder, hertz) for hertz, folder in folders.items()]
    people = {"ada": newest} | {
        name: opener(browser=browser)
        for name, browser in zip(("ben", "carla"), browsers, strict=True)
    }
    room = "<Dial><Conference beep='false'>three</Conference></Dial>"
    sids = {}
    for name, one in people.items():
        one.start(name)
        sids[name] = carrier.rings(name, verbs=room)
        one.takes(sids[name])
    carrier.ends(sids["carla"])
    people["carla"].wait("call.disconnect")
    newest.page.wait_for_timeout(1000)
    assert people["ada"].hears() == pytest.approx(1000, abs=8)
    assert people["ben"].hears() == pytest.approx(MICROPHONE_HZ, abs=8)
    sids["carla"] = carrier.rings("carla", verbs=room)
    people["carla"].takes(sids["carla"], accepted=2)
    assert people["carla"].hears() in (
        pytest.approx(1000, abs=8),
        pytest.approx(MICROPHONE_HZ, abs=8),
    )
    people["ada"].js("() => call.mute(true)")
    people["ada"].page.wait_for_timeout(1000)
    assert people["carla"].hears() == pytest.approx(1000, abs=8)
    for sid in sids.values():
        carrier.ends(sid)
    for browser in browsers:
        browser.close()


def test_opus_works_as_well(newest: Device, carrier: Running) -> None:
    newest.start("ada", codecPreferences=["opus", "pcmu"])
    call_sid = carrier.rings("ada")
    newest.takes(call_sid)
    both_ways(newest, call_sid)
    carrier.ends(call_sid)


def test_a_denied_microphone_ends_the_ring(newest: Device, carrier: Running) -> None:
    newest.start("ada")
    denied = "() => Promise.reject(new DOMException('no', 'NotAllowedError'))"
    newest.js(f"() => {{ navigator.mediaDevices.getUserMedia = {denied}; }}")
    call_sid = carrier.rings("ada")
    newest.incoming(call_sid)
    newest.js("accept()")
    assert newest.wait("call.error")["code"] == 31401
    carrier.until(call_sid, "busy")
