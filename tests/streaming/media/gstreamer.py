"""GStreamer's webrtcbin as a camera or a player, a program of its own under Debian's Python.

`python3 gstreamer.py publish|play URL TOKEN SECONDS`: publishes a test picture by WHIP, or plays by
WHEP and prints how many pictures were decoded, and their size.
"""

import sys
import urllib.request
from typing import Any

import gi  # type: ignore[import-not-found]  # Debian's python3-gi

for _name, _version in (("Gst", "1.0"), ("GstWebRTC", "1.0"), ("GstSdp", "1.0")):
    gi.require_version(_name, _version)
from gi.repository import GLib, Gst, GstSdp, GstWebRTC  # type: ignore[import-not-found]  # noqa: E402

_BIN = "webrtcbin name=rtc bundle-policy=max-bundle"
_CAMERA = (
    "videotestsrc is-live=true pattern=ball ! video/x-raw,width=320,height=240,framerate=30/1 ! "
    "vp8enc deadline=1 cpu-used=8 target-bitrate=300000 keyframe-max-dist=30 ! "
    "rtpvp8pay mtu=1200 picture-id-mode=15-bit ! "
    f"application/x-rtp,media=video,encoding-name=VP8,payload=96 ! {_BIN}"
)
_LINE = "application/x-rtp,media=video,encoding-name=VP8,payload=96,clock-rate=90000"


class Client:
    """Offers once its candidates are gathered, and takes the answer."""

    def __init__(self, role: str, url: str, token: str) -> None:
        self._url, self._token = url, token
        parts = _CAMERA if role == "publish" else _BIN
        self._parts: Any = Gst.parse_bin_from_description(parts, ghost_unlinked_pads=False)
        self._pipeline: Any = Gst.Pipeline.new()
        self._pipeline.add(self._parts)
        self._rtc = self._parts.get_by_name("rtc")
        self.pictures, self.shape = 0, ""
        if role == "play":
            receive = GstWebRTC.WebRTCRTPTransceiverDirection.RECVONLY
            self._rtc.emit("add-transceiver", receive, Gst.Caps.from_string(_LINE))
            self._rtc.connect("pad-added", self._arrived)
        self._rtc.connect("on-negotiation-needed", self._negotiate)
        self._rtc.connect("notify::ice-gathering-state", self._gathered)

    def run(self, seconds: int) -> None:
        loop = GLib.MainLoop()
        GLib.timeout_add_seconds(seconds, loop.quit)
        self._pipeline.set_state(Gst.State.PLAYING)
        loop.run()
        self._pipeline.set_state(Gst.State.NULL)

    def _negotiate(self, _rtc: Any) -> None:
        promise = Gst.Promise.new_with_change_func(self._offered)
        self._rtc.emit("create-offer", None, promise)

    def _offered(self, promise: Any) -> None:
        reply = promise.get_reply()  # named, as it owns what the offer points to
        self._rtc.emit("set-local-description", reply.get_value("offer"), Gst.Promise.new())

    def _gathered(self, rtc: Any, _what: Any) -> None:
        if rtc.props.ice_gathering_state == GstWebRTC.WebRTCICEGatheringState.COMPLETE:
            GLib.idle_add(self._post)

    def _post(self) -> bool:
        text = self._rtc.props.local_description.sdp.as_text()
        headers = {"Content-Type": "application/sdp", "Authorization": f"Bearer {self._token}"}
        asked = urllib.request.Request(self._url, text.encode(), headers)
        with urllib.request.urlopen(asked) as answered:
            _, message = GstSdp.SDPMessage.new_from_text(answered.read().decode())
        kind = GstWebRTC.WebRTCSDPType.ANSWER
        answer = GstWebRTC.WebRTCSessionDescription.new(kind, message)
        self._rtc.emit("set-remote-description", answer, Gst.Promise.new())
        return False

    def _arrived(self, _rtc: Any, pad: Any) -> None:
        words = "rtpvp8depay ! vp8dec ! fakesink name=seen signal-handoffs=true sync=false"
        player = Gst.parse_bin_from_description(words, ghost_unlinked_pads=True)
        player.get_by_name("seen").connect("handoff", self._seen)
        self._parts.add(player)
        player.sync_state_with_parent()
        pad.link(player.sinkpads[0])

    def _seen(self, _sink: Any, _buffer: Any, pad: Any) -> None:
        self.pictures += 1
        shape = pad.get_current_caps().get_structure(0)
        self.shape = f"{shape.get_value('width')}x{shape.get_value('height')}"


def main() -> int:
    role, url, token, seconds = sys.argv[1:]
    Gst.init(None)
    client = Client(role, url, token)
    client.run(int(seconds))
    sys.stdout.write(f"{client.pictures} {client.shape}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
