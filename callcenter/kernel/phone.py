"""Telephone numbers: reading what people type, and whom we are willing to ring."""

import re
import unicodedata
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

import phonenumbers
from phonenumbers import PhoneNumber, PhoneNumberFormat, PhoneNumberType, timezone

_WRITTEN = re.compile(r"(?:tel:)?\+?[\d\s()./\u2010-\u2015\u00b7-]+")
_DIALLED_AFTER = re.compile(r"[,;wWpPxX*#]")
_LONGEST = 40

FIXED = frozenset({PhoneNumberType.FIXED_LINE, PhoneNumberType.FIXED_LINE_OR_MOBILE})
MOBILE = frozenset({PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE})
ORDINARY = FIXED | MOBILE
_KINDS = {"": ORDINARY, "fixed": FIXED, "mobile": MOBILE}


class Refused(ValueError):  # noqa: N818 - reads as a noun where it is caught
    """A number that we will not ring; the message is a sentence for the person."""


@dataclass(frozen=True)
class NumberPolicy:
    """Whom we ring: an allow-list of region x type, and never our own numbers.

    A country code is no policy: +1 876 is Jamaica and satellite numbers call themselves mobile.
    """

    allowed: Mapping[str, frozenset[int]]
    own_numbers: frozenset[str] = field(default_factory=frozenset)

    def accept(self, typed: str, region: str) -> str:
        """E.164 of what was typed in `region` (ISO 3166). Raises Refused with what to do."""
        text = unicodedata.normalize("NFKC", typed).strip()
        if not text:
            raise Refused("Please type your phone number.")
        if _DIALLED_AFTER.search(text.removeprefix("tel:")):
            raise Refused("Please type the number alone, without an extension or * and #.")
        if len(text) > _LONGEST or not _WRITTEN.fullmatch(text):
            raise Refused("Please type the number with digits only.")
        if _emergency(text, {region, *self.allowed}):
            raise Refused("We cannot call emergency or service numbers.")
        number = _parse(text, region)
        self._check(number)
        return phonenumbers.format_number(number, PhoneNumberFormat.E164)

    def _check(self, number: PhoneNumber) -> None:
        if not phonenumbers.is_valid_number(number):
            raise Refused("This number does not look complete. Please check the digits.")
        home = phonenumbers.region_code_for_number(number)
        if home is None or home not in self.allowed:
            raise Refused("We cannot call numbers of this country. Please give another one.")
        if phonenumbers.number_type(number) not in self.allowed[home]:
            raise Refused("We can only call ordinary landline and mobile numbers.")
        if phonenumbers.format_number(number, PhoneNumberFormat.E164) in self.own_numbers:
            raise Refused("This is our own number. Please type yours.")


def read_allowed(text: str) -> dict[str, frozenset[int]]:
    """Read `FR, CH:mobile, AT:fixed`: countries (ISO 3166) and which of their numbers.

    Raises KeyError for another kind.
    """
    entries = (part.strip().partition(":") for part in text.split(",") if part.strip())
    return {region.upper(): _KINDS[kind.strip()] for region, _, kind in entries}


def _parse(text: str, region: str) -> PhoneNumber:
    try:
        return phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException as error:
        message = "This does not look like a phone number. Please check it."
        raise Refused(message) from error


def _emergency(text: str, regions: Collection[str]) -> bool:
    digits = re.sub(r"\D", "", phonenumbers.normalize_digits_only(text))
    return any(
        phonenumbers.connects_to_emergency_number(digits, region) or _short(digits, region)
        for region in regions
    )


def _short(digits: str, region: str) -> bool:
    return (
        len(digits) <= 6
        and phonenumbers.is_valid_short_number_for_region(
            phonenumbers.PhoneNumber(
                country_code=phonenumbers.country_code_for_region(region),
                national_number=int(digits),
            ),
            region,
        )
        if digits
        else False
    )


def region_of(e164: str) -> str | None:
    return phonenumbers.region_code_for_number(phonenumbers.parse(e164))


def is_international(text: str) -> bool:
    """Whether it is a number as carriers write it (E.164), and not `anonymous` or worse."""
    try:
        phonenumbers.parse(text)
    except phonenumbers.NumberParseException:
        return False
    return re.fullmatch(r"\+[0-9]+", text) is not None


def zones_of(e164: str) -> tuple[str, ...]:
    """Every time zone (IANA) in which a phone of this number may ring at home."""
    found = timezone.time_zones_for_number(phonenumbers.parse(e164))
    return tuple(zone for zone in found if zone != "Etc/Unknown")


def is_mobile(e164: str) -> bool:
    """Whether a text may reach it; where a country does not tell, it may."""
    kind = phonenumbers.number_type(phonenumbers.parse(e164))
    return kind in {PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE}


def masked(e164: str) -> str:
    """`+39 ... 789`: enough to recognise one's own number, too little to ring it."""
    number = phonenumbers.parse(e164)
    return f"+{number.country_code} ••• {e164[-3:]}"


def spoken(e164: str) -> str:
    """Write the international format, as a person would."""
    return phonenumbers.format_number(phonenumbers.parse(e164), PhoneNumberFormat.INTERNATIONAL)


def calling_code(region: str) -> str:
    """`+39` for `IT`."""
    return f"+{phonenumbers.country_code_for_region(region)}"


_COUNTRIES = {"DE": "Germany", "ES": "Spain", "GB": "United Kingdom", "IT": "Italy", "US": "USA"}


def country_name(region: str) -> str:
    return _COUNTRIES.get(region, region)
