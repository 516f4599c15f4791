"""Ways to choose an associate, one file each; `POLICIES` is what a merchant may name."""

from collections.abc import Mapping

from routing.matching.policies.least_flexible import LEAST_FLEXIBLE
from routing.matching.policies.longest_idle import LONGEST_IDLE
from routing.matching.policies.weighed import WEIGHED
from routing.matching.seats import Policy

POLICIES: Mapping[str, Policy] = {
    policy.name: policy for policy in (WEIGHED, LONGEST_IDLE, LEAST_FLEXIBLE)
}
