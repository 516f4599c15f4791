"""`python -m sandbox --config FILE --port N`: the carrier on 127.0.0.1."""

import argparse
import logging
import sys
from dataclasses import replace
from pathlib import Path

from aiohttp import web

from sandbox.app import Sandbox
from sandbox.config import Config, ConfigError


def main() -> int:
    """Serve until told to stop; a wrong configuration is said in one line."""
    parser = argparse.ArgumentParser(prog="python -m sandbox", description=__doc__)
    parser.add_argument("--config", type=Path, required=True, help="JSON file, see sandbox/config")
    parser.add_argument("--port", type=int, default=8010)
    asked = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    for noisy in ("aioice", "aiortc", "aiohttp.access"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
    try:
        config = replace(Config.load(asked.config), api_base=f"http://127.0.0.1:{asked.port}")
    except ConfigError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    web.run_app(
        Sandbox(config).app(),
        host="127.0.0.1",
        port=asked.port,
        access_log=None,
        print=None,
        shutdown_timeout=2,
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
