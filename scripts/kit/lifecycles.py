"""`docs/lifecycles.md` from the tables in `lifecycle.py`: written, or checked for being current.

Run by the environment's Python from the repository's root: `-m scripts.kit.lifecycles [--check]`.
"""

import sys
from pathlib import Path

from callcenter.appointments.lifecycle import APPOINTMENT
from callcenter.contacts.lifecycle import CONTACT, LEG
from callcenter.kernel.lifecycle import Lifecycle
from callcenter.messages.lifecycle import MESSAGE
from callcenter.missed.lifecycle import MISSED
from callcenter.recordings.lifecycle import RECORDING
from callcenter.voicemails.lifecycle import VOICEMAIL
from ivr.menus.lifecycle import MENU
from routing.consults.lifecycle import CONSULT
from routing.offers.lifecycle import OFFER
from routing.presence.lifecycle import PRESENCE
from streaming.lifecycle import TOUR

LIVES = (
    CONTACT,
    LEG,
    OFFER,
    CONSULT,
    PRESENCE,
    TOUR,
    MESSAGE,
    APPOINTMENT,
    RECORDING,
    VOICEMAIL,
    MENU,
    MISSED,
)
PAGE = Path(__file__).resolve().parents[2] / "docs" / "lifecycles.md"
_HEAD = """# Lifecycles

Every noun with a life has one table from (state, event) to state; no other pair can happen.
State moves by compare-and-set and leaves a row behind, which is a contact's timeline.
This page is generated from the tables: `.venv/bin/python -m scripts.kit.lifecycles`.
"""


def document() -> str:
    """Return the whole page."""
    return _HEAD + "".join(_section(life) for life in LIVES)


def _section(life: Lifecycle) -> str:
    lines = [f"\n## {life.noun.capitalize()}\n", "```mermaid", "stateDiagram-v2"]
    lines += [f"    [*] --> {state}" for state in life.first]
    lines += [f"    {was} --> {state}: {event}" for (was, event), state in life.table.items()]
    lines += [f"    {state} --> [*]" for state in sorted(life.terminal)]
    return "\n".join([*lines, "```", ""])


def main(arguments: list[str]) -> int:
    if "--check" not in arguments:
        PAGE.write_text(document(), encoding="utf-8")
        return 0
    if PAGE.exists() and PAGE.read_text(encoding="utf-8") == document():
        return 0
    print("docs/lifecycles.md is old: run .venv/bin/python -m scripts.kit.lifecycles")
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
