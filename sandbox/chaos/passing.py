"""The bottom of every wrapper around a port: what it does not change passes untouched."""

from typing import Any


class Passing:
    """Whatever the port grows to hold, its wrappers need not be told."""

    def __init__(self, inner: Any) -> None:
        self.inner = inner

    def __getattr__(self, name: str) -> Any:
        if name == "inner":
            raise AttributeError(name)
        return getattr(self.inner, name)
