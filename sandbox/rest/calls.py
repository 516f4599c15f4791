"""Calls: place, look up, change (Twilio, "Call resource")."""

import re
from collections.abc import Callable, Mapping, Sequence

from sandbox.calls.exchange import Exchange
from sandbox.calls.records import EVERY_EVENT, Call, Callback, Place, Status
from sandbox.rest import views
from sandbox.rest.answers import Form, RestAnswer, RestError, invalid, names, not_found
from sandbox.rest.paging import page

E164 = re.compile(r"\+[1-9]\d{6,14}")
_CREATE = names(
    "To From Url Method FallbackUrl FallbackMethod Twiml ApplicationSid StatusCallback"
    " StatusCallbackMethod StatusCallbackEvent Timeout TimeLimit"
)
_UPDATE = names("Status Url Method FallbackUrl FallbackMethod Twiml")
_LONGEST_TWIML = 4000
MAGIC_TO = {
    "+15005550001": (21211, "Invalid 'To' phone number"),
    "+15005550002": (21214, "'To' phone number cannot be reached"),
    "+15005550003": (21215, "Account not authorized to call"),
    "+15005550004": (21216, "Number is on the do-not-call list"),
}


class Calls:
    def __init__(self, exchange: Exchange) -> None:
        self._exchange = exchange

    def create(self, values: Mapping[str, Sequence[str]]) -> RestAnswer:
        form = Form(values, _CREATE)
        call = self._ordered(form)
        self._exchange.place(call)
        return RestAnswer(201, views.call(self._exchange.config, call))

    def fetch(self, sid: str) -> RestAnswer:
        return RestAnswer(200, views.call(self._exchange.config, self._known(sid)))

    def update(self, sid: str, values: Mapping[str, Sequence[str]]) -> RestAnswer:
        form, call = Form(values, _UPDATE), self._known(sid)
        status = form.text("Status")
        if not call.alive:
            raise invalid(21220, "Call is not in-progress. Cannot redirect.")
        if status:
            self._finish(call, status)
        else:
            place, twiml = _instructions(form)
            self._exchange.redirect(call, place, twiml)
        return RestAnswer(200, views.call(self._exchange.config, call))

    def delete(self, sid: str) -> RestAnswer:
        if self._known(sid).alive:
            raise RestError(409, 20009, "Call is in progress. It cannot be deleted.")
        self._exchange.forget(sid)
        return RestAnswer(204, None)

    def find(self, query: Mapping[str, Sequence[str]], path: str) -> RestAnswer:
        config = self._exchange.config
        tests: dict[str, Callable[[Call], str | None]] = {
            "To": lambda call: call.to,
            "From": lambda call: call.from_,
            "Status": lambda call: call.status.value,
            "ParentCallSid": lambda call: call.parent_sid,
        }
        asked = {name: query[name][-1] for name in tests if name in query}
        found = [
            views.call(config, call)
            for call in sorted(self._exchange.calls.values(), key=lambda c: -c.created)
            if all(tests[name](call) == value for name, value in asked.items())
        ]
        return page("calls", found, query, path)

    def _known(self, sid: str) -> Call:
        call = self._exchange.calls.get(sid)
        if call is None:
            raise not_found("/Calls", sid)
        return call

    def _finish(self, call: Call, status: str) -> None:
        if status not in {"completed", "canceled"}:
            raise invalid(21220, f"Status {status} cannot be set")
        if status == "canceled" and call.talking:
            raise invalid(21220, "Call is in-progress. Cannot cancel.")
        self._exchange.finish(call, Status(status))

    def _ordered(self, form: Form) -> Call:
        to, from_ = self.party(form, "To"), self.party(form, "From")
        place, twiml = self._answered_by(form)
        return Call(
            from_=from_,
            to=to,
            direction="outbound-api",
            created=self._exchange.core.now(),
            place=place,
            twiml=twiml,
            ring_s=form.whole("Timeout", 60, (1, 600), 21208),
            limit_s=form.whole("TimeLimit", 14400, (1, 86400), 21218),
            application_sid=form.text("ApplicationSid"),
            report=report_of(form),
        )

    def party(self, form: Form, name: str) -> str:
        """Return To or From; raises the error the API has for each wrong one."""
        said = form.text(name)
        if not said:
            raise invalid(21201 if name == "To" else 21213, f"No '{name}' number specified")
        if name == "To" and said in MAGIC_TO:
            raise invalid(*MAGIC_TO[said])
        if name == "To" and said.startswith("client:") and len(said) > len("client:"):
            return said
        if not E164.fullmatch(said):
            code = 21211 if name == "To" else 21212
            raise invalid(code, f"Invalid '{name}' phone number")
        if name == "From" and not self._exchange.config.number(said):
            raise invalid(21210, "'From' phone number not verified")
        return said

    def _answered_by(self, form: Form) -> tuple[Place | None, str]:
        sid = form.text("ApplicationSid")
        if not sid:
            return _instructions(form)
        application = self._exchange.config.application(sid)
        if application is None:
            raise invalid(21218, f"Invalid ApplicationSid {sid}")
        place = (application.voice_url, application.voice_method)
        return Place(*place, application.voice_fallback_url), ""


def _instructions(form: Form) -> tuple[Place | None, str]:
    twiml, url = form.text("Twiml"), form.url("Url")
    if len(twiml) > _LONGEST_TWIML:
        raise invalid(21222, "Twiml is longer than 4000 characters")
    if not twiml and not url:
        raise invalid(21205, "Url parameter is required.")
    fallback = (form.url("FallbackUrl"), form.method("FallbackMethod"))
    return (Place(url, form.method("Method"), *fallback) if url else None), twiml


def report_of(form: Form) -> Callback:
    """Read StatusCallback, its method and events; the default is `completed` alone."""
    events = form.words("StatusCallbackEvent") & EVERY_EVENT
    return Callback(
        form.url("StatusCallback"),
        form.method("StatusCallbackMethod"),
        events or frozenset({"completed"}),
    )
