"""Diaz and Ada in one conference, every event of it reported."""

from typing import Any

from tests.sandbox.scene import APP, Scene

EVERYTHING = "start end join leave mute hold modify speaker announcement"


def noun(attributes: str = "") -> str:
    told = f"statusCallback='/room' statusCallbackEvent='{EVERYTHING}'"
    return f"<Dial><Conference beep='false' {told} {attributes}>tour</Conference></Dial>"


def meet(scene: Scene, diaz: str = "", ada: str = "") -> Any:
    """Diaz and Ada's softphone are in one conference; returns it by the SDK."""
    scene.says("/client", noun(ada))
    scene.rings(noun(diaz), 1)
    scene.carrier.client("ada").connect(APP)
    scene.carrier.advance(1)
    [room] = scene.client.conferences.list(friendly_name="tour")
    return scene.client.conferences(room.sid)
