"""The matching pass: one at a time in each partition, on an index kept from pass to pass."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from sqlalchemy.exc import IntegrityError

from callcenter.services import Services, Transaction
from routing import changes, partitions, promises, rows, rulebook
from routing.changes import Touched
from routing.estimate import WORK_S, Outlook
from routing.index import USUAL, Decided, Index, News
from routing.offers import claims
from routing.offers.pairs import Made, Pair
from routing.rows import Atlas

_ROUNDS = 4
_EXPECT_FOR = timedelta(minutes=1)
_KEPT_FOR = timedelta(minutes=5)
"""A change of skills or of the map counts after so long at the latest."""


@dataclass
class Known:
    """An index, epoch and time of the pass that left it, and the map it was read with."""

    index: Index
    atlas: Atlas
    read_at: datetime
    epoch: int = 0
    passed_at: datetime | None = None
    expected_at: datetime | None = None
    untold: list[int] = field(default_factory=list)


@dataclass(frozen=True)
class Passed:
    """What a pass did. `arrived`: contacts it saw and left waiting; `more`: events remain."""

    made: list[Made]
    arrived: list[int]
    more: bool


class Stale(Exception):  # noqa: N818 - not an error: read the partition anew and go on
    """The index and the database do not agree."""


class Router:
    """Passes of this process. Each partition's index lives here between two of them.

    An index is taken out for the pass and put back only after the commit: whatever goes wrong
    in between, the next pass reads the partition anew.
    """

    def __init__(self, services: Services) -> None:
        self._services = services
        self._known: dict[int, Known] = {}

    def run(self, partition: int) -> Passed:
        """Drain what changed, decide, claim, commit; once more from the rows where they differ."""
        try:
            return self._pass(partition)
        except (IntegrityError, Stale):
            return self._pass(partition)

    def known(self, partition: int) -> Known | None:
        """Return what the last pass here left; whoever acts on it asks the rows again."""
        return self._known.get(partition)

    def outlooks(self, partition: int, contact_ids: Iterable[int]) -> dict[int, Outlook]:
        """How these contacts stand in line, as of the last pass."""
        known = self._known.get(partition)
        return known.index.outlooks(contact_ids) if known else {}

    def next_told(self, partition: int, most: int) -> list[int]:
        """Return some of those who wait, in turn, so that everybody hears news now and then."""
        known = self._known.get(partition)
        if known is None:
            return []
        known.untold = known.untold or list(known.index.floor.line.waiting)
        some, known.untold = known.untold[:most], known.untold[most:]
        return some

    def _pass(self, partition: int) -> Passed:
        """Take in what changed and claim, in one commit that need not be flushed.

        A power cut undoes both; the next pass finds the changes again, and an epoch that is not
        the next one. What follows an offer (an accept, an order to the carrier) is flushed, and
        brings it along.
        """
        known = self._known.pop(partition, None)
        last = known.passed_at if known else None
        with self._services.transaction(hasty=True) as tx:
            epoch = partitions.enter(tx.session, partition, tx.now, last)
            named = changes.drain(tx.session, partition)
            if known is None or _is_old(known, epoch, tx.now) or named.anew:
                known = _open(tx, partition)
                news = rows.everything(tx.session, partition, known.atlas, tx.now)
            else:
                news = rows.touched(tx.session, named, known.atlas, tx.now)
            news = replace(news, kept=promises.kept(tx.session, partition, tx.now))
            if known.expected_at is None or tx.now - known.expected_at > _EXPECT_FOR:
                known.index.expect(rows.demand(tx.session, partition, tx.now, WORK_S))
                known.expected_at = tx.now
            made = _settle(tx, known, news)
        known.epoch, known.passed_at = epoch, tx.now
        self._known[partition] = known
        served = {one.contact_id for one in made}
        left = [need.contact_id for need in news.needs if need.contact_id not in served]
        return Passed(made, left, named.full)


def _is_old(known: Known, epoch: int, now: datetime) -> bool:
    return known.epoch != epoch - 1 or now - known.read_at > _KEPT_FOR


def _open(tx: Transaction, partition: int) -> Known:
    """Begin an index with the rules and the map as they are now."""
    book = rulebook.read(tx, USUAL)
    atlas = rows.atlas(tx.session, partition, book.near_km)
    return Known(Index(book.context), atlas, tx.now)


def _settle(tx: Transaction, known: Known, news: News) -> list[Made]:
    """Decide and claim until index and rows agree; usually they do at once."""
    made: list[Made] = []
    for _ in range(_ROUNDS):
        wanted = [_pair(one) for one in known.index.take(news, tx.now.timestamp())]
        claimed = claims.claim(tx, wanted)
        made += claimed
        if len(claimed) == len(wanted):
            return made
        got = {one.contact_id for one in claimed}
        lost = _touched(pair for pair in wanted if pair.contact_id not in got)
        news = rows.touched(tx.session, lost, known.atlas, tx.now)
    raise Stale


def _touched(pairs: Iterable[Pair]) -> Touched:
    both = list(pairs)
    return Touched(
        frozenset(pair.contact_id for pair in both),
        frozenset(pair.associate_id for pair in both),
        full=False,
    )


def _pair(decided: Decided) -> Pair:
    match = decided.match
    why = {
        "parts": [(name, round(cost, 3)) for name, cost in match.parts if cost],
        "free": decided.free,
        "others": decided.others,
    }
    whom = (match.contact_id, match.associate_id)
    return Pair(*whom, match.cost, match.ring, match.rings_s, why)
