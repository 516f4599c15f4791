"""Twilio behind the port."""

from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlsplit

from requests.exceptions import RequestException
from twilio.base.exceptions import TwilioException, TwilioRestException
from twilio.http.http_client import TwilioHttpClient
from twilio.rest import Client

from callcenter.carrier.port import CallOrder, TextOrder
from callcenter.errors import CarrierError
from callcenter.settings import Settings

_EVENTS = ["initiated", "ringing", "answered", "completed"]
_ENDED = {21220, 20404}
_RETRY = "#rc=3&rp=ct,5xx"
"""Connection overrides: by default a failed status callback is lost for good."""


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
            _asked(
                lambda: (
                    self._client.calls.create(
                        to=order.to,
                        from_=order.from_,
                        url=order.answer_url,
                        status_callback=order.report_url + _RETRY,
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
            _asked(
                lambda: (
                    self._client.messages.create(
                        to=order.to,
                        body=order.body,
                        status_callback=order.report_url + _RETRY,
                        **(sender or {"from_": order.from_}),
                    ).sid
                )
            )
        )

    def hang_up(self, call_sid: str) -> None:
        self._update(call_sid, status="completed")

    def redirect(self, call_sid: str, url: str) -> None:
        self._update(call_sid, url=url, method="POST")

    def forget(self, number: str) -> int:
        """Twilio, "Message resource" and "Call resource": delete; a live call cannot be."""
        found = _asked(lambda: [*self._records(number)])
        for record in found:
            _asked(record.delete)
        return len(found)

    def _records(self, number: str) -> Iterator[Any]:
        for resource in (self._client.messages, self._client.calls):
            yield from resource.list(to=number)
            yield from resource.list(from_=number)

    def _update(self, call_sid: str, **change: str) -> None:
        try:
            _asked(lambda: self._client.calls(call_sid).update(**change))
        except CarrierError as error:
            if error.code not in _ENDED:
                raise


def _asked(request: Callable[[], Any]) -> Any:
    """Run one request; every failure comes out as CarrierError."""
    try:
        return request()
    except TwilioRestException as error:
        permanent = 400 <= error.status < 500 and error.status != 429
        raise CarrierError(error.msg, code=error.code or 0, permanent=permanent) from error
    except (TwilioException, RequestException) as error:
        raise CarrierError("The carrier did not answer.") from error
