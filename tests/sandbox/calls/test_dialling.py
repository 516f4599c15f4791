"""What Dial can besides joining. Rules: Twilio, "TwiML Voice: Dial", "Number", "Client".

"If you do not provide an action URL in your <Dial> and the original caller is still on the line,
Twilio will continue to render the original TwiML document." (twilio.com/docs/voice/twiml/dial)
"""

import pytest

from tests.sandbox.scene import APP, BASE, SCHMIDT, STORE, Scene

THIRD = "+33123456789"
SCENE = {"handsets": [{"number": n, "label": n} for n in ("+393123456789", SCHMIDT, THIRD)]}


def test_without_an_action_the_document_goes_on() -> None:
    scene = Scene()
    scene.carrier.phone(SCHMIDT).habit = "busy"
    scene.rings(f"<Dial>{SCHMIDT}</Dial><Say>Goodbye</Say>")
    assert scene.diaz.heard == ["Goodbye"]


def test_with_an_action_the_rest_is_unreachable() -> None:
    scene = Scene()
    scene.says("/after", "<Say>There</Say>")
    scene.carrier.phone(SCHMIDT).habit = "busy"
    scene.rings(f"<Dial action='/after'>{SCHMIDT}</Dial><Say>never</Say>")
    assert scene.diaz.heard == ["There"]


def test_a_caller_who_hangs_up_is_still_told_to_the_action() -> None:
    scene = Scene()
    scene.rings(f"<Dial action='/after'>{SCHMIDT}</Dial>", 6)
    scene.diaz.hang_up()
    scene.carrier.settle()
    [asked] = scene.at("/after")
    assert (asked["CallStatus"], asked["DialBridged"]) == ("completed", "true")
    assert asked["DialCallStatus"] == "completed"


def test_sequential_rings_one_after_the_other() -> None:
    scene = Scene(config=SCENE)
    scene.carrier.phone(SCHMIDT).habit = "ignore"
    nouns = f"<Number>{SCHMIDT}</Number><Number>{THIRD}</Number>"
    scene.rings(f"<Dial sequential='true' timeout='10'>{nouns}</Dial>", 5)
    assert scene.carrier.phone(THIRD).state == "idle"
    scene.carrier.advance(8)
    assert scene.carrier.phone(THIRD).state == "talking"


@pytest.mark.parametrize(
    ("said", "source", "channels"),
    [
        ("record-from-answer", "DialVerb", "1"),
        ("record-from-answer-dual", "DialVerb", "2"),
        ("record-from-ringing-dual", "DialVerb", "2"),
        ("true", "DialVerb", "1"),
    ],
)
def test_a_dial_is_recorded(said: str, source: str, channels: str) -> None:
    scene = Scene()
    told = "recordingStatusCallback='/tape'"
    scene.rings(f"<Dial record='{said}' action='/after' {told}>{SCHMIDT}</Dial>", 6)
    scene.carrier.phone(SCHMIDT).hang_up()
    scene.carrier.advance(2)
    [tape] = scene.at("/tape")
    assert (tape["RecordingSource"], tape["RecordingChannels"]) == (source, channels)
    assert tape["RecordingDuration"] == ("6" if "ringing" in said else "5")
    assert scene.at("/after")[0]["RecordingUrl"] == tape["RecordingUrl"]


def test_nothing_is_recorded_where_nobody_answers() -> None:
    scene = Scene()
    scene.carrier.phone(SCHMIDT).habit = "busy"
    scene.rings(f"<Dial record='record-from-answer' action='/after'>{SCHMIDT}</Dial>")
    assert "RecordingUrl" not in scene.at("/after")[0]


def test_star_hangs_up_on_the_called_party() -> None:
    scene = Scene()
    scene.rings(f"<Dial hangupOnStar='true' action='/after'>{SCHMIDT}</Dial>", 6)
    scene.diaz.press("*")
    scene.carrier.settle()
    assert scene.carrier.phone(SCHMIDT).state == "idle"
    assert scene.at("/after")[0]["DialCallStatus"] == "completed"


def test_a_time_limit_ends_the_called_leg() -> None:
    scene = Scene()
    scene.rings(f"<Dial timeLimit='20' action='/after'>{SCHMIDT}</Dial>", 25)
    assert scene.at("/after")[0]["DialCallDuration"] == "20"


def test_digits_are_sent_to_the_called_party_before_the_join() -> None:
    scene = Scene()
    scene.rings(f"<Dial><Number sendDigits='wwww1928'>{SCHMIDT}</Number></Dial>", 2)
    assert scene.carrier.phone(SCHMIDT).keys == "wwww1928"
    assert scene.carrier.lines.rooms == {}
    scene.carrier.advance(3)
    assert len(scene.carrier.lines.rooms) == 2


def test_each_noun_is_reported_on_its_own() -> None:
    scene = Scene()
    told = "statusCallback='/leg' statusCallbackEvent='initiated ringing answered completed'"
    scene.rings(f"<Dial><Number {told}>{SCHMIDT}</Number></Dial>", 6)
    scene.diaz.hang_up()
    scene.carrier.settle()
    legs = scene.at("/leg")
    assert [leg["CallStatus"] for leg in legs] == [
        "initiated",
        "ringing",
        "in-progress",
        "completed",
    ]
    assert {leg["Direction"] for leg in legs} == {"outbound-dial"}
    assert all(leg["ParentCallSid"] for leg in legs)


@pytest.mark.parametrize(
    ("number", "code"),
    [
        ("12", "13223"),
        ("+15005550001", "13224"),
        ("+15005550003", "13227"),
        ("+15005550004", "13225"),
    ],
)
def test_a_number_that_cannot_be_rung_fails_by_its_code(number: str, code: str) -> None:
    scene = Scene()
    scene.says("/after", "<Hangup/>")
    scene.rings(f"<Dial action='/after'>{number}</Dial>", 5)
    assert scene.alerts() == [code]
    assert scene.at("/after")[0]["DialCallStatus"] == "failed"


def test_american_numbers_may_be_written_as_people_do() -> None:
    """Twilio, in its own words.

    "Twilio will also accept unformatted US numbers" (TwiML Voice: Number).
    """
    scene = Scene(config={"handsets": [{"number": "+393123456789", "label": "Diaz"}]})
    scene.rings("<Dial>(415) 555-1212</Dial>", 1)
    assert "+14155551212" in {call.to for call in scene.client.calls.list()}


def test_sip_is_refused_and_the_others_ring() -> None:
    scene = Scene()
    scene.rings(f"<Dial><Sip>sip:a@b.example</Sip><Number>{SCHMIDT}</Number></Dial>", 5)
    assert scene.alerts() == ["13246"]
    assert scene.carrier.phone(SCHMIDT).state == "talking"


def test_sip_alone_fails() -> None:
    scene = Scene()
    scene.rings("<Dial action='/after'><Sip>sip:a@b.example</Sip></Dial>", 5)
    assert scene.at("/after")[0]["DialCallStatus"] == "failed"


def test_a_dialled_leg_cannot_dial() -> None:
    scene = Scene()
    scene.says("/whisper", f"<Dial>{STORE}</Dial>")
    scene.rings(f"<Dial><Number url='/whisper'>{SCHMIDT}</Number></Dial>", 5)
    assert scene.alerts() == ["13201"]


def test_ten_nouns_ring_at_most() -> None:
    """Twilio, in its own words.

    "You can use up to ten <Number> nouns" (TwiML Voice: Number).
    """
    scene = Scene()
    for n in range(12):
        scene.carrier.client(f"c{n}").habit = "ignore"
    scene.rings(f"<Dial>{''.join(f'<Client>c{n}</Client>' for n in range(12))}</Dial>", 1)
    ringing = [n for n in range(12) if scene.carrier.client(f"c{n}").state == "ringing"]
    assert ringing == list(range(10))
    assert scene.alerts() == ["13215"]


def test_a_conference_is_dialled_alone() -> None:
    scene = Scene()
    scene.rings(f"<Dial><Conference>tour</Conference><Number>{SCHMIDT}</Number></Dial>", 1)
    assert scene.alerts() == ["13215"]
    assert scene.carrier.phone(SCHMIDT).state == "idle"
    assert len(scene.client.conferences.list()) == 1


def test_a_softphone_with_a_caller_id_rings_a_number() -> None:
    scene = Scene()
    scene.says("/client", f"<Dial callerId='{STORE}'>{SCHMIDT}</Dial>")
    scene.carrier.client("ada").connect(APP)
    scene.carrier.advance(5)
    assert scene.carrier.phone(SCHMIDT).state == "talking"


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ("timeout='x'", "13212"),
        ("hangupOnStar='x'", "13213"),
        ("timeLimit='x'", "13216"),
        ("record='x'", "13217"),
        ("method='x'", "13210"),
        ("answerOnBridge='x'", "13219"),
        ("colour='red'", "12200"),
    ],
)
def test_a_wrong_value_is_warned_of(wrong: str, code: str) -> None:
    scene = Scene()
    scene.rings(f"<Dial {wrong}>{SCHMIDT}</Dial>", 5)
    assert scene.alerts() == [code]
    assert scene.carrier.phone(SCHMIDT).state == "talking"


def test_a_nested_verb_is_13215() -> None:
    scene = Scene()
    scene.rings(f"<Dial><Say>Hi</Say><Number>{SCHMIDT}</Number></Dial>", 5)
    assert scene.alerts() == ["13215"]


def test_the_called_leg_can_be_sent_elsewhere_and_lives_on() -> None:
    scene = Scene()
    ada = scene.carrier.client("ada")
    scene.says("/else", f"<Say>Elsewhere</Say><Dial callerId='{STORE}'><Client>ada</Client></Dial>")
    scene.says("/after", "<Say>Alone</Say>")
    scene.rings(f"<Dial action='/after'>{SCHMIDT}</Dial>", 6)
    [called] = scene.client.calls.list(to=SCHMIDT)
    scene.client.calls(called.sid).update(url=f"{BASE}/else")
    scene.carrier.advance(5)
    [asked] = scene.at("/after")
    assert (asked["DialCallStatus"], asked["DialCallDuration"]) == ("completed", "5")
    assert scene.diaz.heard == ["Alone"]
    assert scene.carrier.phone(SCHMIDT).heard == ["Elsewhere"]
    assert ada.state == "talking"


def test_a_caller_sent_elsewhere_drops_the_called_leg() -> None:
    scene = Scene()
    scene.says("/else", "<Say>Elsewhere</Say><Pause length='9'/>")
    scene.rings(f"<Dial>{SCHMIDT}</Dial>", 6)
    scene.client.calls(scene.diaz.call_sid).update(url=f"{BASE}/else")
    scene.carrier.advance(1)
    assert scene.diaz.heard == ["Elsewhere"]
    assert scene.carrier.phone(SCHMIDT).state == "idle"
