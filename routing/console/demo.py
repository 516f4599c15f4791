"""The demo's one-click sign-in; exists only with `DEMO=1`."""

from flask import Blueprint, abort, redirect, render_template, request
from flask.typing import ResponseReturnValue

from callcenter.staff import models as staff
from callcenter.staff.views import home
from callcenter.web import services, sign_in
from callcenter.web.guards import sent_by_page

bp = Blueprint("demo", __name__, template_folder="../templates")


@bp.get("/console/demo")
def choose() -> str:
    _only_in_demo()
    with services().reading() as tx:
        people = [
            {
                "slug": person.slug,
                "name": person.name,
                "store": person.store.name,
                "role": person.role,
                "languages": person.languages,
                "initials": person.initials,
                "colour": person.colour,
            }
            for person in staff.every(tx.session)
        ]
    return render_template("console_demo.html", associates=people, config={})


@bp.post("/console/demo")
def enter() -> ResponseReturnValue:
    _only_in_demo()
    sent_by_page()
    with services().reading() as tx:
        person = staff.by_slug(tx.session, request.form.get("associate", ""))
    if person is None:
        abort(404, "We do not know this person.")
    sign_in(person.id)
    return redirect(home(person), 303)


def _only_in_demo() -> None:
    if not services().settings.demo:
        abort(404)
