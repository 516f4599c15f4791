"""The API's door for sockets: an aiohttp request in, its answer out."""

import asyncio
import base64
import binascii
from urllib.parse import parse_qsl

from aiohttp import web
from multidict import MultiDict

from sandbox.chaos.rest import FaultyRest
from sandbox.rest.answers import RestAnswer, RestError, RestRequest

_FORM = "application/x-www-form-urlencoded"
_MOST_FIELDS = 1000
_LONGEST_SILENCE_S = 60


class Door:
    def __init__(self, rest: FaultyRest) -> None:
        self._rest = rest

    async def answer(self, request: web.Request) -> web.Response:
        try:
            form = await _form(request)
        except web.HTTPRequestEntityTooLarge:
            return _shown(RestError(413, 20413, "The request is too long").answer())
        asked = RestRequest(
            request.method,
            request.path,
            {name: request.query.getall(name) for name in request.query},
            {name: form.getall(name) for name in form},
            _basic(request.headers.get("Authorization", "")),
        )
        outcome = self._rest.handle(asked)
        await asyncio.sleep(outcome.wait_s)
        if outcome.answer is None:
            return await _silence(request)
        return _shown(outcome.answer)


async def _silence(request: web.Request) -> web.Response:
    """Keep the caller waiting, as a lost answer does, then break the line."""
    await asyncio.sleep(_LONGEST_SILENCE_S)
    if request.transport:
        request.transport.abort()
    return web.Response(status=504)


def _shown(answer: RestAnswer) -> web.Response:
    if answer.media:
        return web.Response(
            body=answer.media,
            status=answer.status,
            content_type=answer.kind,
            headers=answer.headers,
        )
    if answer.body is None:
        return web.Response(status=answer.status, headers=answer.headers)
    return web.json_response(answer.body, status=answer.status, headers=answer.headers)


async def _form(request: web.Request) -> MultiDict[str]:
    """Read a form; any other body is an empty one, and refused for what is missing."""
    if request.method != "POST" or request.content_type != _FORM:
        return MultiDict()
    body = (await request.read()).decode("utf-8", "replace")
    try:
        return MultiDict(parse_qsl(body, keep_blank_values=True, max_num_fields=_MOST_FIELDS))
    except ValueError:
        return MultiDict()


def _basic(header: str) -> tuple[str, str] | None:
    kind, _, packed = header.partition(" ")
    if kind.lower() != "basic":
        return None
    try:
        user, _, password = base64.b64decode(packed, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return None
    return user, password
