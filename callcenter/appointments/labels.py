"""How a promised time is read and written for people."""

from datetime import UTC, datetime

from callcenter.errors import Invalid
from callcenter.kernel import localtime
from callcenter.stores.models import Store

_TITLES = {
    "en": "{store} calls you",
    "it": "{store} ti chiama",
    "de": "{store} ruft Sie an",
    "es": "{store} te llama",
}


def moment_of(text: str, timezone: str, fold: int | None) -> datetime:
    """Read an instant, or a wall time in that zone (no offset). Raises Invalid, in words."""
    try:
        read = datetime.fromisoformat(text)
        if read.tzinfo is not None:
            return read.astimezone(UTC)
        if not timezone:
            raise Invalid("We do not know this time zone.", "timezone")
        return localtime.resolve(read, timezone, fold)
    except (localtime.NoSuchTime, localtime.TwiceTheTime) as trouble:
        raise Invalid(str(trouble), "starts_at") from trouble
    except (ValueError, OverflowError) as error:
        raise Invalid("Please pick a time.", "starts_at") from error


def store_label(moment: datetime, store: Store, language: str) -> str:
    """Return the promised time as the store's clock shows it."""
    return f"{localtime.label(moment, store.timezone, language)} ({localtime.city(store.timezone)})"


def title(store: Store, language: str) -> str:
    return _TITLES.get(language, _TITLES["en"]).format(store=store.name)
