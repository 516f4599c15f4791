"""Calls: place, look up, change (Twilio, "Call resource")."""

from sandbox.calls.exchange import Exchange
from sandbox.calls.records import Call, Callback, Detection, Place, Status
from sandbox.rest import orders
from sandbox.rest.answers import RestAnswer, RestError, invalid, not_found
from sandbox.rest.form import Ask, Form
from sandbox.rest.paging import page, within
from sandbox.rest.shapes import Json
from sandbox.rest.shapes import calls as shapes

_ENDED = "Call is not in-progress. Cannot redirect."
_BOTH_SET = 32019
_KEYS = frozenset("0123456789ABCD#*wW")


class Calls:
    def __init__(self, exchange: Exchange) -> None:
        self._exchange = exchange

    def create(self, ask: Ask) -> RestAnswer:
        call = self._ordered(ask.form)
        if ask.form.text("Twiml") and ask.form.text("Url"):
            words = "Twiml and Voice URL are both set. Using Voice URL."
            self._exchange.core.alert(_BOTH_SET, words, call.sid)
        self._exchange.place(call)
        return RestAnswer(201, self._shown(call))

    def fetch(self, _ask: Ask, sid: str) -> RestAnswer:
        return RestAnswer(200, self._shown(self.known(sid)))

    def update(self, ask: Ask, sid: str) -> RestAnswer:
        form, call = ask.form, self.known(sid)
        if not call.alive:
            raise invalid(21220, _ENDED)
        self._report(form, call)
        if "TimeLimit" in form:
            self._exchange.limit(call, form.whole("TimeLimit", call.limit_s, (1, 86400)))
        if "Status" in form:
            self._finish(call, form.text("Status"))
        elif "Url" in form or "Twiml" in form:
            self._redirect(form, call)
        return RestAnswer(200, self._shown(call))

    def delete(self, _ask: Ask, sid: str) -> RestAnswer:
        """Forget a call that is over; one that lives cannot be deleted."""
        call = self.known(sid)
        if call.alive:
            raise RestError(409, 20409, "A call in progress cannot be deleted")
        del self._exchange.core.calls[sid]
        return RestAnswer(204)

    def find(self, ask: Ask) -> RestAnswer:
        query, status = ask.query, ask.query.text("Status")
        known = self._exchange.core.calls.newest(
            to=query.text("To"), from_=query.text("From"), parent=query.text("ParentCallSid")
        )
        found = (
            call
            for call in known
            if status in {"", call.status.value}
            and within(query, "StartTime", call.answered or call.placed)
            and within(query, "EndTime", call.ended)
        )
        return page("calls", found, ask, self._shown)

    def known(self, sid: str) -> Call:
        call = self._exchange.calls.get(sid)
        if call is None:
            raise not_found("/Calls", sid)
        return call

    def _shown(self, call: Call) -> Json:
        """Return the call with the SID of the account's number that it concerns."""
        own = call.to if call.direction == "inbound" else call.from_
        number = self._exchange.directory.number(own)
        return shapes.call(self._exchange.config, call, number.sid if number else None)

    def _finish(self, call: Call, status: str) -> None:
        if status not in {"completed", "canceled"}:
            raise invalid(20001, f"Status {status[:20]} cannot be set")
        if status == "canceled" and call.talking:
            raise invalid(21220, "Call is in-progress. Cannot cancel.")
        self._exchange.finish(call, Status(status))

    def _redirect(self, form: Form, call: Call) -> None:
        if not call.talking:
            raise invalid(21220, _ENDED)
        if form.text("Url") and form.text("Twiml"):
            raise invalid(20001, "Twiml and Url are mutually exclusive")
        self._exchange.redirect(call, *orders.instructions(form))

    def _report(self, form: Form, call: Call) -> None:
        if "StatusCallback" in form:
            method = form.method("StatusCallbackMethod")
            call.report = Callback(form.url("StatusCallback"), method, call.report.events)

    def _ordered(self, form: Form) -> Call:
        directory = self._exchange.directory
        to = orders.callee(form)
        from_ = orders.caller(form, directory, to, allowed=self.vouched(form))
        place, twiml, report = self._answered_by(form)
        taping = orders.taping_of(form, "OutboundAPI")
        return Call(
            from_=from_,
            to=to,
            direction="outbound-api",
            created=self._exchange.core.now(),
            place=place,
            twiml=twiml,
            ring_s=form.whole("Timeout", 60, (1, 600), 21208),
            limit_s=form.whole("TimeLimit", 14400, (1, 86400)),
            application_sid=form.text("ApplicationSid"),
            report=report,
            digits=_keys(form),
            parameters=orders.custom(form),
            shown=orders.shown(form, directory),
            reason=orders.reason(form),
            detection=Detection() if form.text("SendDigits") else self._detection(form),
            taping=taping if form.flag("Record") else None,
        )

    def vouched(self, form: Form) -> str:
        """Return the number that CallToken lets one show: who called us."""
        token = form.text("CallToken")
        calls = self._exchange.calls.values()
        return next((call.from_ for call in calls if token and call.token == token), "")

    def _detection(self, form: Form) -> Detection:
        url = form.url("AsyncAmdStatusCallback")
        report = Callback(url, form.method("AsyncAmdStatusCallbackMethod"))
        waits = not (form.flag("AsyncAmd") or False)
        return orders.detection_of(form, Callback() if waits else report, waits=waits)

    def _answered_by(self, form: Form) -> tuple[Place | None, str, Callback]:
        """Return instructions and reports; beside an application those given are ignored."""
        sid = form.text("ApplicationSid")
        report = orders.report_of(form)
        if not sid:
            return (*orders.instructions(form), report)
        application = self._exchange.directory.apps.get(sid)
        if application is None:
            raise invalid(21218, f"Invalid ApplicationSid {sid[:40]}")
        return application.voice, "", application.report


def _keys(form: Form) -> str:
    said = form.text("SendDigits")
    if not set(said) <= _KEYS or len(said) > 32:
        raise invalid(21206, "SendDigits may hold 0-9, A-D, #, * and w, 32 at most")
    return said
