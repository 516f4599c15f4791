"""The admin API: scenarios, faults and deeds, for tests, scripts and the panel.

GET  /admin/faults            what can go wrong, what is armed, how often it struck
POST /admin/scenario          a scenario as JSON: it replaces the one before and begins now
POST /admin/do                {"do": "restart"|"drop-sockets"|"silence"|"speak", "to": identity}
POST /admin/do                {"do": "message"|"frame"|"hangup", ...}: see `Deeds`
"""

from collections.abc import Callable
from typing import Any

from aiohttp import web

from sandbox.assembly import Assembly
from sandbox.calls.ports import Timer
from sandbox.chaos.moments import arrange
from sandbox.chaos.reading import ScenarioError
from sandbox.chaos.scenario import DEEDS, KINDS, Scenario
from sandbox.panel.guard import own_page
from sandbox.signalling.gateway import Gateway

Json = dict[str, Any]


class Deeds:
    """What can be done to the running carrier by one word."""

    def __init__(self, assembly: Assembly, gateway: Gateway) -> None:
        self._assembly = assembly
        self._gateway = gateway
        self._moments: list[Timer] = []

    def play(self, scenario: Scenario) -> None:
        """Begin a scenario; the moments of the one before are called off."""
        for timer in self._moments:
            timer.cancel()
        self._gateway.silent = False
        self._assembly.play(scenario)
        scheduler = self._assembly.world.scheduler
        named = {word: self._deed(word) for word in DEEDS}
        self._moments = arrange(scenario, scheduler, named)

    def do(self, asked: Json) -> bool:
        """Do one thing; false for a word nobody knows."""
        word, to = str(asked.get("do", "")), str(asked.get("to", ""))
        more: dict[str, Callable[[], object]] = {
            "message": lambda: self._assembly.exchange.asides.tell(to, asked.get("content", "")),
            "frame": lambda: self._frame(to, asked),
            "hangup": lambda: self._hang_up(to),
        }
        if word in DEEDS:
            self._deed(word)(to)
        elif word in more:
            more[word]()
        else:
            return False
        return True

    def _deed(self, word: str) -> Callable[[str], None]:
        deeds: dict[str, Callable[[str], None]] = {
            "restart": lambda _to: self._restart(),
            "drop-sockets": self._drop,
            "silence": lambda _to: self._silence(silent=True),
            "speak": lambda _to: self._silence(silent=False),
        }
        return deeds[word]

    def _restart(self) -> None:
        self._drop("")
        self._assembly.forget_calls()

    def _drop(self, to: str) -> None:
        for page in list(self._gateway.open):
            if to in {"", page.identity}:
                page.drop()

    def _silence(self, *, silent: bool) -> None:
        self._gateway.silent = silent

    def _hang_up(self, call_sid: str) -> None:
        if call_sid in self._assembly.exchange.calls:
            self._assembly.exchange.hung_up(call_sid)

    def _frame(self, to: str, asked: Json) -> None:
        """Send a frame as it is, to see what a device makes of it."""
        for page in list(self._gateway.open):
            if page.identity == to:
                page.send(str(asked.get("type")), asked.get("payload") or {})


class Admin:
    def __init__(self, assembly: Assembly, deeds: Deeds) -> None:
        self._assembly = assembly
        self._deeds = deeds

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/admin/faults", self.faults),
            web.post("/admin/scenario", self.scenario),
            web.post("/admin/do", self.do),
        ]

    async def faults(self, _request: web.Request) -> web.Response:
        return web.json_response(state(self._assembly))

    async def scenario(self, request: web.Request) -> web.Response:
        own_page(request)
        try:
            self._deeds.play(Scenario.from_json(await request.json()))
        except ScenarioError as error:
            raise web.HTTPBadRequest(text=str(error)) from error
        except ValueError as error:
            raise web.HTTPBadRequest(text="A scenario is JSON.") from error
        return web.json_response(state(self._assembly))

    async def do(self, request: web.Request) -> web.Response:
        own_page(request)
        try:
            asked = await request.json()
        except ValueError as error:
            raise web.HTTPBadRequest(text="A deed is JSON.") from error
        if not isinstance(asked, dict) or not self._deeds.do(asked):
            raise web.HTTPBadRequest(text="Nobody can do that.")
        return web.json_response({"done": True})


def state(assembly: Assembly) -> Json:
    """Return the scenario's name and seed, its faults with their strikes, and what there is."""
    faults = assembly.faults
    return {
        "name": faults.scenario.name,
        "seed": faults.scenario.seed,
        "armed": faults.counts(),
        "kinds": KINDS,
        "deeds": DEEDS,
        "engaged": assembly.crowd.engaged,
    }
