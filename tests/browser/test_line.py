"""The console says how the line is: an unsteady one, and one that is cut and comes back."""

import re

from playwright.sync_api import Page, WebSocketRoute, expect

from tests.browser.conftest import ADA_HZ, DIAZ_HZ, Stack
from tests.browser.probes import hears
from tests.browser.test_first_call import DIAZ, ask_for_a_call, take, wrap_up
from tests.browser.test_rejoin import connected

_LONG_MS = 30_000
_SWING = """(jitter) => {
  const real = (RTCPeerConnection.prototype.real ??= RTCPeerConnection.prototype.getStats);
  RTCPeerConnection.prototype.getStats = async function (...which) {
    const found = new Map(await real.apply(this, which));
    for (const [id, one] of found)
      if (one.type === "inbound-rtp") found.set(id, { ...one, jitter });
    return found;
  };
}"""


def swings(page: Page, jitter_s: float) -> None:
    """Have the browser measure so much jitter: nothing between two pages of one machine swings."""
    page.evaluate(_SWING, jitter_s)


def begin(ada: Page, phone: Page, shopper: Page) -> None:
    ask_for_a_call(shopper)
    ada.get_by_test_id("accept").click()
    phone.get_by_test_id("answer").click()
    connected(ada)


def light(page: Page, colour: str) -> None:
    shown = page.get_by_test_id("line-quality")
    expect(shown).to_have_attribute("data-light", colour, timeout=_LONG_MS)


def test_an_unsteady_line_is_amber_until_it_is_steady(
    stack: Stack, ada: Page, phone: Page, shopper: Page
) -> None:
    begin(ada, phone, shopper)
    swings(ada, 0.08)
    light(ada, "amber")
    expect(ada.get_by_test_id("line-quality")).to_contain_text("unsteady")
    take(stack, ada, "console-line-amber-desktop")
    swings(ada, 0.002)
    light(ada, "green")
    ada.get_by_test_id("hangup").click()
    wrap_up(ada)


class Cable:
    """What lies between the page's telephone and the carrier; it can be pulled out."""

    def __init__(self, page: Page) -> None:
        self._is_out = False
        self._sockets: list[WebSocketRoute] = []
        page.route_web_socket(re.compile("^wss?:"), self._connect)
        page.reload()
        page.wait_for_selector("body[data-ready=true]")

    def _connect(self, socket: WebSocketRoute) -> None:
        if self._is_out:
            socket.close()
            return
        socket.connect_to_server()
        self._sockets.append(socket)

    def pull(self) -> None:
        self._is_out = True
        while self._sockets:
            self._sockets.pop().close()

    def plug(self) -> None:
        self._is_out = False


def test_a_telephone_that_is_cut_off_comes_back(
    stack: Stack, ada: Page, phone: Page, shopper: Page
) -> None:
    cable = Cable(ada)
    begin(ada, phone, shopper)
    light(ada, "green")
    cable.pull()
    light(ada, "red")
    take(stack, ada, "console-line-broken-desktop")
    cable.plug()
    light(ada, "green")
    connected(ada)
    assert hears(phone, DIAZ, ADA_HZ)
    assert hears(ada, "console", DIAZ_HZ)
    ada.get_by_test_id("hangup").click()
    wrap_up(ada)
