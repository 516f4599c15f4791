"""The exchange: what telephones and the API ask of the carrier."""

from collections.abc import Mapping

from sandbox.calls import choices
from sandbox.calls.asides import Asides
from sandbox.calls.core import Core, Observer, Ports
from sandbox.calls.early import Early
from sandbox.calls.floor import Floor
from sandbox.calls.hall import Hall
from sandbox.calls.legs import Legs
from sandbox.calls.letters import Letters
from sandbox.calls.ports import Speech
from sandbox.calls.post import Post
from sandbox.calls.queues import Queues
from sandbox.calls.records import Call, Conference, Message, Place, Status, new_sid
from sandbox.calls.script import Parts, Script
from sandbox.calls.tapes import Tapes
from sandbox.config import Config

_LONGEST_WORDS = 1000


class Exchange:
    """One carrier. Every method returns at once; what follows happens on the scheduler."""

    def __init__(self, config: Config, ports: Ports, observe: Observer | None = None) -> None:
        self.config = config
        self.core = Core(config, ports, observe)
        self.tapes = Tapes(self.core)
        self.legs = Legs(self.core)
        self.hall = Hall(self.core, self.tapes)
        self.floor = Floor(self.core, self.hall)
        self.asides = Asides(self.core)
        self.early = Early(self.core, self.hall)
        self.queues = Queues(self.core)
        self.post = Post(self.core)
        self.letters = Letters(self.core, self.post)
        self.directory = self.core.directory
        self._parts = Parts(self.core, self.legs, self.hall, self.queues, self.tapes, self.post)

    @property
    def calls(self) -> Mapping[str, Call]:
        return self.core.calls

    @property
    def conferences(self) -> Mapping[str, Conference]:
        return self.hall.conferences

    @property
    def messages(self) -> Mapping[str, Message]:
        return self.post.messages

    def dial(self, from_: str, to: str) -> str:
        """Take the call of a handset to a number; returns its SID.

        A number that is not of the account, or has no voice address, ends as failed.
        """
        number = self.directory.number(to)
        call = Call(from_, to, "inbound", self.core.now(), status=Status.RINGING)
        if choices.CALL_TOKEN:
            call.token = new_sid("CT")
        if number:
            asks = self.directory.voice_of(number)
            call.place, call.report = asks.voice, asks.report
            call.application_sid = number.voice_application_sid
            known = self.config.handset(from_) if number.caller_id_lookup else None
            call.caller_name = known.label if known else ""
        return self._take(call)

    def connect(self, identity: str, application_sid: str, parameters: Mapping[str, str]) -> str:
        """Take the call of a Voice SDK device to a TwiML app; returns its SID."""
        application = self.directory.apps.get(application_sid)
        caller = f"client:{identity}"
        call = Call(caller, "", "inbound", self.core.now(), status=Status.RINGING)
        call.parameters = {name: value for name, value in parameters.items() if name}
        call.application_sid = application_sid
        if application:
            call.place, call.report = application.voice, application.report
        return self._take(call)

    def place(self, call: Call) -> None:
        """Ring somebody by order of the API; answered, the call runs its TwiML."""
        self.legs.place(call, Script(self._parts, call))

    def answered(self, call_sid: str, by: str = "human") -> None:
        """Note that the far end picked up; `by` tells machine detection who it is."""
        call = self.core.calls[call_sid]
        call.far_end = by
        self.legs.answered(call)

    def rejected(self, call_sid: str) -> None:
        """Note that the far end declined: the carrier hears 486, busy."""
        self.legs.end(self.core.calls[call_sid], Status.BUSY)

    def hung_up(self, call_sid: str) -> None:
        self.legs.end(self.core.calls[call_sid], Status.CANCELED)

    def lost(self, call_sid: str) -> None:
        """Take in that the far end is out of reach; it is told apart where it had talked."""
        call = self.core.calls[call_sid]
        call.lost = call.talking
        self.legs.end(call, Status.CANCELED)

    def digits(self, call_sid: str, digits: str) -> None:
        """Hand keys to whatever gathers them; `w` is half a second of silence and ignored."""
        for digit in digits:
            owner = self.core.owners.get(call_sid)
            if owner and digit in "0123456789*#ABCD":
                self.core.note("digit", call_sid=call_sid)
                owner.digit(digit)

    def speech(self, call_sid: str, words: str, *, final: bool = True) -> None:
        """Hand what is said to whatever gathers it; not final, it is heard so far."""
        owner = self.core.owners.get(call_sid)
        said = words.strip()[:_LONGEST_WORDS]
        if owner and said:
            self.core.note("speech", call_sid=call_sid)
            owner.speech(Speech(said, choices.SPEECH_CONFIDENCE, final))

    def speaks(self, call_sid: str, *, started: bool) -> None:
        """Note that somebody in a conference begins or stops to speak."""
        self.floor.speaks(call_sid, started=started)

    def text(self, from_: str, to: str, body: str) -> str:
        """Take a text from a handset; returns its SID."""
        return self.letters.receive(from_, to, body).sid

    def send(self, message: Message) -> None:
        """Send a text by order of the API."""
        self.post.send(message)

    def finish(self, call: Call, status: Status) -> None:
        """End a call by API: completed in any state, canceled only before the answer."""
        self.legs.end(call, Status.CANCELED if status is Status.CANCELED else _unanswered(call))

    def redirect(self, call: Call, place: Place | None, twiml: str) -> None:
        """Give a call new instructions; one that talks leaves what it is doing at once."""
        call.place, call.twiml = place, twiml
        if not call.talking:
            return
        self.core.owners[call.sid].released()
        if not call.alive:
            return
        script = Script(self._parts, call)
        self.core.owners[call.sid] = script
        script.answered()

    def limit(self, call: Call, seconds: int) -> None:
        """Let a call last so long from its answer."""
        self.legs.limit(call, seconds)

    def _take(self, call: Call) -> str:
        script = Script(self._parts, call)
        self.legs.admit(call, script)
        self.core.note("call", call_sid=call.sid, event="incoming", status=call.status.value)
        self.core.lines.progress(call.sid)
        if call.place and call.place.url:
            self.core.later(0, script.answered)
        else:
            self.core.later(0, lambda: self.legs.end(call, Status.FAILED))
        return call.sid


def _unanswered(call: Call) -> Status:
    return Status.COMPLETED if call.talking else Status.CANCELED
