"""The roster's page: plain forms, for desk and phone alike."""

from typing import Any

from flask import Blueprint, redirect, render_template, request

from callcenter.errors import Invalid
from callcenter.web import current_associate, services
from routing.roster import outlook
from routing.roster import service as roster

bp = Blueprint("roster", __name__, template_folder="../templates")
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@bp.get("/roster")
def page() -> str:
    return _page("")


@bp.get("/roster/staffing")
def staffing() -> str:
    """Show supervisors how many associates the next fortnight needs."""
    shown = outlook.view(services(), current_associate())
    return render_template("staffing.html", plan=shown, config={})


@bp.post("/roster/shifts")
def add_shift() -> Any:
    weekday = _field("weekday")
    number = int(weekday) if weekday in {"0", "1", "2", "3", "4", "5", "6"} else -1
    hours = f"{_field('starts')}-{_field('ends')}"
    return _done(lambda by: roster.add_shift(services(), by, _field("associate"), number, hours))


@bp.post("/roster/shifts/<int(max=2147483647):shift_id>/drop")
def drop_shift(shift_id: int) -> Any:
    return _done(lambda by: roster.drop_shift(services(), by, _known(shift_id)))


@bp.post("/roster/time-off")
def take_time_off() -> Any:
    try:
        left = roster.take_time_off(
            services(),
            current_associate(),
            _field("associate"),
            (_field("starts"), _field("ends")),
            _field("reason"),
        )
    except Invalid as refusal:
        return _page(refusal.detail), refusal.status
    if not left:
        return redirect("/roster", 303)
    return _page(f"Noted. {left} promised calls in this time could be given to nobody else.")


@bp.post("/roster/time-off/<int(max=2147483647):row_id>/drop")
def drop_time_off(row_id: int) -> Any:
    return _done(lambda by: roster.drop_time_off(services(), by, _known(row_id)))


@bp.post("/roster/days")
def set_day() -> Any:
    day, hours, note = _field("day"), _field("hours"), _field("note")
    return _done(lambda by: roster.set_day(services(), by, day, hours, note))


def _done(act: Any) -> Any:
    try:
        act(current_associate())
    except Invalid as refusal:
        return _page(refusal.detail), refusal.status
    return redirect("/roster", 303)


def _page(trouble: str) -> str:
    shown = roster.view(services(), current_associate())
    return render_template("roster.html", roster=shown, days=_DAYS, trouble=trouble, config={})


def _field(name: str) -> str:
    return request.form.get(name, "").strip()[:200]


def _known(number: int) -> int:
    """Keep a number within what a row's identifier can be."""
    return number if number < 2**31 else 0
