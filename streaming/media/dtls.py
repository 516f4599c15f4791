"""DTLS and SRTP by aiortc: the only module that touches its internals (a test pins them).

aiortc's transport decrypts and then depacketises; forwarding wants the decrypted bytes instead.
"""

from collections.abc import Callable
from typing import Any

import pylibsrtp
from aiortc import RTCCertificate, RTCDtlsParameters, RTCDtlsTransport
from pylibsrtp._binding import ffi  # type: ignore[import-not-found]  # compiled
from typing_extensions import override

from streaming.media.ice import IceSession

_ROOM = 2304
"""pylibsrtp keeps 1500 bytes, too few for packets above 1356."""


class Dtls(RTCDtlsTransport):
    """Media in is handed over as plain bytes; media out is encrypted and sent at once."""

    def __init__(self, ice: IceSession, certificate: RTCCertificate) -> None:
        super().__init__(ice, [certificate])  # type: ignore[arg-type]  # what it needs of a transport
        self._ice = ice
        self.on_rtp: Callable[[bytes], None] = lambda _data: None
        self.on_rtcp: Callable[[bytes], None] = lambda _data: None

    async def shake_hands(self, fingerprints: Any, *, as_client: bool) -> None:
        """Run the handshake; raises ConnectionError when it fails."""
        self._set_role("client" if as_client else "server")
        await self.start(RTCDtlsParameters(fingerprints=list(fingerprints)))
        if self.state != "connected":
            raise ConnectionError("DTLS failed")
        for session in (self._rx_srtp, self._tx_srtp):
            session._cdata = ffi.new("char[]", _ROOM)
            session._buffer = ffi.buffer(session._cdata)
        self._ice.media = self._media

    def send_rtp(self, packet: bytes) -> bool:
        """Send; False when the far end is not there (any more)."""
        return self._send_protected(packet, rtcp=False)

    def send_rtcp(self, packet: bytes) -> bool:
        return self._send_protected(packet, rtcp=True)

    def _send_protected(self, packet: bytes, *, rtcp: bool) -> bool:
        if self.state != "connected":
            return False
        protect = self._tx_srtp.protect_rtcp if rtcp else self._tx_srtp.protect
        try:
            self._ice.send_now(protect(packet))
        except (ConnectionError, pylibsrtp.Error):
            return False
        return True

    def _media(self, data: bytes) -> None:
        """Decrypt; packets that do not authenticate are dropped in silence, as SRTP asks."""
        try:
            if 192 <= data[1] <= 223:
                self.on_rtcp(self._rx_srtp.unprotect_rtcp(data))
            else:
                self.on_rtp(self._rx_srtp.unprotect(data))
        except (pylibsrtp.Error, IndexError):
            return

    @override
    async def _handle_rtp_data(self, data: bytes, arrival_time_ms: int) -> None:
        self.on_rtp(data)

    @override
    async def _handle_rtcp_data(self, data: bytes) -> None:
        self.on_rtcp(data)
