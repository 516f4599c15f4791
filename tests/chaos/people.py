"""Customers and associates who use the real pages' requests while the house burns."""

import asyncio
import random
import re
from dataclasses import dataclass, field
from typing import Any

from aiohttp import ClientError, ClientSession, ClientTimeout, CookieJar, TCPConnector

from sandbox.inprocess.phones import Phone
from tests.simulation.judge import Judge

_PATIENCE = ClientTimeout(total=8)
_TROUBLE = (ClientError, TimeoutError, OSError, ValueError)
_CSRF = re.compile(r'name="csrf-token" content="([^"]+)"')


@dataclass
class Console:
    """An associate who looks every second, takes what rings and connects the softphone."""

    base: str
    slug: str
    phone: Phone
    app_sid: str
    dice: random.Random
    csrf: str = ""
    seen: set[str] = field(default_factory=set)

    async def work(self) -> None:
        jar = CookieJar(unsafe=True)
        async with ClientSession(cookie_jar=jar, timeout=_PATIENCE) as session:
            while not await self._sign_in(session):  # noqa: ASYNC110 - another process tells
                await asyncio.sleep(1)
            for turn in range(1_000_000):
                await asyncio.sleep(self.dice.uniform(0.8, 1.2))
                try:
                    await self._turn(session, turn)
                except _TROUBLE:
                    continue

    async def _sign_in(self, session: ClientSession) -> bool:
        try:
            async with session.get(f"{self.base}/console/demo") as page:
                token = _CSRF.search(await page.text())
            form = {"associate": self.slug, "csrf_token": token[1] if token else ""}
            async with session.post(f"{self.base}/console/demo", data=form) as page:
                found = _CSRF.search(await page.text())
        except _TROUBLE:
            return False
        self.csrf = found[1] if found else ""
        return bool(found)

    async def _turn(self, session: ClientSession, turn: int) -> None:
        if turn % 4 == 0:
            await self._post(session, "/console/beat")
        async with session.get(f"{self.base}/console/state") as answer:
            if answer.status != 200:  # a page that is refused looks again a second later
                return
            view = await answer.json()
        if view["presence"]["state"] in {"offline", "unreachable"}:
            await self._post(session, "/console/presence", state="available")
        if view["offer"] and self.dice.random() < 0.9:
            await self._post(session, f"/offers/{view['offer']['id']}/accept")
        if view["wrap_up"]:
            path = f"/console/contacts/{view['wrap_up']['card']['id']}/disposition"
            await self._post(session, path, code="sold", note="")
        if view["contact"]:
            self._serve(view["contact"])

    def _serve(self, contact: dict[str, Any]) -> None:
        if contact["associate_leg"] == "ringing" and self.phone.state == "idle":
            self.phone.connect(self.app_sid, contact=contact["card"]["id"])

    async def _post(self, session: ClientSession, path: str, **sent: str) -> None:
        headers = {"X-CSRF-Token": self.csrf}
        async with session.post(self.base + path, json=sent, headers=headers) as answer:
            await answer.read()


@dataclass
class Customer:
    """One request on the website; the phone answers and hangs up after a while."""

    base: str
    address: str
    phone: Phone
    judge: Judge
    dice: random.Random
    talk_s: float = 9.0

    async def ask(self, consent: str) -> None:
        wish = {
            "store": "turin",
            "category": self.dice.choice(("phones", "audio", "kitchen", "cameras")),
            "language": "it",
            "sku": None,
            "phone": self.phone.address,
            "region": "IT",
            "sms_consent": False,
            "consent_version": consent,
        }
        connector = TCPConnector(local_addr=(self.address, 0))
        async with ClientSession(connector=connector, timeout=_PATIENCE) as session:
            for _ in range(3):
                if await self._asked(session, wish):
                    break
                await asyncio.sleep(2)
        await self._live()

    async def _asked(self, session: ClientSession, wish: dict[str, Any]) -> bool:
        try:
            async with session.post(f"{self.base}/widget/calls", json=wish) as answer:
                await answer.read()
                if answer.status in {201, 409}:
                    self.judge.accepted(self.phone.address)
                return answer.status < 500
        except _TROUBLE:
            return False

    async def _live(self) -> None:
        """Hang up once the conversation has lasted long enough."""
        talked = 0.0
        for _ in range(400):
            await asyncio.sleep(0.5)
            talked = talked + 0.5 if self.phone.state == "talking" else 0.0
            if talked >= self.talk_s:
                self.phone.hang_up()
                return
