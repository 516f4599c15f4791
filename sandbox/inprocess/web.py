"""Webhooks into a WSGI application in the same process."""

from collections.abc import Callable
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from werkzeug.test import Client

from sandbox.calls.ports import Scheduler, WebhookAnswer, WebhookRequest
from sandbox.webhooks import answers, overrides
from sandbox.webhooks.answers import What
from sandbox.webhooks.cookies import Jar
from sandbox.webhooks.headers import bare
from sandbox.webhooks.packing import packed
from sandbox.webhooks.signature import address

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

CONNECT_FAILED = answers.CONNECT_FAILED


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
        self._client = Client(application, use_cookies=False)
        self._jar = Jar()
        self.unreachable = False

    def send(self, request: WebhookRequest, done: Callable[[WebhookAnswer], None]) -> None:
        self._scheduler.later(0, lambda: done(self._tried(request)))

    def _tried(self, request: WebhookRequest) -> WebhookAnswer:
        how = overrides.read(request.url)
        if how.wrong:
            return answers.refused(how.wrong)
        answer = self._answer(request)
        for _ in range(how.retries):
            if not how.again(answers.outcome(answer)):
                break
            answer = self._answer(request)
        return answer

    def _answer(self, request: WebhookRequest) -> WebhookAnswer:
        try:
            url, form = address(request.url, request.method, request.parameters)
        except ValueError:
            return answers.refused(answers.BAD_URL)
        what: What = (request.method, url, form)
        for _ in range(answers.MOST_REDIRECTS + 1):
            if self.unreachable or not bare(what[1]).startswith(self._base):
                return answers.refused(CONNECT_FAILED)
            answer, onward = self._exchange(request, what)
            if onward is None:
                return answers.limited(answer, answers.longest(request))
            what = onward
        return answers.refused(answers.TOO_MANY_REDIRECTS)

    def _exchange(self, request: WebhookRequest, what: What) -> tuple[WebhookAnswer, What | None]:
        method, url, _ = what
        packet = packed(self._token, request, what)
        parts = urlsplit(bare(packet.url))
        cookies = self._jar.of(request.call_sid, url)
        sent = dict(packet.headers)
        if cookies:
            sent["Cookie"] = "; ".join(f"{name}={value}" for name, value in cookies.items())
        with self._client.open(
            parts.path,
            base_url=f"{parts.scheme}://{parts.netloc}",
            query_string=parts.query,
            method=method,
            data=packet.body,
            headers=sent,
        ) as response:
            self._jar.keep(request.call_sid, url, response.headers.getlist("Set-Cookie"))
            kind = response.headers.get("Content-Type", "")
            answer = WebhookAnswer(response.status_code, kind, response.data)
            location = response.headers.get("Location", "")
            return answer, answers.onward(answer.status, location, what)
