"""The decision alone: an index of n idle associates and w who wait, in one process, no database."""

import time
from collections.abc import Callable, Mapping
from random import Random
from statistics import median
from typing import Any

from routing.index import Index, News, Person
from routing.matching import Candidate, Requirement
from tests.bench.report import quantile
from tests.routing.floor import LANGUAGES, Shape

Key = tuple[int, int]
"""(associates, waiting)"""
RARE = "rare"
"""Those who wait need this language; nobody idle speaks it."""


class Scene:
    """A floor kept the same: whoever is matched comes back, whoever was served waits again."""

    def __init__(self, shape: Shape, waiting: int, seed: int = 1) -> None:
        self.shape = shape
        self.random = Random(seed)
        self.index = Index()
        self.next_id = 1
        self.now = 0.0
        self.people = {number: self._person(number) for number in range(1, shape.associates + 1)}
        self.known = {cell for person in self.people.values() for cell in person.who.cells}
        self.index.take(News(people=list(self.people.values())), self.now)
        needs = [self.need(RARE, waited_s=float(place)) for place in range(waiting)]
        self.index.take(News(needs=needs), self.now)

    def need(self, language: str = "", waited_s: float = 0.0) -> Requirement:
        """Ask for what somebody can do, or for that language: any other mix differs by size."""
        self.next_id += 1
        random, shape = self.random, self.shape
        while True:
            category = random.randint(1, shape.categories)
            spoken = language or LANGUAGES[random.randrange(shape.languages)]
            if language or (category, spoken) in self.known:
                break
        store = random.randint(1, shape.stores)
        return Requirement(self.next_id, store, category, spoken, waited_s)

    def arrives(self) -> bool:
        """Someone asks and is matched; the associate is free again at once."""
        found = self.index.take(News(needs=[self.need()]), self.now)
        for one in found:
            person = self.people[one.match.associate_id]
            self.index.take(News(people=[person]), self.now)
        return bool(found)

    def frees(self) -> bool:
        """Somebody who speaks the rare language is free and takes who waited longest."""
        self.next_id += 1
        category = self.random.randint(1, self.shape.categories)
        who = Candidate(10**7 + self.next_id, 1, frozenset({RARE}), {category: 3}, 0.0)
        found = self.index.take(News(people=[Person(who, free=True)]), self.now)
        gone = frozenset({who.associate_id})
        self.index.take(News(needs=[self.need(RARE)], associates_gone=gone), self.now)
        return bool(found)

    def _person(self, number: int) -> Person:
        some = self.random.sample(range(1, self.shape.categories + 1), self.random.randint(2, 5))
        spoken = self.random.sample(LANGUAGES[: self.shape.languages], self.random.randint(1, 2))
        who = Candidate(
            number,
            number % self.shape.stores + 1,
            frozenset(spoken),
            {category: self.random.randint(1, 5) for category in some},
            idle_s=float(number % 900),
        )
        return Person(who, free=True)


def in_turns(acts: Mapping[Key, Callable[[], bool]], rounds: int, times: int) -> dict[Key, Any]:
    """Measure each of them a while, then each again: what else the machine does hits them alike.

    CPU is the middle of the rounds' means; the walls are of all rounds; in microseconds.
    """
    spent: dict[Key, list[float]] = {key: [] for key in acts}
    walls: dict[Key, list[float]] = {key: [] for key in acts}
    hits = dict.fromkeys(acts, 0)
    for _ in range(rounds):
        for key, act in acts.items():
            cpu, some, matched = _while(act, times)
            spent[key].append(cpu)
            walls[key] += some
            hits[key] += matched
    return {
        key: {
            "cpu_us": round(median(spent[key]), 1),
            "p50_us": round(quantile(walls[key], 0.5), 1),
            "p99_us": round(quantile(walls[key], 0.99), 1),
            "matched": round(hits[key] / (rounds * times), 3),
        }
        for key in acts
    }


def _while(act: Callable[[], bool], times: int) -> tuple[float, list[float], int]:
    """Return mean CPU, each wall time and how many were matched, after a tenth for warming up."""
    for _ in range(times // 10):
        act()
    walls, hits, started = [], 0, time.process_time()
    for _ in range(times):
        begun = time.perf_counter()
        hits += act()
        walls.append((time.perf_counter() - begun) * 1e6)
    return (time.process_time() - started) / times * 1e6, walls, hits
