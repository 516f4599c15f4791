"""Which stores are near which: ranks by distance, and the stores of one region."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from heapq import nsmallest
from math import asin, cos, radians, sin, sqrt

EARTH_KM = 6371.0
_NEIGHBOURS = 8
_MOST_NEAR = 64


@dataclass(frozen=True, slots=True)
class Place:
    """A store on the map; degrees, or None where nobody has entered them."""

    store_id: int
    region: str
    latitude: float | None
    longitude: float | None
    near_km: float | None = None
    """How far away is still near; None: the nearest few are, wherever they lie."""


@dataclass(frozen=True)
class Geography:
    """`nearby`: store -> other store -> rank from 1; `region`: store -> stores of its region."""

    nearby: Mapping[int, Mapping[int, int]]
    region: Mapping[int, frozenset[int]]


def survey(places: Iterable[Place]) -> Geography:
    known = list(places)
    regions: dict[str, set[int]] = {}
    for place in known:
        regions.setdefault(place.region, set()).add(place.store_id)
    return Geography(
        nearby={place.store_id: _ranks(place, known) for place in known},
        region={
            place.store_id: frozenset(regions[place.region]) if place.region else frozenset()
            for place in known
        },
    )


def distance_km(one: Place, other: Place) -> float | None:
    """Great-circle distance (haversine); None where a store is on no map."""
    if None in (one.latitude, one.longitude, other.latitude, other.longitude):
        return None
    lat1, lon1, lat2, lon2 = (
        radians(degrees or 0.0)
        for degrees in (one.latitude, one.longitude, other.latitude, other.longitude)
    )
    half = sin((lat2 - lat1) / 2) ** 2 + cos(lat1) * cos(lat2) * sin((lon2 - lon1) / 2) ** 2
    return 2 * EARTH_KM * asin(sqrt(half))


def _ranks(place: Place, known: Iterable[Place]) -> dict[int, int]:
    measured = (
        (away, other.store_id)
        for other in known
        if other.store_id != place.store_id and (away := distance_km(place, other)) is not None
    )
    within = (one for one in measured if place.near_km is None or one[0] <= place.near_km)
    nearest = nsmallest(_NEIGHBOURS if place.near_km is None else _MOST_NEAR, within)
    return {store_id: rank for rank, (_, store_id) in enumerate(nearest, 1)}
