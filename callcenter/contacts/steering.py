"""Telling a line to ask anew what to do: the address follows from where its contact stands."""

from callcenter.contacts.lifecycle import LEG, SERVED
from callcenter.contacts.models import Leg
from callcenter.services import Services

_ADDRESSES = {"parting": "message", **dict.fromkeys(SERVED, "enter")}
"""State of the contact -> what the line asks for."""


def steer(services: Services, leg_id: int) -> None:
    """Make the line fetch its contact's page; one that got there by itself is left alone."""
    with services.transaction() as tx:
        leg = tx.session.get_one(Leg, leg_id)
        sid, address = leg.sid, _address(leg)
        base = f"{tx.settings.public_url}/voice"
    if sid and address:
        services.carrier.redirect(sid, f"{base}/{address}/{leg.contact.public_id}")


def _address(leg: Leg) -> str:
    if leg.state not in LEG.live or leg.unwanted:
        return ""
    if leg.contact.state in SERVED and leg.joined:
        return ""
    return _ADDRESSES.get(leg.contact.state, "")
