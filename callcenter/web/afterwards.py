"""Answer first, tell afterwards: who waits on the line waits for no console to be drawn."""

from collections.abc import Callable, Collection
from contextlib import ExitStack
from typing import Any

from flask import Flask, Response, request

from callcenter.services import LATER


def answer_first(app: Flask, blueprints: Collection[str]) -> None:
    """Tell listeners of these blueprints' commits once the answer has left.

    Facts that must be heard are written down with the commit: whoever dies in between loses none.
    """

    @app.before_request
    def collect() -> None:
        LATER.set([] if request.blueprint in blueprints else None)

    @app.after_request
    def leave(response: Response) -> Response:
        work = LATER.get()
        LATER.set(None)
        if work:
            response.call_on_close(_each(work))
        return response

    @app.teardown_request
    def forget(_error: BaseException | None) -> Any:
        LATER.set(None)


def _each(work: list[Callable[[], None]]) -> Callable[[], None]:
    """Do all of it: where one fails, the others are done before its error is heard."""

    def run() -> None:
        with ExitStack() as stack:
            for one in reversed(work):
                stack.callback(one)

    return run
