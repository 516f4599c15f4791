"""Progress that a person can follow: one line a step, with what it did and how long it took."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
VAR = ROOT / "var"
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"


class Trouble(Exception):  # noqa: N818 - a sentence for the person, not a class of bugs
    """Something only the person can mend; the message says how."""


class Note:
    """What a step has to say about itself, e.g. `already there`."""

    def __init__(self) -> None:
        self.text = ""


@contextmanager
def step(name: str) -> Iterator[Note]:
    """Print the step's name, then `ok` with its note and its seconds."""
    print(f"  {name:<14}", end="", flush=True)
    started = time.monotonic()
    note = Note()
    try:
        yield note
    except BaseException:
        print("failed", flush=True)
        raise
    print(f"ok  {time.monotonic() - started:5.1f} s  {note.text}".rstrip(), flush=True)


def give_up(trouble: Trouble) -> None:
    """End with the sentence and exit code 1."""
    print(f"\n{trouble}", file=sys.stderr)
    sys.exit(1)
