"""Resources by SID in order of creation: found newest first by what lists ask for, and bounded."""

from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any, Generic, TypeVar

from typing_extensions import override

T = TypeVar("T")
_LOOKED_AT = 50
"""How many of the oldest are looked at for one that may go."""


class Shelf(dict[str, T], Generic[T]):
    """`keys` name what never changes of a resource; `spent` says which may be forgotten.

    Beyond `most` resources the oldest spent one goes, so that a long run stays flat.
    """

    def __init__(self, most: int, spent: Callable[[T], bool], **keys: Callable[[T], str]) -> None:
        super().__init__()
        self._most = most
        self._spent = spent
        self._keys = keys
        self._found: dict[tuple[str, str], dict[str, None]] = {}

    def newest(self, **asked: str) -> Iterator[T]:
        """Yield what has all of these keys, the newest first; an empty word asks nothing."""
        named = [(name, word) for name, word in asked.items() if word]
        sets = sorted((self._found.get(pair, {}) for pair in named), key=len)
        sids: Any = sets[0] if sets else self
        for sid in reversed(sids):
            if all(sid in others for others in sets[1:]):
                yield self[sid]

    @override
    def __setitem__(self, sid: str, one: T) -> None:
        super().__setitem__(sid, one)
        for name, key in self._keys.items():
            self._found.setdefault((name, key(one)), {})[sid] = None
        if len(self) > self._most:
            self._forget_one()

    @override
    def __delitem__(self, sid: str) -> None:
        one = self[sid]
        super().__delitem__(sid)
        for name, key in self._keys.items():
            listed = self._found[name, key(one)]
            del listed[sid]
            if not listed:
                del self._found[name, key(one)]

    def _forget_one(self) -> None:
        for sid in islice(self, _LOOKED_AT):
            if self._spent(self[sid]):
                del self[sid]
                return
