"""`scripts/setup`: what start needs, and nothing else."""

from environment import ensure_python
from frontend import ensure_bundles, ensure_node_parts
from steps import Trouble, give_up, step


def main() -> None:
    with step("environment") as note:
        ensure_python(note, dev=False)
    with step("Node parts") as note:
        ensure_node_parts(note)
    with step("bundles") as note:
        ensure_bundles(note)


if __name__ == "__main__":
    try:
        main()
    except Trouble as trouble:
        give_up(trouble)
