"""Local time in words: labels per language, and hours that do not exist or come twice."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

_DAYS = {
    "en": "Mon Tue Wed Thu Fri Sat Sun",
    "it": "lun mar mer gio ven sab dom",
    "de": "Mo Di Mi Do Fr Sa So",
    "es": "lun mar mié jue vie sáb dom",
    "fr": "lun. mar. mer. jeu. ven. sam. dim.",
    "nl": "ma di wo do vr za zo",
    "pl": "pon. wt. śr. czw. pt. sob. niedz.",
    "sv": "mån tis ons tors fre lör sön",
}
_MONTHS = {
    "en": "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec",
    "it": "gen feb mar apr mag giu lug ago set ott nov dic",
    "de": "Jan. Feb. März Apr. Mai Juni Juli Aug. Sep. Okt. Nov. Dez.",
    "es": "ene feb mar abr may jun jul ago sep oct nov dic",
    "fr": "janv. févr. mars avr. mai juin juil. août sept. oct. nov. déc.",
    "nl": "jan. feb. mrt. apr. mei juni juli aug. sep. okt. nov. dec.",
    "pl": "sty lut mar kwi maj cze lip sie wrz paź lis gru",
    "sv": "jan. feb. mars apr. maj juni juli aug. sep. okt. nov. dec.",
}
_TWICE = {
    "en": ("before the clocks go back", "after the clocks go back"),
    "it": ("prima del cambio dell'ora", "dopo il cambio dell'ora"),
    "de": ("vor der Zeitumstellung", "nach der Zeitumstellung"),
    "es": ("antes del cambio de hora", "tras el cambio de hora"),
    "fr": ("avant le changement d'heure", "après le changement d'heure"),
    "nl": ("voor het verzetten van de klok", "na het verzetten van de klok"),
    "pl": ("przed zmianą czasu", "po zmianie czasu"),
    "sv": ("före tidsomställningen", "efter tidsomställningen"),
}


class NoSuchTime(ValueError):  # noqa: N818 - reads as a noun where it is caught
    """The clocks jump over this hour; `instead` is the wall time right after the jump."""

    def __init__(self, wall: datetime, instead: datetime) -> None:
        self.instead = instead
        super().__init__(
            f"{wall:%H:%M} does not exist on {label(instead, '', 'en').partition(',')[0]}: "
            f"the clocks go forward. Please pick {instead:%H:%M}."
        )


class TwiceTheTime(ValueError):  # noqa: N818 - reads as a noun where it is caught
    """The clocks go back over this hour: it comes twice, and somebody must say which."""

    def __init__(self, wall: datetime) -> None:
        super().__init__(
            f"{wall:%H:%M} comes twice that day, because the clocks go back. "
            "Please say whether you mean the first or the second."
        )


def resolve(wall: datetime, timezone: str, fold: int | None = None) -> datetime:
    """Return the moment (UTC) at which that zone's clocks show `wall`, a naive time.

    Raises NoSuchTime, and TwiceTheTime where `fold` (0 first, 1 second) is needed and missing.
    """
    first, second = (wall.replace(tzinfo=ZoneInfo(timezone), fold=turn) for turn in (0, 1))
    if first.utcoffset() == second.utcoffset():
        return first.astimezone(UTC)
    back = first.astimezone(UTC).astimezone(ZoneInfo(timezone))
    if back.replace(tzinfo=None) != wall:
        raise NoSuchTime(wall, back)
    if fold is None:
        raise TwiceTheTime(wall)
    return (second if fold else first).astimezone(UTC)


def wall_of(moment: datetime, timezone: str) -> tuple[str, int]:
    """Return the wall time (ISO, no zone) and fold: what a promise means to a person."""
    local = moment.astimezone(ZoneInfo(timezone))
    return local.replace(tzinfo=None, fold=0).isoformat(timespec="minutes"), local.fold


def parse_wall(text: str) -> datetime:
    """Return the naive time that `wall_of` wrote. Raises ValueError."""
    return datetime.fromisoformat(text)


def label(moment: datetime, timezone: str, language: str = "en") -> str:
    """Return `Tue 24 Nov, 17:20` in that zone (empty: as it is), in that language."""
    return f"{day(moment, timezone, language)}, {clock(moment, timezone, language)}"


def day(moment: datetime, timezone: str, language: str = "en") -> str:
    local = _local(moment, timezone)
    name = _DAYS.get(language, _DAYS["en"]).split()[local.weekday()]
    month = _MONTHS.get(language, _MONTHS["en"]).split()[local.month - 1]
    number = f"{local.day}." if language == "de" else str(local.day)
    return f"{name} {number} {month}"


def clock(moment: datetime, timezone: str, language: str = "en") -> str:
    """Return `17:20`; an hour that comes twice says which of them it is."""
    local = _local(moment, timezone)
    if local.replace(fold=0).utcoffset() == local.replace(fold=1).utcoffset():
        return f"{local:%H:%M}"
    return f"{local:%H:%M} ({_TWICE.get(language, _TWICE['en'])[local.fold]})"


def city(timezone: str) -> str:
    """Return `New York` for `America/New_York`."""
    return timezone.rpartition("/")[2].replace("_", " ")


def _local(moment: datetime, timezone: str) -> datetime:
    return moment.astimezone(ZoneInfo(timezone)) if timezone else moment
