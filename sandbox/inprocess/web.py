"""Webhooks into a WSGI application in the same process."""

from collections.abc import Callable
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from werkzeug.test import Client

from sandbox.calls.ports import Scheduler, WebhookAnswer, WebhookRequest
from sandbox.webhooks.headers import headers
from sandbox.webhooks.signature import address

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

CONNECT_FAILED = 11205


class WsgiWeb:
    """Delivers what starts with `base_url` to the application; other addresses do not connect."""

    def __init__(
        self,
        scheduler: Scheduler,
        auth_token: str,
        base_url: str,
        application: "WSGIApplication",
    ) -> None:
        self._scheduler = scheduler
        self._token = auth_token
        self._base = base_url.rstrip("/")
        self.application = application
        self._client = Client(application)
        self.unreachable = False

    def send(self, request: WebhookRequest, done: Callable[[WebhookAnswer], None]) -> None:
        self._scheduler.later(0, lambda: done(self._answer(request)))

    def _answer(self, request: WebhookRequest) -> WebhookAnswer:
        url, form = address(request.url, request.method, request.parameters)
        if self.unreachable or not url.startswith(self._base):
            return WebhookAnswer(0, "", b"", CONNECT_FAILED)
        parts = urlsplit(url)
        with self._client.open(
            parts.path,
            base_url=f"{parts.scheme}://{parts.netloc}",
            query_string=parts.query,
            method=request.method,
            data=form if request.method == "POST" else None,
            headers=headers(self._token, url, form, request.kind),
        ) as response:
            kind = response.headers.get("Content-Type", "")
            return WebhookAnswer(response.status_code, kind, response.data)
