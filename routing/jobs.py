"""The queue's way in: a matching pass, then the push of what it offered."""

from callcenter.events import Fact
from callcenter.services import Services
from routing import router
from routing.console import live
from routing.offers import service as offers
from routing.presence import service as presence

PARTITION = 0


def match(services: Services, _partition: int) -> None:
    """Match, then announce. An offer is marked told only after its push."""
    router.run(services)
    announce(services)


def announce(services: Services) -> None:
    waiting = router.unannounced(services)
    for associate_id in waiting.values():
        live.push(services, associate_id)
    if waiting:
        offers.told(services, list(waiting))


def poke(services: Services, _fact: Fact) -> None:
    """Somebody waits or is free: wake the router."""
    services.jobs.enqueue("routing", "match", PARTITION)


def sweep(services: Services) -> None:
    """Every deadline of routing, by the clock; enough alone when no job arrives."""
    presence.sweep(services)
    offers.expire(services)
    offers.rescind_unheard(services)
    match(services, PARTITION)
