"""The unmodified Voice SDK's messages beside a call, to the application and from it."""

import json

from tests.browser.softphones.carrier import Running
from tests.browser.softphones.device import Device


def test_messages_go_both_ways(device: Device, carrier: Running) -> None:
    device.start("ada")
    call_sid = carrier.rings("ada")
    device.takes(call_sid)
    said = {"content": {"a": 1}, "messageType": "user-defined-message"}
    callback = {"Callback": f"{carrier.pages.base}/said"}
    carrier.api(f"Calls/{call_sid}/UserDefinedMessageSubscriptions", callback)
    device.js("(said) => call.sendMessage(said)", said)
    assert str(device.wait("call.messageSent")["voiceEventSid"]).startswith("KX")
    heard = carrier.heard_by("/said")
    assert (heard["CallSid"], json.loads(heard["Content"])) == (call_sid, {"a": 1})
    sent = carrier.api(f"Calls/{call_sid}/UserDefinedMessages", {"Content": '{"b": 2}'})
    received = device.wait("call.messageReceived")
    assert (received["content"], received["voiceEventSid"]) == ({"b": 2}, sent["sid"])
    carrier.ends(call_sid)


def test_a_message_that_is_too_long_is_refused_by_its_code(
    newest: Device, carrier: Running
) -> None:
    newest.start("ada")
    call_sid = carrier.rings("ada")
    newest.takes(call_sid)
    said = {"content": {"a": "x" * 10_241}, "messageType": "user-defined-message"}
    newest.js("(said) => call.sendMessage(said)", said)
    assert newest.wait("call.error")["code"] == 31212
    carrier.ends(call_sid)
