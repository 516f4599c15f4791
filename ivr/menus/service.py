"""Use-cases of a menu: open a draft, change its lines, check, publish, discard."""

from dataclasses import dataclass

from callcenter.errors import Conflict, Invalid, NotFound
from callcenter.infra.states import Move, born, must_move
from callcenter.services import Services, Transaction
from callcenter.staff import models as staff
from callcenter.staff.chiefs import supervisor
from callcenter.stores.models import Store, every_category, every_store
from ivr import prompts
from ivr.menu import MAIN
from ivr.menus import check, models
from ivr.menus.check import House, Line
from ivr.menus.lifecycle import MENU
from ivr.menus.models import HOUSE, MenuLine, MenuVersion

_MOST_LINES = 60


@dataclass(frozen=True)
class Menu:
    """A version as values: which it is, and its lines in order."""

    version: int
    state: str
    lines: tuple[Line, ...]


def published(tx: Transaction, scope: int) -> MenuVersion | None:
    return models.in_state(tx.session, scope, "published")


def version(tx: Transaction, version_id: int) -> MenuVersion | None:
    """Return the version a call began with, whatever was published since."""
    return tx.session.get(MenuVersion, version_id) if version_id else None


def scope_of(tx: Transaction, reader_id: int, wanted: str) -> int:
    """Return what a supervisor may write: their store's menu, or the house's. Raises NotAllowed."""
    reader = supervisor(tx.session, reader_id, "write menus")
    return HOUSE if wanted == "house" else reader.store_id


def draft(tx: Transaction, scope: int, author_id: int) -> MenuVersion:
    """Return the draft; where there is none, one like what callers hear now."""
    known = models.in_state(tx.session, scope, "draft")
    if known:
        return known
    row = MenuVersion(scope=scope, state="draft", author_id=author_id, created_at=tx.now)
    born(tx.session, MENU, row, Move("", tx.now))
    now = published(tx, scope)
    for number, line in enumerate(lines_of(now) if now else _usual(tx)):
        tx.session.add(_row(row.id, number, line))
    tx.session.flush()
    tx.session.refresh(row)
    return row


def put(services: Services, by: int, wanted: str, line: Line) -> None:
    """Add a line, or change the one on the same key of the same page. Raises Invalid."""
    if not line.step.isidentifier() or len(line.step) > 20 or line.step != line.step.lower():
        raise Invalid("A page is named by small letters, like repairs.", "step")
    if len(line.digit) != 1 or line.digit not in check.KEYS:
        raise Invalid("Please use one of the keys 1 to 9; 0 and star have their own meaning.")
    with services.transaction() as tx:
        row = draft(tx, scope_of(tx, by, wanted), by)
        same = [one for one in row.lines if (one.step, one.digit) == (line.step, line.digit)]
        if not same and len(row.lines) >= _MOST_LINES:
            raise Invalid("This menu is long enough.")
        new = _row(row.id, same[0].position if same else len(row.lines), line)
        if same:
            new.id = same[0].id
        tx.session.merge(new)


def shift(services: Services, by: int, wanted: str, line_id: int) -> None:
    """Let a line be heard before the one above it. Raises NotFound."""
    with services.transaction() as tx:
        row = draft(tx, scope_of(tx, by, wanted), by)
        mine = _line(row, line_id)
        page = [one for one in row.lines if one.step == mine.step]
        at = page.index(mine)
        page.insert(max(0, at - 1), page.pop(at))
        for number, one in enumerate(page):
            one.position = number


def remove(services: Services, by: int, wanted: str, line_id: int) -> None:
    with services.transaction() as tx:
        row = draft(tx, scope_of(tx, by, wanted), by)
        tx.session.delete(_line(row, line_id))


def publish(services: Services, by: int, wanted: str) -> None:
    """Let callers hear the draft from their next call on. Raises Invalid with the first fault."""
    with services.transaction() as tx:
        scope = scope_of(tx, by, wanted)
        row = draft(tx, scope, by)
        found = check.faults(lines_of(row), house(tx, scope))
        if found:
            raise Invalid(found[0])
        now = published(tx, scope)
        if now:
            must_move(tx.session, MENU, now, Move("retire", tx.now))
        must_move(tx.session, MENU, row, Move("publish", tx.now), published_at=tx.now)


def discard(services: Services, by: int, wanted: str) -> None:
    """Forget the draft; callers hear what they heard. Raises Conflict."""
    with services.transaction() as tx:
        row = models.in_state(tx.session, scope_of(tx, by, wanted), "draft")
        if row is None:
            raise Conflict("There is no draft.")
        must_move(tx.session, MENU, row, Move("discard", tx.now))


def lines_of(row: MenuVersion) -> list[Line]:
    return [Line(one.step, one.digit, one.leads, one.value, one.labels) for one in row.lines]


def house(tx: Transaction, scope: int) -> House:
    """Return what this scope's lines may lead to."""
    store = tx.session.get(Store, scope) if scope else None
    codes = store.spoken if store else ["en"]
    return House(
        frozenset(one.slug for one in every_category(tx.session)),
        frozenset(one.slug for one in every_store(tx.session)),
        frozenset(one.slug for one in staff.every(tx.session) if one.role == "associate"),
        {code: prompts.spoken(code).name for code in codes},
    )


def names(tx: Transaction) -> dict[str, str]:
    """Return what `leads:value` is called in English."""
    return {
        **{f"category:{one.slug}": one.name for one in every_category(tx.session)},
        **{f"store:{one.slug}": one.name for one in every_store(tx.session)},
        **{f"person:{one.slug}": one.name for one in staff.every(tx.session)},
    }


def _usual(tx: Transaction) -> list[Line]:
    """Return the menu that every house begins with: its categories."""
    rows = every_category(tx.session)
    return [Line(MAIN, one.menu_digit, "category", one.slug) for one in rows]


def _row(menu_id: int, position: int, line: Line) -> MenuLine:
    return MenuLine(
        menu_id=menu_id,
        step=line.step,
        position=position,
        digit=line.digit,
        leads=line.leads,
        value=line.value,
        labels=dict(line.labels),
    )


def _line(row: MenuVersion, line_id: int) -> MenuLine:
    found = next((one for one in row.lines if one.id == line_id), None)
    if found is None:
        raise NotFound("We do not know this line.")
    return found
