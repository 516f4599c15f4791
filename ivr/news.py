"""What somebody who waits on the line is told: who comes, or place and expected wait."""

from callcenter.contacts.models import Contact
from ivr import prompts


def of(contact: Contact) -> list[str]:
    language = contact.language
    if contact.state == "connecting" and contact.associate:
        first_name = contact.associate.name.split()[0]
        return [prompts.say(language, "connecting", associate=first_name)]
    return _queued(contact) if contact.state == "queued" else []


def _queued(contact: Contact) -> list[str]:
    language, news = contact.language, list[str]()
    if contact.from_store_id and contact.store:
        news.append(prompts.say(language, "store_takes_over", store=contact.store.name))
    if contact.position:
        news.append(prompts.say(language, "position", position=contact.position))
    news += _estimate(contact)
    if contact.position:
        news.append(prompts.say(language, "press_star"))
    return news


def _estimate(contact: Contact) -> list[str]:
    """Say the range in whole minutes, rounded up: better to be early than late."""
    if contact.wait_low_s is None or contact.wait_high_s is None:
        return []
    low, high = (max(1, -(-seconds // 60)) for seconds in (contact.wait_low_s, contact.wait_high_s))
    if low < high:
        return [prompts.say(contact.language, "estimate_range", low=low, high=high)]
    name = "estimate_one" if low == 1 else "estimate"
    return [prompts.say(contact.language, name, minutes=low)]
