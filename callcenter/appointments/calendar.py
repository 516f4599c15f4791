"""The calendar file of an appointment (RFC 5545), with a stable UID."""

from datetime import datetime, timedelta

from icalendar import Calendar, Event

from callcenter.appointments.models import Appointment


def as_ics(appointment: Appointment, minutes: int, now: datetime) -> bytes:
    event = Event()
    event.add("uid", f"{appointment.public_id}@virtual-shopper")
    event.add("summary", f"{appointment.store.name} calls you")
    event.add("dtstamp", now)
    event.add("dtstart", appointment.starts_at)
    event.add("dtend", appointment.starts_at + timedelta(minutes=minutes))
    event.add("status", "CONFIRMED" if appointment.state == "booked" else "CANCELLED")
    calendar = Calendar()
    calendar.add("prodid", "-//Virtual Shopper//EN")
    calendar.add("version", "2.0")
    calendar.add_component(event)
    return bytes(calendar.to_ical())
