"""What the debugger shows, by the API (Twilio, "Notification resource")."""

from sandbox.calls.exchange import Exchange
from sandbox.calls.params import API_VERSION, date
from sandbox.calls.records import Alert
from sandbox.rest.answers import RestAnswer, not_found
from sandbox.rest.calls import Calls
from sandbox.rest.form import Ask
from sandbox.rest.paging import page, within
from sandbox.rest.shapes import Json, root


class Notifications:
    def __init__(self, exchange: Exchange, calls: Calls) -> None:
        self._exchange = exchange
        self._calls = calls

    def find(self, ask: Ask, call_sid: str = "") -> RestAnswer:
        """Return the newest first; `Log` is 0 for errors and 1 for warnings."""
        if call_sid:
            self._calls.known(call_sid)
        log = ask.query.one_of("Log", "0 1")
        found = (
            one
            for one in self._exchange.core.alerts.newest(call=call_sid)
            if log in {"", _log(one)} and within(ask.query, "MessageDate", one.at)
        )
        return page("notifications", found, ask, self._shown)

    def fetch(self, _ask: Ask, sid: str) -> RestAnswer:
        one = self._exchange.core.alerts.get(sid)
        if one is None:
            raise not_found("/Notifications", sid)
        more = {"request_variables": "", "response_body": "", "response_headers": ""}
        return RestAnswer(200, self._shown(one) | more)

    def fetch_of_call(self, ask: Ask, call_sid: str, sid: str) -> RestAnswer:
        one = self._exchange.core.alerts.get(sid)
        if one is None or one.call_sid != call_sid:
            folder = f"/Calls/{call_sid}/Notifications"
            raise not_found(folder, sid)
        return self.fetch(ask, sid)

    def _shown(self, one: Alert) -> Json:
        config = self._exchange.config
        call = self._exchange.calls.get(one.call_sid)
        place = call.place if call else None
        return {
            "sid": one.sid,
            "account_sid": config.account_sid,
            "api_version": API_VERSION,
            "call_sid": one.call_sid or None,
            "date_created": date(one.at),
            "date_updated": date(one.at),
            "error_code": str(one.code),
            "log": _log(one),
            "message_date": date(one.at),
            "message_text": one.words,
            "more_info": f"https://www.twilio.com/docs/errors/{one.code}",
            "request_method": place.method if place else None,
            "request_url": place.url if place else None,
            "uri": f"{root(config)}/Notifications/{one.sid}.json",
        }


def _log(one: Alert) -> str:
    return "1" if one.is_warning else "0"
