"""An incoming text and the document that answers it (Twilio, "TwiML for Messaging")."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from sandbox.calls import params
from sandbox.calls.addresses import resolved
from sandbox.calls.core import Core
from sandbox.calls.numbering import normal
from sandbox.calls.ports import WebhookAnswer, WebhookRequest
from sandbox.calls.post import Post
from sandbox.calls.records import Message, Place
from sandbox.calls.stage import method_of
from sandbox.twiml.document import Document, DocumentError, Verb
from sandbox.twiml.reply import media, replies, words

_NOT_FETCHED: Final = 11200
_WRONG_TYPE: Final = 12300
_BAD_TO: Final = 14101
_BAD_FROM: Final = 14102
_NO_BODY: Final = 14103
_TOO_MANY_DOCUMENTS: Final = 14106
_MOST_DOCUMENTS = 10
_LONGEST = 1600
_XML = frozenset({"text/xml", "application/xml", "text/html"})


class Letters:
    def __init__(self, core: Core, post: Post) -> None:
        self._core = core
        self._post = post

    def receive(self, from_: str, to: str, body: str, media: tuple[str, ...] = ()) -> Message:
        """Take a text from a handset: the number's address is asked what to reply."""
        message = self._post.write(from_, to, body, "inbound", media)
        self._post.take(message)
        number = self._core.directory.number(to)
        if number and self._core.directory.texts_of(number).texts.url:
            place = self._core.directory.texts_of(number).texts
            told = params.message_received(self._core.config.account_sid, message)
            _Reply(self._core, self._post, message).fetch(place, told)
        return message


class _Reply:
    """One incoming message being answered, document after document."""

    def __init__(self, core: Core, post: Post, message: Message) -> None:
        self._core = core
        self._post = post
        self._message = message
        self._told: Mapping[str, str] = {}
        self._left = _MOST_DOCUMENTS

    def fetch(self, place: Place, told: Mapping[str, str]) -> None:
        self._left -= 1
        if self._left < 0:
            self._core.alert(_TOO_MANY_DOCUMENTS, "The documents redirect too often.")
            return
        self._told = told
        request = WebhookRequest(place.url, place.method, told, "message")
        self._core.ask(request, lambda answer: self._fetched(place, answer))

    def _fetched(self, place: Place, answer: WebhookAnswer) -> None:
        code = answer.error or (0 if 200 <= answer.status < 300 else _NOT_FETCHED)
        if code:
            self._failed(place, code, f"{place.url} answered {answer.status}")
            return
        try:
            document = self._document(answer)
        except DocumentError as error:
            self._failed(place, error.code, str(error))
            return
        for warning, said in document.warnings:
            self._core.alert(warning, said)
        self._run(document, place)

    def _document(self, answer: WebhookAnswer) -> Document:
        kind = answer.content_type.partition(";")[0].strip().lower()
        if not answer.body.strip():
            return Document(())
        if kind == "text/plain":
            text = answer.body.decode("utf-8", "replace").strip()
            return Document((Verb("Message", {}, text),))
        if kind not in _XML:
            raise DocumentError(_WRONG_TYPE, f"The answer is {kind or 'of no type'}.")
        return replies(answer.body)

    def _failed(self, place: Place, code: int, said: str) -> None:
        self._core.alert(code, said)
        if place.fallback:
            more = dict(self._told) | {"ErrorCode": str(code), "ErrorUrl": place.url}
            self.fetch(Place(place.fallback, place.fallback_method), more)

    def _run(self, document: Document, here: Place) -> None:
        for verb in document.verbs:
            if verb.name == "Redirect":
                url = resolved(here.url, verb.text)
                self.fetch(replace(here, url=url, method=method_of(verb)), self._told)
                return
            if verb.name == "Message" and self._send(verb, here):
                return

    def _send(self, verb: Verb, here: Place) -> bool:
        """Send one message; true when its action takes over."""
        code, said = self._wrong(verb)
        if code:
            self._core.alert(code, said)
            return False
        from_, to = self._ends(verb)
        if self._post.held_back(to, from_):
            return False
        reply = self._post.write(from_, to, words(verb), "outbound-reply", tuple(media(verb)))
        report = verb.attributes.get("statusCallback", "")
        reply.report_url = resolved(here.url, report) if report else ""
        self._post.send(reply)
        action = verb.attributes.get("action", "")
        if action:
            told = params.message_status(self._core.config.account_sid, reply)
            self.fetch(Place(resolved(here.url, action), method_of(verb)), told)
        return bool(action)

    def _ends(self, verb: Verb) -> tuple[str, str]:
        said = verb.attributes
        return normal(said.get("from", self._message.to)), normal(
            said.get("to", self._message.from_)
        )

    def _wrong(self, verb: Verb) -> tuple[int, str]:
        from_, to = self._ends(verb)
        text = words(verb)
        if (not text and not media(verb)) or len(text) > _LONGEST:
            return _NO_BODY, "Message: the body is empty or too long."
        if not self._core.directory.number(from_):
            return _BAD_FROM, "Message: from is no number of the account."
        return (0, "") if to else (_BAD_TO, "Message: to is no telephone number.")
