"""Signed-in associates without a thousand sign-ins: the session cookie the product would set."""

from functools import cache
from typing import Any

from flask import Flask
from flask.sessions import SecureCookieSessionInterface

import wsgi
from tests.cast import Pump, Pushed, settings


def session_cookie(values: dict[str, Any]) -> str:
    signer = SecureCookieSessionInterface().get_signing_serializer(_app())
    assert signer is not None
    return str(signer.dumps(values))


@cache
def _app() -> Flask:
    return wsgi.create_app(settings(), sessions=None, carrier=None, jobs=Pump(), push=Pushed())
