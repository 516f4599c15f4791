"""Enqueue, Leave and Dial Queue. Rules: Twilio, "TwiML Voice: Enqueue", "Queue", "Leave".

"Enqueued calls wait in hold music until the call is dequeued by another caller via the <Dial>
verb or transferred out of the queue via the REST API or the <Leave> verb."
(twilio.com/docs/voice/twiml/enqueue)
"""

from tests.sandbox.scene import BASE, SCHMIDT, STORE, Scene

WAIT = "<Enqueue waitUrl='/wait' action='/out'>support</Enqueue><Say>After</Say>"


def queued(scene: Scene, seconds: float = 10) -> None:
    scene.says("/wait", "<Say>Please wait</Say><Pause length='5'/>")
    scene.says("/out", "<Say>Goodbye</Say>")
    scene.rings(WAIT, seconds)


def fetch(scene: Scene, noun: str = "<Queue>support</Queue>", seconds: float = 2) -> None:
    scene.says("/voice", f"<Dial action='/dialled' timeout='20'>{noun}</Dial>")
    scene.carrier.phone(SCHMIDT).dial(STORE)
    scene.carrier.advance(seconds)


def test_the_waiting_room_is_told_the_place_and_the_times() -> None:
    scene = Scene()
    queued(scene)
    first, second = scene.at("/wait")[:2]
    assert (first["QueuePosition"], first["QueueTime"]) == ("1", "0")
    assert (first["CurrentQueueSize"], first["MaxQueueSize"]) == ("1", "1000")
    assert int(second["QueueTime"]) == 6
    assert {"QueueSid", "AvgQueueTime"} <= set(first)


def test_who_dials_the_queue_is_joined_with_the_first() -> None:
    scene = Scene()
    queued(scene)
    fetch(scene)
    assert len(set(scene.carrier.lines.rooms.values())) == 1
    assert len(scene.carrier.lines.rooms) == 2
    scene.carrier.advance(5)
    scene.carrier.phone(SCHMIDT).hang_up()
    scene.carrier.advance(1)
    [out] = scene.at("/out")
    assert (out["QueueResult"], out["QueueTime"]) == ("bridged", "10")
    assert scene.diaz.heard[-1] == "Goodbye"


def test_who_waited_hangs_up_and_the_dial_goes_on() -> None:
    scene = Scene()
    queued(scene)
    sid = scene.diaz.call_sid
    fetch(scene)
    scene.diaz.hang_up()
    scene.carrier.advance(1)
    [asked] = scene.at("/dialled")
    assert (asked["DialCallStatus"], asked["DialBridged"]) == ("completed", "true")
    assert (asked["DialCallSid"], asked["DialCallDuration"]) == (sid, "2")


def test_the_url_is_heard_by_who_waited_before_the_join() -> None:
    """Twilio, in its own words.

    "will be executed on the queued caller's end before the two parties are connected".
    """
    scene = Scene()
    queued(scene)
    sid = scene.diaz.call_sid
    scene.says("/soon", "<Say>You will be connected</Say>")
    fetch(scene, "<Queue url='/soon'>support</Queue>", 0.5)
    assert scene.diaz.heard[-1] == "You will be connected"
    [asked] = scene.at("/soon")
    dialler = scene.carrier.phone(SCHMIDT).call_sid
    assert (asked["CallSid"], asked["DequeingCallSid"]) == (sid, dialler)
    assert scene.carrier.lines.rooms == {}
    scene.carrier.advance(5)
    assert len(scene.carrier.lines.rooms) == 2


def test_an_empty_queue_is_waited_for() -> None:
    """Twilio, in its own words.

    "If the queue is empty, Dial will wait until the next person joins the queue or until the
    <Dial> timeout duration is reached.".
    """
    scene = Scene()
    scene.client.queues.create(friendly_name="support")
    fetch(scene, seconds=15)
    assert scene.at("/dialled") == []
    queued(scene, 1)
    assert len(scene.carrier.lines.rooms) == 2


def test_waiting_in_vain_is_no_answer() -> None:
    scene = Scene()
    scene.client.queues.create(friendly_name="support")
    fetch(scene, seconds=25)
    [asked] = scene.at("/dialled")
    assert (asked["DialCallStatus"], asked["DialBridged"]) == ("no-answer", "false")


def test_a_queue_that_does_not_exist_is_an_error() -> None:
    """Twilio, in its own words.

    "If the queue does not exist, Dial will post an error status to its action URL.".
    """
    scene = Scene()
    fetch(scene)
    assert scene.at("/dialled")[0]["DialCallStatus"] == "failed"


def test_leave_goes_on_after_the_enqueue() -> None:
    """Twilio, in its own words.

    "the call is removed from the queue and Twilio executes the next TwiML verb after the
    original <Enqueue>" (twilio.com/docs/voice/twiml/leave).
    """
    scene = Scene()
    scene.says("/wait", "<Say>Closed</Say><Leave/>")
    scene.rings("<Enqueue waitUrl='/wait'>support</Enqueue><Say>After</Say>")
    assert scene.diaz.heard == ["Closed", "After"]
    [queue] = scene.client.queues.list()
    assert queue.current_size == 0


def test_leave_tells_the_action() -> None:
    scene = Scene()
    scene.says("/wait", "<Leave/>")
    scene.says("/out", "<Hangup/>")
    scene.rings(WAIT)
    assert scene.at("/out")[0]["QueueResult"] == "leave"


def test_hanging_up_while_waiting_is_reported() -> None:
    scene = Scene()
    queued(scene)
    scene.diaz.hang_up()
    scene.carrier.settle()
    [out] = scene.at("/out")
    assert (out["QueueResult"], out["CallStatus"]) == ("hangup", "completed")


def test_a_full_queue_turns_away() -> None:
    scene = Scene()
    scene.client.queues.create(friendly_name="support", max_size=1)
    queued(scene, 1)
    scene.carrier.phone(SCHMIDT).dial(STORE)
    scene.carrier.advance(1)
    [out] = scene.at("/out")
    assert out["QueueResult"] == "queue-full"
    assert scene.alerts() == ["14207"]


def test_the_api_sends_a_waiting_call_elsewhere() -> None:
    scene = Scene()
    queued(scene)
    scene.says("/else", "<Say>Elsewhere</Say>")
    [queue] = scene.client.queues.list()
    [member] = scene.client.queues(queue.sid).members.list()
    assert (member.position, member.wait_time) == (1, 10)
    scene.client.queues(queue.sid).members("Front").update(url=f"{BASE}/else", method="POST")
    scene.carrier.advance(1)
    assert scene.diaz.heard[-1] == "Elsewhere"
    assert scene.at("/out")[0]["QueueResult"] == "redirected"


def test_a_joined_call_sent_elsewhere_ends_the_dial() -> None:
    scene = Scene()
    queued(scene)
    fetch(scene)
    scene.says("/else", "<Pause length='60'/>")
    scene.client.calls(scene.diaz.call_sid).update(url=f"{BASE}/else")
    scene.carrier.advance(1)
    assert scene.at("/out")[0]["QueueResult"] == "redirected-from-bridged"
    assert scene.at("/dialled")[0]["DialBridged"] == "true"


def test_names_have_1_to_64_letters() -> None:
    scene = Scene()
    scene.rings(f"<Enqueue/><Enqueue>{'x' * 65}</Enqueue>")
    assert scene.alerts() == ["14204", "14205"]


def test_the_average_is_of_those_who_left() -> None:
    scene = Scene()
    queued(scene, 20)
    scene.diaz.hang_up()
    scene.carrier.settle()
    [queue] = scene.client.queues.list()
    assert queue.average_wait_time == 20
