"""Twilio behind the port."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import requests
from twilio.http.http_client import TwilioHttpClient
from twilio.rest import Client
from typing_extensions import override

from callcenter.carrier.asking import asked
from callcenter.carrier.port import CallOrder, Dialled, Seen, Tape, TextOrder, Tuning
from callcenter.carrier.taping import Taping
from callcenter.carrier.vocabulary import RETRY
from callcenter.errors import CarrierError
from callcenter.settings import Settings

_EVENTS = ["initiated", "ringing", "answered", "completed"]
_ENDED = {21220, 20404}
_UNKNOWN = 20404
_MOST_LISTED = 20
_MOST_DIALLED = 5000
_LARGEST_PAGE = 1000
"""Twilio, error 20007: a page holds 1 to 1000."""
_OVER = frozenset({"completed", "busy", "no-answer", "failed", "canceled"})
_WHOLE_SECOND = timedelta(seconds=2)
"""The books show whole seconds, and by the carrier's clock."""


class Direct(TwilioHttpClient):  # type: ignore[misc]  # the SDK ships no types
    """The SDK's own client, which can also fetch what is no text: the SDK decodes every answer."""

    def sound(self, url: str, auth: tuple[str, str]) -> tuple[int, bytes]:
        """Return status and body of a recording's address."""
        answer = requests.get(self.address(url), auth=auth, timeout=self.timeout)
        return answer.status_code, answer.content

    def address(self, url: str) -> str:
        return url


class Rerouted(Direct):
    """Sends what is meant for *.twilio.com to another address: the seam the SDK supports."""

    def __init__(self, base: str, timeout: float) -> None:
        super().__init__(timeout=timeout)
        self._base = base.rstrip("/")

    def request(self, method: str, url: str, *args: Any, **kwargs: Any) -> Any:
        return super().request(method, self.address(url), *args, **kwargs)

    @override
    def address(self, url: str) -> str:
        parts = urlsplit(url)
        if not (parts.hostname or "").endswith(".twilio.com"):
            raise CarrierError("Refusing to send credentials elsewhere.", permanent=True)
        query = f"?{parts.query}" if parts.query else ""
        return f"{self._base}{parts.path}{query}"


def connect(settings: Settings, http_client: Any = None) -> Client:
    """Return the SDK's client, with a time limit (its own default is none)."""
    http = http_client or (
        Rerouted(settings.twilio_api_base, timeout=10)
        if settings.twilio_api_base
        else Direct(timeout=10)
    )
    return Client(
        settings.twilio_account_sid,
        settings.twilio_auth_token,
        region=settings.twilio_region or None,
        edge=settings.twilio_edge or None,
        http_client=http,
    )


class TwilioCarrier(Taping):
    def __init__(self, client: Client, messaging_service_sid: str = "") -> None:
        super().__init__(client)
        self._service = messaging_service_sid

    def call(self, order: CallOrder) -> str:
        return str(
            asked(
                lambda: (
                    self._client.calls.create(
                        to=order.to,
                        from_=order.from_,
                        url=order.answer_url + RETRY,
                        status_callback=order.report_url + RETRY,
                        status_callback_event=_EVENTS,
                        timeout=order.ring_s,
                        time_limit=order.limit_s,
                    ).sid
                )
            )
        )

    def text(self, order: TextOrder) -> str:
        sender = {"messaging_service_sid": self._service} if self._service else {}
        return str(
            asked(
                lambda: (
                    self._client.messages.create(
                        to=order.to,
                        body=order.body,
                        status_callback=order.report_url + RETRY,
                        **(sender or {"from_": order.from_}),
                    ).sid
                )
            )
        )

    def hang_up(self, call_sid: str) -> None:
        self._update(call_sid, status="completed")

    def redirect(self, call_sid: str, url: str) -> None:
        self._update(call_sid, url=url, method="POST")

    def tune(self, conference_sid: str, call_sid: str, tuning: Tuning) -> None:
        change: dict[str, Any] = {
            "hold": tuning.held,
            "muted": tuning.muted,
            "end_conference_on_exit": False,
            "coaching": bool(tuning.coaches),
        }
        if tuning.held:
            change |= {"hold_url": tuning.hold_url, "hold_method": "POST"}
        if tuning.coaches:
            change["call_sid_to_coach"] = tuning.coaches
        line = self._client.conferences(conference_sid).participants(call_sid)
        try:
            asked(lambda: line.update(**change))
        except CarrierError as error:
            if error.code not in _ENDED:
                raise

    def find_call(self, call_sid: str) -> Seen | None:
        try:
            return _seen(asked(lambda: self._client.calls(call_sid).fetch()))
        except CarrierError as error:
            if error.code != _UNKNOWN:
                raise
            return None

    def calls_to(self, to: str, from_: str, since: datetime) -> list[Seen]:
        listed = asked(lambda: self._client.calls.list(to=to, from_=from_, limit=_MOST_LISTED))
        return _since(listed, since)

    def dialled_us(self, since: datetime) -> list[Dialled]:
        listed = asked(
            lambda: self._client.calls.list(
                start_time_after=since, limit=_MOST_DIALLED, page_size=_LARGEST_PAGE
            )
        )
        ours = [one for one in listed if _came_in(one)]
        found = [
            Dialled(str(one.sid), str(one._from), str(one.to), one.date_created.astimezone(UTC))
            for one in ours
        ]
        return sorted(found, key=lambda one: one.at)

    def texts_to(self, to: str, since: datetime) -> list[Seen]:
        listed = asked(lambda: self._client.messages.list(to=to, limit=_MOST_LISTED))
        return _since(listed, since)

    def inside(self, conference: str) -> frozenset[str]:
        live = asked(
            lambda: self._client.conferences.list(
                friendly_name=conference, status="in-progress", limit=1
            )
        )
        if not live:
            return frozenset()
        people = asked(lambda: self._client.conferences(live[0].sid).participants.list(limit=20))
        return frozenset(str(one.call_sid) for one in people)

    def tapes_of(self, call_sid: str) -> list[Tape]:
        listed = asked(lambda: self._client.recordings.list(call_sid=call_sid, limit=_MOST_LISTED))
        done = [one for one in listed if str(one.status) == "completed"]
        done.sort(key=lambda one: one.date_created)
        return [Tape(str(one.sid), int(one.duration or 0)) for one in done]

    def sound(self, tape_sid: str) -> bytes:
        """Twilio, "Recording resource": the sound is at the recording's address with `.wav`."""
        path = f"/2010-04-01/Accounts/{self._client.account_sid}/Recordings/{tape_sid}.wav"
        url = self._client.get_hostname(f"https://api.twilio.com{path}")
        status, found = asked(lambda: self._client.http_client.sound(url, self._client.auth))
        if status != requests.codes.ok:
            raise CarrierError("The recording is not there.", permanent=status < 500)
        return bytes(found)

    def erase_tape(self, tape_sid: str) -> None:
        try:
            asked(lambda: self._client.recordings(tape_sid).delete())
        except CarrierError as error:
            if error.code != _UNKNOWN:
                raise

    def forget(self, number: str) -> int:
        """Twilio, "Message resource" and "Call resource": delete; a live call cannot be.

        A call's recordings do not go with it ("Recording resource").
        """
        found = asked(lambda: [*self._records(number)])
        for record in found:
            asked(record.delete)
        return len(found)

    def _records(self, number: str) -> Iterator[Any]:
        messages, calls = self._client.messages, self._client.calls
        yield from (*messages.list(to=number), *messages.list(from_=number))
        for call in (*calls.list(to=number), *calls.list(from_=number)):
            yield from self._client.recordings.list(call_sid=call.sid)
            yield call

    def _update(self, call_sid: str, **change: str) -> None:
        try:
            asked(lambda: self._client.calls(call_sid).update(**change))
        except CarrierError as error:
            if error.code not in _ENDED:
                raise


def _since(listed: list[Any], since: datetime) -> list[Seen]:
    seen = sorted((_seen(one) for one in listed), key=lambda one: one.created_at)
    return [one for one in seen if one.created_at >= since - _WHOLE_SECOND]


def _came_in(one: Any) -> bool:
    """Tell a finished call from a telephone; softphones come in too, and hidden numbers."""
    numbers = all(str(number).startswith("+") for number in (one._from, one.to))
    return one.direction == "inbound" and str(one.status) in _OVER and numbers


def _seen(one: Any) -> Seen:
    created = one.date_created.astimezone(UTC)
    return Seen(str(one.sid), str(one.status), created, str(getattr(one, "body", "") or ""))
