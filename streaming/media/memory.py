"""Gives back what connections leave behind: each is a ring of objects around OpenSSL's memory."""

import ctypes
import gc


def settle() -> None:
    """Leave out of every later search what was there before the first connection."""
    gc.collect()
    gc.freeze()


def release() -> None:
    """Search for rings nobody holds, and hand freed pages to the system where the libc can.

    Left to itself the search waits for a quarter more objects, while each of the few weighs much.
    """
    gc.collect()
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim:
        trim(0)
