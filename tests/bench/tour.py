"""`scripts/bench tour`: how soon the customer's page is painted, and the picture there after a tap.

Method: the whole product by `scripts/start`, Ada films 720 lines from Chromium's own test camera;
a fresh private window of a second Chromium opens the texted link, forty times one after another.
Paint is `first-contentful-paint`; the tap's time is what the page itself measures and reports.
Everything runs on this one machine: both browsers encode and decode in software beside the server.
"""

import sys

import pytest


def main() -> int:
    """Return pytest's exit code: the measuring needs the browser tests' stage."""
    return int(pytest.main(["-q", "-s", "tests/browser/tour/measure_pages.py"]))


if __name__ == "__main__":
    sys.exit(main())
