"""How well a wait is foretold: learnt on some days, judged on others."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import sqrt

from routing.estimate import Errors, Outlook, Past, coverage, learn, predict_s
from routing.matching import Context, Requirement, Staffed, scarcity
from tests.bench.policy.contenders import house
from tests.bench.policy.scenarios import WARM_S, Case, Scenario, case
from tests.bench.policy.simulator import Simulator
from tests.bench.policy.streams import WORK_S, WRAP_UP_S
from tests.bench.policy.worlds import Merchant

SITUATIONS = (
    Scenario("base 1.0", load=1.0),
    Scenario("sparse .9", Merchant(skills=(1, 3)), load=0.9),
    Scenario("small .9", Merchant(associates=60, stores=12, cities=3), load=0.9),
)
_SPENT_S = WORK_S + WRAP_UP_S


@dataclass(frozen=True)
class Judged:
    """Contacts that had to wait: error of the point, share inside the 80 % range, its width."""

    name: str
    contacts: int
    mean_wait_s: float
    rmse_s: float
    bias_s: float
    inside: float
    inside_served: float
    width_s: float


def judge(scenario: Scenario, learnt_on: Sequence[int], judged_on: Sequence[int]) -> Judged:
    """Return how the range learnt on the first seeds holds on the others."""
    errors = learn([one for seed in learnt_on for one in told(case(scenario, seed))])
    past = [one for seed in judged_on for one in told(case(scenario, seed))]
    served = [one for one in past if one.served]
    off = [one.predicted_s - one.waited_s for one in served]
    ranges = [errors.range(one.predicted_s) for one in past]
    return Judged(
        name=scenario.name,
        contacts=len(past),
        mean_wait_s=sum(one.waited_s for one in past) / len(past),
        rmse_s=sqrt(sum(e * e for e in off) / len(off)),
        bias_s=sum(off) / len(off),
        inside=coverage(errors, past),
        inside_served=sum(_inside(errors, one) for one in served) / len(served),
        width_s=sum(one.high_s - one.low_s for one in ranges) / len(ranges),
    )


def told(case_: Case) -> list[Past]:
    """Run the house's policy and note what each waiting contact would be told on arrival."""
    staffed = Staffed.of(case_.world.crew)
    said: dict[int, float] = {}

    def watch(run: Simulator, need: Requirement, now: float) -> None:
        line = run.floor.line
        place, able = line.count(need.cell), staffed.able.get(need.cell, 0)
        outlook = Outlook(place, able, len(line.waiting), staffed.heads)
        predicted = predict_s(outlook, _SPENT_S)
        if predicted is not None and now >= WARM_S:
            said[need.contact_id] = predicted

    context: Context = house(staffed, scarcity(staffed, case_.demand))
    ways = replace(case_.ways, watch=watch)
    outcome = Simulator(case_.world.crew, case_.stream, context, ways).run()
    return [
        Past(predicted, outcome.waited_s[i], outcome.served_by[i] is not None)
        for i, predicted in said.items()
    ]


def _inside(errors: Errors, one: Past) -> bool:
    said = errors.range(one.predicted_s)
    return said.low_s <= one.waited_s <= said.high_s
