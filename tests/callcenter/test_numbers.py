"""Whom we ring: every region and type there is, decided by a table; and what is no number."""

from collections.abc import Iterator

import phonenumbers
import pytest
from phonenumbers import PhoneNumberFormat, PhoneNumberType

from callcenter.kernel.phone import MOBILE, ORDINARY, NumberPolicy, Refused, read_allowed

TYPES = {
    "fixed line": PhoneNumberType.FIXED_LINE,
    "mobile": PhoneNumberType.MOBILE,
    "toll free": PhoneNumberType.TOLL_FREE,
    "premium": PhoneNumberType.PREMIUM_RATE,
    "shared cost": PhoneNumberType.SHARED_COST,
    "voip": PhoneNumberType.VOIP,
    "personal": PhoneNumberType.PERSONAL_NUMBER,
    "pager": PhoneNumberType.PAGER,
    "company": PhoneNumberType.UAN,
    "voicemail": PhoneNumberType.VOICEMAIL,
}
RUNG = {"fixed line", "mobile"}
"""The table: these types, of allowed regions, and nothing else."""
SHARED = {("VA", "mobile"): "IT", ("IM", "mobile"): "GB"}
"""Examples of small regions that are numbers of their neighbour, tariff and all."""
FORMATS = (PhoneNumberFormat.E164, PhoneNumberFormat.INTERNATIONAL, PhoneNumberFormat.RFC3966)
POLICIES = {
    "one country": NumberPolicy({"IT": ORDINARY}),
    "three countries": NumberPolicy({"IT": ORDINARY, "DE": ORDINARY, "US": ORDINARY}),
    "mobiles of one": NumberPolicy({"GB": MOBILE}),
}
SATELLITE = ["+881612345678", "+870773111632", "+8823421234", "+979123456789", "+80012345678"]


def examples() -> Iterator[tuple[str, str, str]]:
    """Yield (region, type, as it may be typed) of every region and type that has an example."""
    for region in sorted(phonenumbers.SUPPORTED_REGIONS):
        for name, kind in TYPES.items():
            example = phonenumbers.example_number_for_type(region, kind)
            if example is not None:
                for form in FORMATS:
                    yield region, name, phonenumbers.format_number(example, form)


def rung(policy: NumberPolicy, number: str) -> bool:
    try:
        policy.accept(number, "IT")
    except Refused:
        return False
    return True


def expected(policy: str, region: str, name: str) -> bool:
    """Decide by region and type alone, without asking the library what the number is."""
    region = SHARED.get((region, name), region)
    if policy == "mobiles of one":
        return region == "GB" and name == "mobile"
    home = {"IT"} if policy == "one country" else {"IT", "DE", "US"}
    return region in home and name in RUNG


@pytest.mark.parametrize("policy", POLICIES)
def test_every_region_and_type_is_decided_as_the_table_says(policy: str) -> None:
    table = list(examples())
    assert len(table) >= 2500
    wrong = [
        (region, name, number)
        for region, name, number in table
        if rung(POLICIES[policy], number) != expected(policy, region, name)
    ]
    assert wrong == []


@pytest.mark.parametrize("number", SATELLITE)
def test_satellites_and_numbers_of_no_country_are_refused(number: str) -> None:
    everywhere = NumberPolicy(dict.fromkeys(phonenumbers.SUPPORTED_REGIONS, ORDINARY))
    assert not rung(everywhere, number)


@pytest.mark.parametrize("region", sorted(phonenumbers.SUPPORTED_REGIONS))
def test_no_region_lets_its_emergency_and_short_numbers_through(region: str) -> None:
    policy = NumberPolicy({region: ORDINARY})
    for number in ("112", "911", "999", "110", "000", "113", "118", "1"):
        with pytest.raises(Refused):
            policy.accept(number, region)


@pytest.mark.parametrize(("text", "region"), [("112", "IT"), ("911", "US"), ("999", "GB")])
def test_emergency_numbers_are_named_as_such(text: str, region: str) -> None:
    with pytest.raises(Refused, match="emergency"):
        NumberPolicy({region: ORDINARY}).accept(text, region)


@pytest.mark.parametrize(
    "text",
    [
        "+393123456789,,1#",
        "+393123456789;ext=5",
        "+393123456789 ext. 5",
        "+393123456789x5",
        "+393123456789w1",
        "*67 312 345 6789",
        "312 CALL ME",
        "sip:+393123456789@evil.example",
        "client:ada",
        "+39 312 345 6789 int 4",
        "+39312345678\uff199999999",
        "\u202d+393123456789\u202c",
        "+39\x00 3123456789",
        "3" * 200,
        "+",
        "++39 312",
        "",
        "   ",
        "-1",
        "\uff11\uff11\uff12",
        "\U0001d7cf\U0001d7cf\U0001d7d0",
    ],
)
def test_anything_but_a_plain_number_is_refused_in_words(text: str) -> None:
    with pytest.raises(Refused, match=r"[A-Z].+\."):
        POLICIES["one country"].accept(text, "IT")


@pytest.mark.parametrize(
    "text",
    [
        "312 345 6789",
        "(312) 345-6789",
        "+39 312 345 6789",
        "0039 312 3456789",
        "\uff13\uff11\uff12\uff13\uff14\uff15\uff16\uff17\uff18\uff19",
    ],
)
def test_the_ways_people_write_a_number_are_one_number(text: str) -> None:
    assert POLICIES["one country"].accept(text, "IT") == "+393123456789"


def test_our_own_numbers_are_never_rung() -> None:
    policy = NumberPolicy({"IT": ORDINARY}, frozenset({"+390111234567"}))
    for text in ("+390111234567", "011 123 4567", "0039 011 1234567"):
        with pytest.raises(Refused, match="our own"):
            policy.accept(text, "IT")


def test_the_operator_widens_the_list_by_country_and_kind() -> None:
    policy = NumberPolicy({"IT": ORDINARY, **read_allowed("fr, CH:mobile , GB:fixed")})
    assert rung(policy, "+33612345678")
    assert rung(policy, "+41791234567")
    assert not rung(policy, "+41446681800")
    assert not rung(policy, "+447400123456")
    with pytest.raises(KeyError):
        read_allowed("FR:premium")
