"""All contenders in all situations, and whether the house's policy reaches its goals."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from time import process_time

from routing.erlang import Load, service
from routing.matching import Candidate
from tests.bench.policy.contenders import CONTENDERS, HOUSE, PEERS
from tests.bench.policy.logs import Call
from tests.bench.policy.measures import Estimate, over_seeds, summary
from tests.bench.policy.profiles import cases, evenings, of_log
from tests.bench.policy.scenarios import PLAIN, SCENARIOS, WARM_S, Case, Scenario, case, play
from tests.bench.policy.streams import PATIENCE_S, WORK_S, WRAP_UP_S
from tests.bench.policy.worlds import World

POOLED = "everybody able"
SPARSE = "sparse"
DUEL = (HOUSE, PEERS)
EVERYBODY = (*CONTENDERS, POOLED)


@dataclass(frozen=True)
class Result:
    """One situation: each contender's runs on the same customers."""

    name: str
    runs: dict[str, list[dict[str, float]]]
    bound: tuple[float, float, float] | None
    calls: int
    cpu_s: float

    def ratio(self, name: str, contender: str = HOUSE) -> Estimate:
        """Return the contender's mean over the peers' default, with the interval of paired runs."""
        ours = [run[name] for run in self.runs[contender]]
        theirs = [run[name] for run in self.runs[PEERS]]
        whole = sum(theirs) or 1e-12
        ratio = sum(ours) / whole
        rest = over_seeds([a - ratio * b for a, b in zip(ours, theirs, strict=True)])
        return Estimate(ratio, rest.half * len(ours) / whole)


@dataclass(frozen=True)
class Goal:
    name: str
    wanted: str
    measured: Estimate
    met: bool


def hold(
    seeds: Sequence[int], calls: Sequence[Call] | None, names: Sequence[str] = EVERYBODY
) -> list[Result]:
    """Play the study's situations; the real days only where a log was given."""
    found = [
        _result(one.name, [case(one, seed) for seed in seeds], WARM_S, names) for one in SCENARIOS
    ]
    days, first = len(seeds), seeds[0]
    found.append(_result("retail evening", cases(evenings(first), days, first), 0.0, names))
    if calls is not None and (real := cases(of_log(calls), days, first)):
        found.append(_result("real profile", real, 0.0, names))
    return found


def goals(results: Sequence[Result]) -> list[Goal]:
    """Judge by the means; the intervals stand in the table."""
    found = []
    for one in results:
        limit = 0.6 if one.name == SPARSE else 1.02
        found.append(_at_most(one, "wait", limit))
        if one.name == SPARSE:
            found.append(_at_most(one, "abandoned", limit))
        own = one.ratio("own")
        found.append(Goal(f"{one.name}: own store", ">= 3x", own, own.mean >= 3.0))
    return found


def _at_most(one: Result, name: str, limit: float) -> Goal:
    ratio = one.ratio(name)
    return Goal(f"{one.name}: {name}", f"<= {limit:.2f}x", ratio, ratio.mean <= limit)


def _result(
    name: str, some: Sequence[Case], warm_s: float, names: Sequence[str] = EVERYBODY
) -> Result:
    began = process_time()
    runs = {
        who: [play(one, CONTENDERS[who], warm_s) for one in some]
        for who in names
        if who in CONTENDERS
    }
    if POOLED in names:
        runs[POOLED] = [play(_pooled(one), CONTENDERS[PEERS], warm_s) for one in some]
    count = sum(len(one.stream.at) for one in some) * len(runs)
    spent = process_time() - began
    plain = [one for one in SCENARIOS if one.name == name and one.ways is PLAIN]
    return Result(name, runs, _bound(plain[0]) if plain else None, count, spent)


def _pooled(one: Case) -> Case:
    """Let everybody be able to do everything: nobody can wait less than here."""
    world = one.world
    categories = {category for category, _ in world.cells}
    tongues = frozenset(language for _, language in world.cells)
    crew = [_able(who, categories, tongues) for who in world.crew]
    better = World(
        crew, world.stores, world.nearby, world.store_shares, world.cells, world.cell_shares
    )
    return Case(better, one.stream, one.demand, one.ways)


def _able(who: Candidate, categories: set[int], tongues: frozenset[str]) -> Candidate:
    levels = {category: who.levels.get(category, 3) for category in categories}
    return Candidate(who.associate_id, who.store_id, tongues, levels, 0.0)


def _bound(scenario: Scenario) -> tuple[float, float, float]:
    """Erlang A with all associates interchangeable: mean wait, in 20 s, abandoned."""
    spent, people = WORK_S + WRAP_UP_S, scenario.merchant.associates
    exact = service(Load(scenario.load * people / spent, spent, PATIENCE_S), people)
    return exact.mean_wait_s, exact.within, exact.abandons


def table(results: Sequence[Result], say: Callable[[str], None]) -> None:
    head = ("wait s", "95% s", "in 20 s", "lost", "own", "level", "worst", "Gini")
    for one in results:
        say(f"\n{one.name} ({len(one.runs[PEERS])} runs, {one.calls:,} contacts simulated)")
        say(f"  {'':19}{'':12}" + "".join(f"{name:>9}" for name in head))
        for who, runs in one.runs.items():
            _row(one, who, summary(runs), say)
        if one.bound:
            wait, within, lost = one.bound
            say(f"  {'Erlang A, pooled':31}{wait:9.3f}{'':9}{within:9.4f}{lost:9.4f}")


def _row(one: Result, who: str, sums: dict[str, Estimate], say: Callable[[str], None]) -> None:
    ratio = one.ratio("wait", who)
    against = f"x{ratio.mean:.2f}+-{ratio.half:.2f}"
    values = "".join(f"{sums[name].mean:9.4f}" for name in list(sums)[2:])
    say(f"  {who:19}{against:12}{sums['wait'].mean:9.3f}{sums['p95'].mean:9.1f}{values}")
