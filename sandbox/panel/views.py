"""The panel's page, its state as JSON, one webhook in full, and sending it again."""

from itertools import islice
from pathlib import Path
from typing import Any

from aiohttp import web

from sandbox.assembly import Assembly
from sandbox.calls.ports import WebhookAnswer
from sandbox.calls.records import Alert, Call, Conference, Message
from sandbox.chaos.admin import state
from sandbox.ledger.traffic import Exchanged
from sandbox.panel.feed import Feed
from sandbox.panel.guard import own_page

_FOLDER = Path(__file__).parent
_SHOWN = 200
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
    " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
Json = dict[str, Any]


class Panel:
    def __init__(self, assembly: Assembly) -> None:
        self._assembly = assembly
        self.feed = Feed()
        assembly.traffic.changed = self._changed

    def routes(self) -> list[web.AbstractRouteDef]:
        return [
            web.get("/panel", self.page),
            web.get("/panel/feed", self.feed.serve),
            web.get("/panel/state.json", self.state),
            web.get(r"/panel/webhooks/{number:\d+}", self.webhook),
            web.post(r"/panel/webhooks/{number:\d+}/replay", self.replay),
            web.static("/panel/static", _FOLDER / "static"),
        ]

    async def page(self, _request: web.Request) -> web.FileResponse:
        headers = {"Content-Security-Policy": POLICY, "Cache-Control": "no-store"}
        return web.FileResponse(_FOLDER / "templates" / "panel.html", headers=headers)

    async def state(self, _request: web.Request) -> web.Response:
        exchange = self._assembly.exchange
        shown: Json = {
            "now": exchange.core.now(),
            "calls": [_call(one) for one in _newest(exchange.calls)],
            "conferences": [_conference(one) for one in _newest(exchange.conferences)],
            "messages": [_message(one) for one in _newest(exchange.messages)],
            "webhooks": [one.brief() for one in reversed(list(self._assembly.traffic.kept))][
                :_SHOWN
            ],
            "alerts": [_alert(one) for one in islice(exchange.core.alerts.newest(), _SHOWN)],
            "log": [_entry(one) for one in reversed(self._assembly.book.last(_SHOWN))],
            "faults": state(self._assembly),
        }
        return web.json_response(shown)

    async def webhook(self, request: web.Request) -> web.Response:
        return web.json_response(self._found(request).whole())

    async def replay(self, request: web.Request) -> web.Response:
        """Send a webhook once more, signed anew; the carrier does not act on the answer."""
        own_page(request)
        self._assembly.web.send(self._found(request).request, _no_notice)
        return web.json_response({"done": True})

    def _found(self, request: web.Request) -> Exchanged:
        one = self._assembly.traffic.find(int(request.match_info["number"]))
        if one is None:
            raise web.HTTPNotFound(text="This webhook is no longer kept.")
        return one

    def _changed(self, _one: Exchanged) -> None:
        self.feed.changed()


def _newest(things: Any) -> list[Any]:
    return list(islice(reversed(things.values()), _SHOWN))


def _call(one: Call) -> Json:
    return {
        "sid": one.sid,
        "parent": one.parent_sid,
        "from": one.from_,
        "to": one.to or one.application_sid,
        "direction": one.direction,
        "status": one.status.value,
        "alive": one.alive,
        "created": one.created,
        "answered": one.answered,
        "ended": one.ended,
    }


def _conference(one: Conference) -> Json:
    members = [
        {"call_sid": p.call_sid, "label": p.label, "muted": p.muted, "hold": p.hold}
        for p in one.participants.values()
    ]
    return {
        "sid": one.sid,
        "name": one.name,
        "status": one.status,
        "created": one.created,
        "participants": members,
        "reason": one.reason,
    }


def _message(one: Message) -> Json:
    return {
        "sid": one.sid,
        "from": one.from_,
        "to": one.to,
        "body": one.body,
        "status": one.status,
        "direction": one.direction,
        "segments": one.segments,
        "error": one.error_code,
        "created": one.created,
    }


def _alert(one: Alert) -> Json:
    return {
        "sid": one.sid,
        "at": one.at,
        "code": one.code,
        "warning": one.is_warning,
        "words": one.words,
        "call_sid": one.call_sid,
    }


def _entry(one: Any) -> Json:
    return {
        "id": one.id,
        "at": one.at,
        "kind": one.kind,
        "what": one.what,
        "call_sid": one.call_sid,
        "address": one.address,
        "fields": one.fields,
    }


def _no_notice(_answer: WebhookAnswer) -> None:
    """Take no notice: the carrier acted on the first answer."""
