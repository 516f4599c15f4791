"""Levels down the category tree: who knows the parent can help with the child, a step less well."""

from collections.abc import Collection, Mapping


def spread(levels: Mapping[int, int], children: Mapping[int, tuple[int, ...]]) -> dict[int, int]:
    """Return the levels with every descendant's; an own level always counts more than a parent's.

    `children`: category -> its child categories; the tree has no loops.
    """
    found = dict(levels)
    for category, level in levels.items():
        _descend(category, level, children, levels, found)
    return found


def upwards(categories: Collection[int], children: Mapping[int, tuple[int, ...]]) -> set[int]:
    """Return these and what stands above them: whoever knows that, knows them."""
    above = {child: parent for parent, below in children.items() for child in below}
    found = set(categories)
    for category in categories:
        while (parent := above.get(category)) is not None and parent not in found:
            found.add(parent)
            category = parent  # noqa: PLW2901 - the way up
    return found


def _descend(
    category: int,
    level: int,
    children: Mapping[int, tuple[int, ...]],
    own: Mapping[int, int],
    found: dict[int, int],
) -> None:
    for child in children.get(category, ()):
        if child in own:
            continue
        below = max(1, level - 1)
        found[child] = max(below, found.get(child, 0))
        _descend(child, below, children, own, found)
