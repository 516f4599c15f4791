"""`python -m sandbox --config FILE --port N`: the carrier on 127.0.0.1."""

import argparse
import logging
import ssl
import sys
from dataclasses import replace
from pathlib import Path

from aiohttp import web

from sandbox.app import Sandbox
from sandbox.chaos.reading import ScenarioError
from sandbox.chaos.scenario import Scenario
from sandbox.config import Config, ConfigError
from sandbox.ledger.book import Book


def main() -> int:
    """Serve until told to stop; a wrong configuration is said in one line."""
    parser = argparse.ArgumentParser(prog="python -m sandbox", description=__doc__)
    parser.add_argument("--config", type=Path, required=True, help="JSON file, see sandbox/config")
    parser.add_argument("--port", type=int, default=8010)
    parser.add_argument("--ledger", type=Path, help="SQLite file that keeps what happened")
    parser.add_argument("--scenario", type=Path, help="JSON file, see sandbox/chaos/scenario")
    parser.add_argument("--speed", type=float, default=1.0, help="60: a minute in a second")
    parser.add_argument("--certificate", type=Path, help="PEM chain: speak https and wss")
    parser.add_argument("--key", type=Path, help="PEM key of the certificate")
    asked = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    for noisy in ("aioice", "aiortc", "aiohttp.access"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
    try:
        config = replace(Config.load(asked.config), api_base=f"http://127.0.0.1:{asked.port}")
        scenario = Scenario.load(asked.scenario) if asked.scenario else None
    except (ConfigError, ScenarioError) as error:
        sys.stderr.write(f"{error}\n")
        return 2
    web.run_app(
        _built(config, asked, scenario),
        host="127.0.0.1",
        port=asked.port,
        access_log=None,
        print=None,
        shutdown_timeout=2,
        ssl_context=_tls(asked.certificate, asked.key),
    )
    return 0


async def _built(
    config: Config, asked: argparse.Namespace, scenario: Scenario | None
) -> web.Application:
    """Build inside the loop, whose time the scenario's moments need."""
    sandbox = Sandbox(config, Book(asked.ledger), asked.speed)
    if scenario:
        sandbox.deeds.play(scenario)
    return sandbox.app()


def _tls(certificate: Path | None, key: Path | None) -> ssl.SSLContext | None:
    if certificate is None:
        return None
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    return context


if __name__ == "__main__":
    sys.exit(main())
