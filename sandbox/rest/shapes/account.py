"""Numbers, applications and tokens as JSON."""

import secrets

from sandbox.calls.directory import App, Asks, Number
from sandbox.calls.numbering import formatted
from sandbox.calls.params import API_VERSION, date
from sandbox.config import Config
from sandbox.rest.shapes import Json, folders, root

_PARTS = "Applications Calls Conferences IncomingPhoneNumbers Messages Queues Recordings"


def application(config: Config, one: App) -> Json:
    return {
        "sid": one.sid,
        "account_sid": config.account_sid,
        "api_version": API_VERSION,
        "friendly_name": one.friendly_name or None,
        "message_status_callback": one.message_status_callback or None,
        "public_application_connect_enabled": one.public_connect,
        "sms_status_callback": one.sms_status_callback or None,
        "voice_caller_id_lookup": one.caller_id_lookup,
        "date_created": date(one.created),
        "date_updated": date(one.updated),
        "uri": f"{root(config)}/Applications/{one.sid}.json",
        **_asks(one),
    }


def number(config: Config, one: Number) -> Json:
    return {
        "sid": one.sid,
        "account_sid": config.account_sid,
        "address_requirements": "none",
        "address_sid": None,
        "api_version": API_VERSION,
        "beta": False,
        "bundle_sid": None,
        "capabilities": {"voice": True, "sms": True, "mms": True, "fax": False},
        "date_created": date(one.created),
        "date_updated": date(one.updated),
        "emergency_address_sid": None,
        "emergency_address_status": "unregistered",
        "emergency_status": "Inactive",
        "friendly_name": one.friendly_name or formatted(one.number),
        "identity_sid": None,
        "origin": "twilio",
        "phone_number": one.number,
        "sms_application_sid": one.sms_application_sid or None,
        "status": "in-use",
        "trunk_sid": None,
        "type": one.kind,
        "uri": f"{root(config)}/IncomingPhoneNumbers/{one.sid}.json",
        "voice_application_sid": one.voice_application_sid or None,
        "voice_caller_id_lookup": one.caller_id_lookup,
        "voice_receive_mode": one.receive_mode,
        **_asks(one),
    }


def typed_number(config: Config, one: Number) -> Json:
    """Return a number as the lists of local, mobile and toll-free ones show it."""
    shown = number(config, one)
    del shown["type"]
    return shown


def account(config: Config, began: float) -> Json:
    """Return the account itself; its token is not told."""
    uri = root(config)
    return {
        "sid": config.account_sid,
        "auth_token": None,
        "date_created": date(began),
        "date_updated": date(began),
        "friendly_name": "Sandbox",
        "owner_account_sid": config.account_sid,
        "status": "active",
        "subresource_uris": folders(uri, *_PARTS.split()),
        "type": "Full",
        "uri": f"{uri}.json",
    }


def token(config: Config, ttl: int, now: float) -> Json:
    """Return what a WebRTC client needs; the relay is on loopback, where none is needed."""
    username, password = secrets.token_hex(32), secrets.token_urlsafe(32)
    here = "turn:127.0.0.1:3478?transport=udp"
    relay = {"url": here, "urls": here, "username": username, "credential": password}
    return {
        "account_sid": config.account_sid,
        "date_created": date(now),
        "date_updated": date(now),
        "ice_servers": [relay],
        "password": password,
        "ttl": str(ttl),
        "username": username,
    }


def _asks(one: Asks) -> Json:
    return {
        "sms_fallback_method": one.sms_fallback_method,
        "sms_fallback_url": one.sms_fallback_url,
        "sms_method": one.sms_method,
        "sms_url": one.sms_url,
        "status_callback": one.status_callback,
        "status_callback_method": one.status_callback_method,
        "voice_fallback_method": one.voice_fallback_method,
        "voice_fallback_url": one.voice_fallback_url,
        "voice_method": one.voice_method,
        "voice_url": one.voice_url,
    }
