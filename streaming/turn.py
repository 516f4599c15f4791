"""Relays for networks that let nothing else through, by coturn's shared-secret scheme."""

import base64
import hashlib
import hmac
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Relays:
    """`urls` as browsers want them: `turn:host:3478?transport=udp`. `stun:` needs no secret."""

    urls: tuple[str, ...]
    secret: str

    @classmethod
    def listed(cls, urls: str, secret: str) -> "Relays":
        """Read a list separated by commas."""
        return cls(tuple(part.strip() for part in urls.split(",") if part.strip()), secret)

    def servers(self, subject: str, expires: int) -> list[dict[str, Any]]:
        """Return RTCIceServer dictionaries whose credentials end at `expires` (epoch seconds)."""
        name, word = credentials(self.secret, subject, expires)
        return [
            {"urls": url}
            if url.startswith("stun:")
            else {"urls": url, "username": name, "credential": word}
            for url in self.urls
        ]

    def links(self, subject: str, expires: int) -> list[str]:
        """Return the same as Link headers (RFC 9725, 4.6)."""
        return [_link(server) for server in self.servers(subject, expires)]


def credentials(secret: str, subject: str, expires: int) -> tuple[str, str]:
    """Return user name and password as coturn checks them with `static-auth-secret`."""
    name = f"{expires}:{subject}"
    mac = hmac.new(secret.encode(), name.encode(), hashlib.sha1).digest()
    return name, base64.b64encode(mac).decode()


def _link(server: dict[str, Any]) -> str:
    said = f'<{server["urls"]}>; rel="ice-server"'
    if "credential" in server:
        said += f'; username="{server["username"]}"; credential="{server["credential"]}"'
        said += '; credential-type="password"'
    return said
