"""Twilio behind the port."""

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from requests.exceptions import RequestException
from twilio.base.exceptions import TwilioException, TwilioRestException
from twilio.http.http_client import TwilioHttpClient
from twilio.rest import Client

from callcenter.carrier.port import CallOrder, Seen, TextOrder, Tuning
from callcenter.carrier.vocabulary import RETRY
from callcenter.errors import CarrierError
from callcenter.settings import Settings

_EVENTS = ["initiated", "ringing", "answered", "completed"]
_ENDED = {21220, 20404}
_UNKNOWN = 20404
_MOST_LISTED = 20
_WHOLE_SECOND = timedelta(seconds=2)
"""The books show whole seconds, and by the carrier's clock."""


class Rerouted(TwilioHttpClient):  # type: ignore[misc]  # the SDK ships no types
    """Sends what is meant for *.twilio.com to another address: the seam the SDK supports."""

    def __init__(self, base: str, timeout: float) -> None:
        super().__init__(timeout=timeout)
        self._base = base.rstrip("/")

    def request(self, method: str, url: str, *args: Any, **kwargs: Any) -> Any:
        parts = urlsplit(url)
        if not (parts.hostname or "").endswith(".twilio.com"):
            raise CarrierError("Refusing to send credentials elsewhere.", permanent=True)
        query = f"?{parts.query}" if parts.query else ""
        return super().request(method, f"{self._base}{parts.path}{query}", *args, **kwargs)


def connect(settings: Settings, http_client: Any = None) -> Client:
    """Return the SDK's client, with a time limit (its own default is none)."""
    http = http_client or (
        Rerouted(settings.twilio_api_base, timeout=10)
        if settings.twilio_api_base
        else TwilioHttpClient(timeout=10)
    )
    return Client(
        settings.twilio_account_sid,
        settings.twilio_auth_token,
        region=settings.twilio_region or None,
        edge=settings.twilio_edge or None,
        http_client=http,
    )


class TwilioCarrier:
    def __init__(self, client: Client, messaging_service_sid: str = "") -> None:
        self._client = client
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

    def forget(self, number: str) -> int:
        """Twilio, "Message resource" and "Call resource": delete; a live call cannot be."""
        found = asked(lambda: [*self._records(number)])
        for record in found:
            asked(record.delete)
        return len(found)

    def _records(self, number: str) -> Iterator[Any]:
        for resource in (self._client.messages, self._client.calls):
            yield from resource.list(to=number)
            yield from resource.list(from_=number)

    def _update(self, call_sid: str, **change: str) -> None:
        try:
            asked(lambda: self._client.calls(call_sid).update(**change))
        except CarrierError as error:
            if error.code not in _ENDED:
                raise


def _since(listed: list[Any], since: datetime) -> list[Seen]:
    seen = sorted((_seen(one) for one in listed), key=lambda one: one.created_at)
    return [one for one in seen if one.created_at >= since - _WHOLE_SECOND]


def _seen(one: Any) -> Seen:
    created = one.date_created.astimezone(UTC)
    return Seen(str(one.sid), str(one.status), created, str(getattr(one, "body", "") or ""))


def asked(request: Callable[[], Any]) -> Any:
    """Run one request; every failure comes out as CarrierError."""
    try:
        return request()
    except TwilioRestException as error:
        permanent = 400 <= error.status < 500 and error.status != 429
        raise CarrierError(error.msg, code=error.code or 0, permanent=permanent) from error
    except TwilioException as error:
        raise _unlisted(error) from error
    except RequestException as error:
        raise CarrierError("The carrier did not answer.") from error


def _unlisted(error: TwilioException) -> CarrierError:
    """Read the refusal of a list: the SDK raises it with the answer instead of its code."""
    answer = error.args[1] if len(error.args) > 1 else None
    try:
        said = json.loads(answer.content) if answer else {}
    except (AttributeError, ValueError):
        said = {}
    if answer is None or "code" not in said:
        return CarrierError("The carrier did not answer.")
    permanent = 400 <= answer.status_code < 500 and answer.status_code != 429
    return CarrierError(str(said.get("message", "")), code=int(said["code"]), permanent=permanent)
