"""`python -m streaming.media`: the media process. Its settings are the product's own."""

import argparse
import logging
import sys

from aiohttp import web

from callcenter.settings import Settings
from streaming.media.http import Doors
from streaming.media.ice import Mux
from streaming.media.reports import Reports


def main() -> int:
    """Serve until told to stop."""
    parser = argparse.ArgumentParser(prog="python -m streaming.media", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on")
    parser.add_argument("--port", type=int, default=8002, help="WHIP and WHEP over HTTP")
    parser.add_argument("--udp", type=int, default=8003, help="media over UDP")
    parser.add_argument("--tcp", type=int, default=8003, help="media over TCP")
    parser.add_argument("--announce", default="127.0.0.1", help="address browsers can reach")
    asked = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    for noisy in ("aioice", "aiortc"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
    web.run_app(
        _build(asked, Settings()),
        host=asked.host,
        port=asked.port,
        access_log=None,
        print=None,
        shutdown_timeout=2,
    )
    return 0


async def _build(asked: argparse.Namespace, settings: Settings) -> web.Application:
    mux = Mux(asked.host, asked.udp, asked.announce)
    await mux.listen_tcp(asked.tcp)
    reports = Reports(settings.media_secret, f"{settings.public_url}/media/reports")
    return Doors(settings.media_secret, frozenset({settings.public_url}), mux, reports).app()


if __name__ == "__main__":
    sys.exit(main())
