"""Why this associate: an offer's own record in words."""

from collections.abc import Iterable

from routing.offers.models import Offer

RINGS = {
    "own": "of the customer's store",
    "near": "of a store nearby",
    "region": "of the same region",
    "any": "of another store",
}
PARTS = {
    "store": "distance of the store",
    "level": "level of skill",
    "line": "product line",
    "pressure": "scarce skills kept free",
    "idle": "time without a customer",
    "preferred": "knows the customer",
}
WHY_NOT = {
    "language": "does not speak the language",
    "category": "does not know the category",
    "video": "cannot show live pictures now",
    "level": "below the level asked for",
    "refused": "declined or missed this customer just now",
    "reserved": "is kept for a promised call",
    "held": "the customer waits a moment for whom they know",
    "ring": "outside the ring the store has set",
    "dearer": "able, and further away by cost",
    "busy": "with another customer or on a break",
}


def card_line(offer: Offer) -> str:
    """Say on the ring card why it rings here."""
    why = offer.why or {}
    names = [name for name, _ in why.get("parts", ())]
    if "preferred" in names:
        return "This customer knows you."
    level = next(
        (s.level for s in offer.associate.skills if s.category_id == offer.contact.category_id),
        None,
    )
    skill = f", level {level}" if level else ""
    free = why.get("free", 0)
    chosen = f"You were chosen from {free} who were free" if free > 1 else "You are the first free"
    return f"{chosen}: {RINGS.get(offer.ring, 'able')}{skill}."


def parts(named: Iterable[tuple[str, float]]) -> str:
    """Name the parts of a cost, dearest first."""
    ordered = sorted(named, key=lambda part: -abs(part[1]))
    return ", ".join(f"{PARTS.get(name, name)} {cost:+.2f}" for name, cost in ordered if cost)
