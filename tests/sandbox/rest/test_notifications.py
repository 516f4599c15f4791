"""The debugger by the API. Rules: Twilio, "Notification resource".

"log: An integer log level that corresponds to the type of notification: 0 is ERROR, 1 is WARNING."
"""

import pytest
from twilio.base.exceptions import TwilioRestException

from tests.sandbox.scene import Scene


def test_warnings_and_errors_of_a_call_are_listed() -> None:
    scene = Scene()
    scene.rings("<Say loop='x'>Hi</Say><Play>nothing.wav</Play>", 5)
    [call] = scene.client.calls.list()
    listed = scene.client.calls(call.sid).notifications.list()
    assert [one.error_code for one in listed] == ["13420", "13510"]
    assert {one.call_sid for one in listed} == {call.sid}
    assert [one.sid for one in scene.client.notifications.list(log=1)] == [
        one.sid for one in listed
    ]
    whole = scene.client.calls(call.sid).notifications(listed[1].sid).fetch()
    assert whole.message_text == "<Say loop> does not take this value."
    assert whole.more_info == "https://www.twilio.com/docs/errors/13510"


def test_what_there_is_not_is_not_found() -> None:
    with pytest.raises(TwilioRestException) as error:
        Scene().client.notifications("NO" + "0" * 32).fetch()
    assert error.value.code == 20404


def test_what_was_asked_about_a_call_is_listed_in_order() -> None:
    """Twilio, "Call Events": "all the requests Twilio sent to your application" for a call."""
    scene = Scene()
    scene.says("/next", "<Hangup/>")
    scene.rings("<Redirect>/next</Redirect>", 5)
    [call] = scene.client.calls.list()
    first, second, third = scene.client.calls(call.sid).events.list()
    assert [one.request["url"].rpartition("/")[2] for one in (first, second, third)] == [
        "voice",
        "next",
        "status",
    ]
    assert first.request["parameters"]["call_sid"] == call.sid
    assert first.response["response_code"] == 200
    assert "<Redirect>" in first.response["response_body"]
