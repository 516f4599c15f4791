"""Which of several media processes has a tour: by its name, so that nobody has to remember it."""

import zlib


def owner(tour: str, processes: int) -> int:
    """Return the index of the process."""
    return zlib.crc32(tour.encode()) % processes
