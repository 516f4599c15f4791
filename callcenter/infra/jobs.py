"""RQ lanes: hints that wake a worker at once. What must happen stands in the database."""

from collections.abc import Callable, Mapping
from typing import Any, Protocol

from redis import Redis
from redis.backoff import ExponentialWithJitterBackoff, NoBackoff
from redis.exceptions import ConnectionError as RedisGone
from redis.exceptions import RedisError
from redis.exceptions import TimeoutError as RedisSlow
from redis.retry import Retry
from rq import Queue, SimpleWorker
from rq.serializers import JSONSerializer

from callcenter.infra.bell import Bell
from callcenter.kernel.fuse import Fuse

LANES = ("routing", "urgent", "normal")
RESIDENT = {"routing": "reside", "urgent": "serve_urgent", "normal": "serve_normal"}
"""Lanes whose jobs stay: each goes on where the last one ended, and answers the bell meanwhile."""
BELLS = ("match", "errand")
"""What a resident is rung for: a pass over that partition, the errands of that lane."""
_MOST_RESIDENTS = 8
_HINT_LIVES_S = 60
_HEARD_WITHIN_S = 25
"""RQ blocks 15 s less: a worker behind a broken line notices in that time."""
_ENTRY = "callcenter.infra.jobs.perform"


class Jobs(Protocol):
    def enqueue(self, lane: str, name: str, ref: int) -> None:
        """Wake a worker of the lane for the row `ref`; never raises, never promises."""


def connect(url: str) -> Redis:
    """Return a client for hints: one that gives up at once rather than let a page wait."""
    return Redis.from_url(url, retry=Retry(NoBackoff(), 0), socket_timeout=0.5)


def connect_worker(url: str) -> Redis:
    """Return a client that outlives a restart of the server, however long it takes."""
    return Redis.from_url(
        url,
        retry=Retry(ExponentialWithJitterBackoff(cap=1, base=0.05), 60),
        retry_on_error=[RedisGone, RedisSlow],
        health_check_interval=15,
    )


class RqJobs:
    """Jobs on Redis. An absent Redis costs the head start, not the job: the clock sweeps."""

    def __init__(self, redis: Redis) -> None:
        self._fuse = Fuse(RedisError)
        self._lanes = {
            lane: Queue(lane, connection=redis, serializer=JSONSerializer) for lane in LANES
        }
        self._bells = {name: Bell(redis, name) for name in BELLS}

    def enqueue(self, lane: str, name: str, ref: int) -> None:
        with self._fuse.guard(name) as whole:
            if whole and name in self._bells:
                self._bells[name].ring(ref)
            elif whole and not self._is_full(lane, name):
                self._put(lane, name, ref)

    def _is_full(self, lane: str, name: str) -> bool:
        return name == RESIDENT.get(lane) and self._lanes[lane].count >= _MOST_RESIDENTS

    def _put(self, lane: str, name: str, ref: int) -> None:
        self._lanes[lane].enqueue_call(
            _ENTRY,
            args=(name, ref),
            timeout=60,
            ttl=_HINT_LIVES_S,
            result_ttl=0,
            failure_ttl=86400,
            description=name,
        )


Table = Mapping[str, Callable[[Any, int], None]]
_bound: dict[str, tuple[Any, Table]] = {}


def bind(services: Any, table: Table) -> None:
    """Give this worker process the services and the table its jobs run with."""
    _bound["process"] = (services, table)


def perform(name: str, ref: int) -> None:
    """Run the job of that name for that row; this is what RQ calls in a worker."""
    services, table = _bound["process"]
    table[name](services, ref)


def work(redis: Redis, lane: str) -> None:
    """Serve one lane until told to stop.

    One lane per process: on several, RQ pops with BLPOP and a kill loses the job for good.
    """
    if lane in RESIDENT:
        RqJobs(redis).enqueue(lane, RESIDENT[lane], 0)
    queue = Queue(lane, connection=redis, serializer=JSONSerializer)
    worker = SimpleWorker(  # a fork for each job costs more than most jobs
        [queue],
        connection=redis,
        serializer=JSONSerializer,
        maintenance_interval=30,
        worker_ttl=_HEARD_WITHIN_S,
        log_job_description=False,
    )
    worker.work(with_scheduler=False)
