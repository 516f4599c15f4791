"""Conferences. Rules: Twilio, "TwiML Voice: Conference" and its status callbacks.

"Conferences will not start until at least two participants join."
(twilio.com/docs/voice/twiml/conference)
"""

from tests.sandbox.scene import APP, STORE, Scene

ROOM = (
    "<Dial action='/after'><Conference startConferenceOnEnter='{starts}'"
    " endConferenceOnExit='{ends}' beep='false' waitUrl='/wait' statusCallback='/room'"
    " statusCallbackEvent='start end join leave'>tour</Conference></Dial>"
)


def meeting(scene: Scene, *, ends: str = "true") -> None:
    """Diaz waits, Ada's softphone starts the conference."""
    scene.says("/voice", ROOM.format(starts="false", ends=ends))
    scene.says("/client", ROOM.format(starts="true", ends=ends))
    scene.says("/wait", "<Say>Please wait</Say><Pause length='5'/>")
    scene.diaz.dial(STORE)
    scene.carrier.advance(3)
    scene.carrier.client("ada").connect(APP, contact="c1")
    scene.carrier.advance(2)


def events(scene: Scene) -> list[str]:
    return [asked["StatusCallbackEvent"] for asked in scene.at("/room")]


def test_who_waits_hears_the_waiting_room_until_it_starts() -> None:
    scene = Scene()
    meeting(scene)
    assert scene.diaz.heard == ["Please wait"]
    assert len(set(scene.carrier.lines.rooms.values())) == 1
    assert len(scene.carrier.lines.rooms) == 2


def test_the_waiting_room_is_asked_again_at_its_end() -> None:
    scene = Scene()
    scene.says("/voice", ROOM.format(starts="false", ends="true"))
    scene.says("/wait", "<Say>Please wait</Say><Pause length='5'/>")
    scene.diaz.dial(STORE)
    scene.carrier.advance(20)
    assert len(scene.at("/wait")) >= 3
    assert scene.carrier.lines.rooms == {}


def test_a_verb_that_may_not_wait_is_13238() -> None:
    scene = Scene()
    meeting(scene)
    scene.says("/wait", "<Dial>+390111234567</Dial><Pause length='2'/>")
    scene.says("/voice", ROOM.format(starts="false", ends="true"))
    other = scene.carrier.phone("+4915123456789")
    scene.diaz.hang_up()
    scene.carrier.advance(1)
    other.dial(STORE)
    scene.carrier.advance(1)
    assert "13238" in {fact["code"] for fact in scene.carrier.facts("alert")}


def test_events_are_numbered_and_name_their_participants() -> None:
    scene = Scene()
    meeting(scene)
    scene.carrier.client("ada").hang_up()
    scene.carrier.advance(1)
    assert events(scene) == [
        "participant-join",
        "participant-join",
        "conference-start",
        "participant-leave",
        "participant-leave",
        "conference-end",
    ]
    numbers = [int(asked["SequenceNumber"]) for asked in scene.at("/room")]
    assert numbers == sorted(set(numbers))
    leaves = scene.at("/room")[3:5]
    assert [asked["ReasonParticipantLeft"] for asked in leaves] == [
        "participant_hung_up",
        "moderator_ended_conference",
    ]
    ended = scene.at("/room")[-1]
    assert ended["ReasonConferenceEnded"] == "participant-with-end-conference-on-exit-left"


def test_who_remains_goes_on_to_the_action_of_the_dial() -> None:
    scene = Scene()
    meeting(scene)
    scene.says("/after", "<Say>Goodbye</Say>")
    scene.carrier.client("ada").hang_up()
    scene.carrier.advance(1)
    gone, asked = sorted(scene.at("/after"), key=lambda told: told["CallStatus"])
    assert (gone["CallStatus"], gone["DialCallStatus"]) == ("completed", "answered")
    assert asked["CallStatus"] == "in-progress"
    assert asked["DialCallStatus"] == "answered"
    assert "DialCallSid" not in asked
    assert scene.diaz.heard[-1] == "Goodbye"


def test_the_softphone_asks_its_application_with_its_own_parameters() -> None:
    scene = Scene()
    meeting(scene)
    [asked] = scene.at("/client")
    assert (asked["From"], asked["contact"], asked["ApplicationSid"]) == ("client:ada", "c1", APP)
    assert "FromCity" not in asked


def test_a_participant_can_be_muted_held_and_removed_by_api() -> None:
    scene = Scene()
    meeting(scene, ends="false")
    [room] = scene.client.conferences.list(status="in-progress")
    people = scene.client.conferences(room.sid).participants
    assert {person.call_sid for person in people.list()} == set(scene.carrier.lines.rooms)
    diaz = scene.client.conferences(room.sid).participants(scene.diaz.call_sid)
    assert diaz.update(muted=True).muted is True
    assert diaz.update(hold=True).hold is True
    assert scene.diaz.call_sid not in scene.carrier.lines.rooms
    assert diaz.update(hold=False).hold is False
    assert scene.diaz.call_sid in scene.carrier.lines.rooms
    diaz.delete()
    assert scene.client.conferences(room.sid).fetch().status == "in-progress"


def test_a_conference_ends_by_api() -> None:
    scene = Scene()
    meeting(scene)
    [room] = scene.client.conferences.list(friendly_name="tour")
    assert scene.client.conferences(room.sid).update(status="completed").status == "completed"
    scene.carrier.advance(1)
    assert scene.at("/room")[-1]["ReasonConferenceEnded"] == "conference-ended-via-api"


def test_a_participant_is_rung_into_a_conference_by_api() -> None:
    scene = Scene()
    rung = scene.client.conferences("tour").participants.create(
        to="+4915123456789", from_=STORE, label="helper", start_conference_on_enter=True
    )
    early = scene.client.conferences(rung.conference_sid)
    assert early.fetch().status == "init"
    assert early.participants("helper").fetch().call_sid == rung.call_sid
    scene.carrier.advance(5)
    [room] = scene.client.conferences.list(friendly_name="tour")
    found = scene.client.conferences(room.sid).participants("helper").fetch()
    assert found.call_sid == rung.call_sid
    assert found.conference_sid == rung.conference_sid


def test_a_conference_nobody_came_to_is_forgotten() -> None:
    scene = Scene()
    scene.diaz.habit = "busy"
    scene.client.conferences("tour").participants.create(to=scene.diaz.address, from_=STORE)
    scene.carrier.advance(5)
    assert scene.client.conferences.list() == []
