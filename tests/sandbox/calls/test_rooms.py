"""What a conference can besides meeting. Rules: Twilio, "TwiML Voice: Conference", "Participant".

"Conferences will not start until at least two participants join. While waiting, customizable
background music is played." (twilio.com/docs/voice/twiml/conference)
"""

import pytest
from twilio.base.exceptions import TwilioRestException

from tests.sandbox.calls.meeting import meet, noun
from tests.sandbox.scene import APP, BASE, SCHMIDT, STORE, Scene


def events(scene: Scene) -> list[str]:
    return [asked["StatusCallbackEvent"] for asked in scene.at("/room")]


def test_one_alone_waits() -> None:
    scene = Scene()
    scene.rings(noun(), 5)
    assert events(scene) == ["participant-join"]
    assert scene.carrier.lines.rooms == {}


def test_a_coach_is_heard_by_the_coached_alone() -> None:
    """Twilio, in its own words.

    "The participant being coached is the only participant who can hear the participant who is
    coaching." (Participant resource).
    """
    scene = Scene()
    room = meet(scene)
    coached = scene.carrier.client("ada").call_sid
    scene.says("/voice", noun(f"coach='{coached}'"))
    scene.carrier.phone(SCHMIDT).dial(STORE)
    scene.carrier.advance(1)
    coach = scene.carrier.phone(SCHMIDT).call_sid
    assert scene.carrier.lines.coaches[coach] == coached
    shown = room.participants(coach).fetch()
    assert (shown.coaching, shown.call_sid_to_coach) == (True, coached)
    assert room.participants(coach).update(coaching=False).coaching is False
    assert scene.carrier.lines.coaches[coach] == ""
    scene.carrier.settle()
    assert events(scene)[-1] == "participant-modify"
    assert [p.call_sid for p in room.participants.list(coaching=False)]


def test_nobody_to_coach_is_16028() -> None:
    """Twilio, "Error 16028": who is to be whispered to is not there, the coach is not added."""
    scene = Scene()
    scene.rings(noun(f"coach='CA{'0' * 32}'"), 1)
    assert scene.alerts() == ["16028"]
    assert scene.client.conferences.list() == []


def test_who_is_on_hold_cannot_be_coached() -> None:
    """Twilio, "Error 16027": who is to be whispered to is on hold, the coach is not added."""
    scene = Scene()
    room = meet(scene)
    room.participants(scene.diaz.call_sid).update(hold=True)
    scene.says("/client", noun(f"coach='{scene.diaz.call_sid}'"))
    scene.carrier.client("ben").connect(APP)
    scene.carrier.advance(1)
    assert scene.alerts() == ["16027"]
    assert len(room.participants.list()) == 2


def test_a_label_belongs_to_one_participant() -> None:
    """Twilio, "Error 16025", "Error 16026": the label is already in use in the conference."""
    scene = Scene()
    room = meet(scene, "participantLabel='one'", "participantLabel='one'")
    assert scene.alerts() == ["16025"]
    assert sorted(one.label or "" for one in room.participants.list()) == ["", "one"]
    with pytest.raises(TwilioRestException) as error:
        room.participants.create(to=SCHMIDT, from_=STORE, label="one")
    assert error.value.code == 16026


def test_held_people_hear_their_own_document() -> None:
    scene = Scene()
    room = meet(scene)
    scene.says("/hold", "<Say>Just a moment</Say>")
    sid = scene.diaz.call_sid
    assert room.participants(sid).update(hold=True, hold_url=f"{BASE}/hold").hold is True
    scene.carrier.advance(5)
    assert scene.diaz.heard.count("Just a moment") >= 2
    assert sid not in scene.carrier.lines.rooms
    room.participants(sid).update(hold=False)
    scene.carrier.advance(5)
    assert sid in scene.carrier.lines.rooms
    assert events(scene)[-2:] == ["participant-hold", "participant-unhold"]


def test_an_announcement_is_heard_by_all_and_its_end_is_told() -> None:
    scene = Scene()
    room = meet(scene)
    scene.says("/say", "<Say>The shop closes soon</Say>")
    room.update(announce_url=f"{BASE}/say")
    scene.carrier.advance(5)
    assert scene.diaz.heard == scene.carrier.client("ada").heard == ["The shop closes soon"]
    assert len(scene.at("/say")) == 1
    told = scene.at("/room")[-1]
    assert (told["StatusCallbackEvent"], told["AnnounceUrl"]) == ("announcement-end", f"{BASE}/say")


def test_an_announcement_for_one_is_heard_by_one() -> None:
    scene = Scene()
    room = meet(scene)
    scene.says("/say", "<Say>Only you</Say>")
    room.participants(scene.diaz.call_sid).update(announce_url=f"{BASE}/say")
    scene.carrier.advance(5)
    assert scene.diaz.heard == ["Only you"]
    assert scene.carrier.client("ada").heard == []


def test_an_announcement_that_cannot_be_played_fails() -> None:
    scene = Scene()
    room = meet(scene)
    scene.says("/say", "<Dial>+390119999999</Dial>")
    room.update(announce_url=f"{BASE}/say")
    scene.carrier.advance(1)
    assert scene.at("/room")[-1]["StatusCallbackEvent"] == "announcement-fail"
    assert scene.alerts() == ["13238"]


def test_kicking_says_so() -> None:
    scene = Scene()
    room = meet(scene, "endConferenceOnExit='true'")
    room.participants(scene.diaz.call_sid).delete()
    scene.carrier.settle()
    told = scene.at("/room")[-1]
    assert told["ReasonConferenceEnded"] == "participant-with-end-conference-on-exit-kicked"
    assert room.fetch().reason_conference_ended == told["ReasonConferenceEnded"]


def test_the_last_one_kicked_ends_it() -> None:
    scene = Scene()
    room = meet(scene)
    scene.carrier.client("ada").hang_up()
    room.participants(scene.diaz.call_sid).delete()
    assert room.fetch().reason_conference_ended == "last-participant-kicked"


def test_who_ends_it_is_named_by_its_label() -> None:
    scene = Scene()
    meet(scene, ada="endConferenceOnExit='true' participantLabel='associate'")
    ada = scene.carrier.client("ada").call_sid
    scene.carrier.client("ada").hang_up()
    scene.carrier.settle()
    told = scene.at("/room")[-1]
    assert told["ParticipantLabelEndingConference"] == "associate"
    assert told["CallSidEndingConference"] == ada


def test_a_conference_is_recorded_from_its_start_to_its_end() -> None:
    scene = Scene()
    room = meet(scene, "record='record-from-start' recordingStatusCallback='/tape'")
    scene.carrier.advance(9)
    room.update(status="completed")
    scene.carrier.advance(2)
    [told] = scene.at("/tape")
    assert (told["RecordingSource"], told["RecordingDuration"]) == ("Conference", "10")
    assert told["ConferenceSid"] == room.fetch().sid
    assert len(room.recordings.list()) == 1


def test_stop_does_not_end_the_recording_of_the_conference() -> None:
    scene = Scene()
    room = meet(scene, "record='record-from-start'")
    scene.says("/else", "<Stop><Recording/></Stop><Pause length='60'/>")
    ada = scene.carrier.client("ada").call_sid
    scene.client.calls(ada).update(url=f"{BASE}/else")
    scene.carrier.advance(3)
    assert [tape.status for tape in room.recordings.list()] == ["in-progress"]


def test_recording_and_reports_are_the_first_participants() -> None:
    scene = Scene()
    room = meet(scene, ada="record='record-from-start'")
    assert room.recordings.list() == []


def test_who_speaks_is_told() -> None:
    scene = Scene()
    meet(scene)
    scene.carrier.exchange.speaks(scene.diaz.call_sid, started=True)
    scene.carrier.exchange.speaks(scene.diaz.call_sid, started=False)
    scene.carrier.settle()
    assert events(scene)[-2:] == ["participant-speech-start", "participant-speech-stop"]


def test_a_participant_that_never_comes_is_reported() -> None:
    scene = Scene()
    room = meet(scene)
    scene.carrier.phone(SCHMIDT).habit = "busy"
    room.participants.create(to=SCHMIDT, from_=STORE, label="friend")
    assert room.participants("friend").fetch().status in {"queued", "connecting"}
    scene.carrier.advance(2)
    told = scene.at("/room")[-1]
    assert told["ReasonParticipantLeft"] == "participant_add_failed"
    assert (told["ParticipantLabel"], told["ParticipantCallStatus"]) == ("friend", "busy")
    with pytest.raises(TwilioRestException) as refused:
        room.participants("friend").fetch()
    assert refused.value.code == 20404


def test_a_participant_by_api_takes_every_attribute_along() -> None:
    scene = Scene()
    room = meet(scene)
    made = room.participants.create(
        to=SCHMIDT, from_=STORE, label="friend", muted=True, end_conference_on_exit=True
    )
    assert (made.status, made.label, made.muted) == ("queued", "friend", True)
    scene.carrier.advance(3)
    friend = room.participants("friend").fetch()
    assert (friend.status, friend.muted, friend.end_conference_on_exit) == ("connected", True, True)


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ("muted='x'", "13230"),
        ("endConferenceOnExit='x'", "13231"),
        ("startConferenceOnEnter='x'", "13232"),
        ("waitMethod='x'", "13234"),
        ("beep='x'", "13235"),
        ("trim='x'", "13239"),
        ("participantLabel='a/b'", "16023"),
        ("maxParticipants='251'", "12200"),
        ("statusCallbackEvent='x'", "12200"),
    ],
)
def test_a_wrong_value_is_warned_of(wrong: str, code: str) -> None:
    scene = Scene()
    scene.rings(f"<Dial><Conference {wrong}>tour</Conference></Dial>", 1)
    assert scene.alerts() == [code]
    assert len(scene.client.conferences.list()) == 1


@pytest.mark.parametrize(("name", "code"), [("", "13237"), ("x" * 129, "13237")])
def test_names_have_1_to_128_letters(name: str, code: str) -> None:
    """Twilio, in its own words.

    "Conference names must be between 1 and 128 characters." (Error 13237).
    """
    scene = Scene()
    scene.rings(f"<Dial action='/after'><Conference>{name}</Conference></Dial>", 1)
    assert scene.alerts()[0] == code
    assert scene.at("/after")[0]["DialCallStatus"] == "failed"


def test_a_full_conference_turns_away() -> None:
    scene = Scene()
    scene.says("/client", noun())
    meet(scene, "maxParticipants='2'")
    scene.says(
        "/voice", "<Dial action='/after'><Conference maxParticipants='2'>tour</Conference></Dial>"
    )
    scene.carrier.phone(SCHMIDT).dial(STORE)
    scene.carrier.advance(1)
    assert scene.at("/after")[0]["DialCallStatus"] == "failed"


def test_a_waiting_room_that_plays_nothing_is_not_asked_in_a_frenzy() -> None:
    scene = Scene()
    scene.says("/wait", "")
    scene.rings(noun("waitUrl='/wait'"), 5)
    assert 5 <= len(scene.at("/wait")) <= 7


def test_an_api_leg_may_not_bear_a_wrong_label() -> None:
    """Twilio, in its own words.

    "It may not exceed 128 characters, it may not be a CallSid" (Error 16024).
    """
    scene = Scene()
    for label in ("x" * 129, "CA" + "0" * 32, "a/b"):
        with pytest.raises(TwilioRestException) as refused:
            scene.client.conferences("tour").participants.create(
                to=SCHMIDT, from_=STORE, label=label
            )
        assert refused.value.code == 16024
