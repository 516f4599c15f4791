"""The calendar file of an appointment (RFC 5545): stable UID, growing SEQUENCE, VTIMEZONE."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from icalendar import Alarm, Calendar, Event


@dataclass(frozen=True)
class Entry:
    """What a calendar is told; the same `uid` with a higher `sequence` replaces it."""

    uid: str
    title: str
    starts_at: datetime
    minutes: int
    timezone: str
    sequence: int = 0
    cancelled: bool = False


def as_ics(entry: Entry, now: datetime) -> bytes:
    start = entry.starts_at.astimezone(ZoneInfo(entry.timezone))
    event = Event()
    event.add("uid", f"{entry.uid}@virtual-shopper")
    event.add("sequence", entry.sequence)
    event.add("summary", entry.title)
    event.add("dtstamp", now)
    event.add("dtstart", start)
    event.add("dtend", start + timedelta(minutes=entry.minutes))
    event.add("status", "CANCELLED" if entry.cancelled else "CONFIRMED")
    if not entry.cancelled:
        event.add_component(_alarm(entry.title))
    calendar = Calendar()
    calendar.add("prodid", "-//Virtual Shopper//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "CANCEL" if entry.cancelled else "PUBLISH")
    calendar.add_component(event)
    calendar.add_missing_timezones()
    return bytes(calendar.to_ical())


def _alarm(title: str) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", title)
    alarm.add("trigger", timedelta(minutes=-15))
    return alarm
