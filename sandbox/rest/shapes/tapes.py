"""Recordings as JSON, alone and under their call or conference."""

from sandbox.calls.params import API_VERSION, date
from sandbox.calls.records import Recording
from sandbox.config import Config
from sandbox.rest.shapes import Json, folders, root


def recording(config: Config, one: Recording, media_url: str) -> Json:
    uri = f"{root(config)}/Recordings/{one.sid}"
    parts = folders(uri, "AddOnResults", "Transcriptions")
    own = {"uri": f"{uri}.json", "media_url": media_url, "subresource_uris": parts}
    return _common(config, one) | own


def of_call(config: Config, one: Recording) -> Json:
    uri = f"{root(config)}/Calls/{one.call_sid}/Recordings/{one.sid}.json"
    return _common(config, one) | {"uri": uri, "track": one.taping.track}


def of_conference(config: Config, one: Recording) -> Json:
    uri = f"{root(config)}/Conferences/{one.conference_sid}/Recordings/{one.sid}.json"
    return _common(config, one) | {"uri": uri}


def _common(config: Config, one: Recording) -> Json:
    over = one.status in {"completed", "processing"}
    return {
        "sid": one.sid,
        "account_sid": config.account_sid,
        "api_version": API_VERSION,
        "call_sid": one.call_sid,
        "conference_sid": one.conference_sid or None,
        "channels": one.taping.channels,
        "date_created": date(one.started),
        "date_updated": date(one.updated),
        "start_time": date(one.started),
        "duration": str(one.duration_s) if over else None,
        "encryption_details": None,
        "error_code": None,
        "price": None,
        "price_unit": "USD",
        "source": one.taping.source,
        "status": one.status,
    }
