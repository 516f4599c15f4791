"""`python -m streaming.media`: the media processes. Their secrets are the product's settings."""

import argparse
import asyncio
import logging
import sys
from pathlib import Path

from aiohttp import web

from callcenter.settings import Settings
from streaming.media import memory, workers
from streaming.media.application import Plan, build
from streaming.media.ice import Mux
from streaming.turn import Relays


def main() -> int:
    """Serve until told to stop."""
    asked = _parser().parse_args()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    for noisy in ("aioice", "aiortc", "libav"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
    if asked.workers > 1 and asked.index is None:
        return asyncio.run(workers.run(asked.workers, sys.argv[1:]))
    index = asked.index or 0
    web.run_app(
        _build(asked, Settings(), index),
        host=asked.host.split(",") if asked.workers == 1 else None,
        port=asked.port if asked.workers == 1 else None,
        sock=workers.sockets(asked.host, asked.port, index) if asked.workers > 1 else None,
        access_log=None,
        print=None,
        shutdown_timeout=2,
    )
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m streaming.media", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1", help="addresses to listen on: 0.0.0.0,::")
    parser.add_argument("--port", type=int, default=8002, help="WHIP and WHEP over HTTP")
    parser.add_argument("--udp", type=int, default=8003, help="media over UDP")
    parser.add_argument("--tcp", type=int, default=8003, help="media over TCP; -1 for none")
    parser.add_argument("--announce", default="127.0.0.1", help="addresses browsers can reach")
    parser.add_argument("--recordings", type=Path, help="folder for recordings by consent")
    parser.add_argument("--workers", type=int, default=1, help="processes; media ports count up")
    parser.add_argument("--index", type=int, help=argparse.SUPPRESS)
    return parser


async def _build(asked: argparse.Namespace, settings: Settings, index: int) -> web.Application:
    mux = Mux(asked.host.split(","), asked.udp + index, asked.announce.split(","))
    if asked.tcp >= 0:
        await mux.listen_tcp(asked.tcp + index)
    plan = Plan(
        secret=settings.media_secret,
        origins=settings.origins,
        reports_url=f"{settings.public_url}/media/reports",
        relays=Relays.listed(settings.turn_urls, settings.turn_secret),
        recordings=asked.recordings,
        index=index,
        siblings=workers.addresses(asked.port, asked.workers),
    )
    memory.settle()
    return build(plan, mux)


if __name__ == "__main__":
    sys.exit(main())
