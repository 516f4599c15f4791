"""Use-cases of viewers: enter, join as a friend, tell what is seen, send away."""

from callcenter.contacts import service as contacts
from callcenter.contacts import standing
from callcenter.errors import Conflict, Invalid, NotAllowed, NotFound
from callcenter.events import ViewerRemoved
from callcenter.infra.budget import Budget, spend
from callcenter.kernel.tokens import digest, new_link_token
from callcenter.services import Services, Transaction
from streaming import models as tour_rows
from streaming import service as tours
from streaming.lifecycle import TOUR
from streaming.models import Tour
from streaming.sight import Sight, moved
from streaming.snapshots import sight_of
from streaming.viewers import models
from streaming.viewers.models import Viewer

STATES = frozenset({"opened", "watching", "hidden", "weak", "gone"})
RUNGS = frozenset({"live", "stills", "photos"})
MOST_FRIENDS = 20
_MOST_PAGES = 10
_LONGEST_NAME = 30
_CODES = Budget("tour-code", 10, 600, "Too many tries. Please use the link in the text.")
_LINKS = Budget("tour-link", 5, 3600, "This customer has had enough new links for now.")


def enter(services: Services, token: str, known: str = "") -> Viewer:
    """Let in the customer, who tapped "Show me". `known`: the viewer this page was before."""
    with services.transaction() as tx:
        tour = by_token(tx, token)
        tours.must_live(tour)
        standing.prove(tx, tour.contact.number_index, "link")
        return _customer(tx, tour, known)


def enter_from_website(services: Services, contact_public_id: str, known: str = "") -> Viewer:
    """Let in the customer who stayed on the shop's page: the widget becomes the tour."""
    with services.transaction() as tx:
        contact = contacts.find(tx, contact_public_id)
        tour = tour_rows.live_of(tx.session, contact.id)
        if tour is None:
            raise NotFound("There is no tour yet.")
        return _customer(tx, tour, known)


def join(services: Services, token: str, name: str, known: str = "") -> Viewer:
    """Let in a friend under their own name. Raises NotFound, Invalid, Conflict (full)."""
    called = " ".join(name.split())
    with services.transaction() as tx:
        tour = by_friend_token(tx, token)
        tours.must_live(tour)
        viewer = _again(tx, tour, known)
        if viewer is None:
            if not 0 < len(called) <= _LONGEST_NAME:
                raise Invalid("Please tell the others your name (up to 30 letters).", "name")
            tour_rows.lock(tx.session, tour.id)
            here = [v for v in models.of_tour(tx.session, tour.id) if v.kind == "friend"]
            if sum(friend.state != "gone" for friend in here) >= MOST_FRIENDS:
                raise Conflict("Twenty friends are watching already.")
            viewer = _seat(tx, tour, "friend", called)
        tours.changed(tx, tour)
    return viewer


def enter_code(services: Services, code: str, address: str) -> str:
    """Return the path of the tour with this typed code. Raises NotFound, TooMany."""
    digits = "".join(character for character in code if character.isdigit())
    with services.transaction() as tx:
        spend(tx.session, _CODES, tx.vault.index(address), tx.now)
        tour = tour_rows.by_code(tx.session, digits)
        path = f"/t/{tx.vault.open(tour.viewer_sealed)}" if tour else None
    if path is None:
        raise NotFound("We do not know this code. Please check the six digits.")
    return path


def invite(services: Services, viewer_public_id: str, tour_public_id: str) -> str:
    """Return the link for friends; the same one each time, until somebody is sent away."""
    with services.transaction() as tx:
        viewer = customer_of(tx, viewer_public_id, tour_public_id)
        tour = viewer.tour
        tours.must_live(tour)
        if tour.friend_sealed is None:
            token = new_link_token()
            tour.friend_digest, tour.friend_sealed = digest(token), tx.vault.seal(token)
        return f"{tx.settings.public_url}/f/{tx.vault.open(tour.friend_sealed)}"


def watched(services: Services, viewer_public_id: str, tour_public_id: str, sight: Sight) -> None:
    """Take in what a page sees: the associate's light follows."""
    with services.transaction() as tx:
        viewer = of_key(tx, viewer_public_id, tour_public_id)
        tour = viewer.tour
        if tour.state not in TOUR.live or sight.state not in STATES or sight.rung not in RUNGS:
            return
        before = sight_of(viewer)
        _note(viewer, sight)
        viewer.seen_at = tx.now
        if viewer.kind == "customer" and tour.first_frame_ms is None and sight.first_frame_ms:
            tour.first_frame_ms = sight.first_frame_ms
            reason = f"{sight.first_frame_ms} ms after the tap"
            contacts.remember(tx, tour.contact, "first_frame", reason)
        if moved(before, sight_of(viewer)):
            tours.changed(tx, tour)


def line(services: Services, tour_id: str, viewer_id: str, *, weak: bool) -> None:
    """Take in that a viewer's line carries the picture no more, or does again, and tell the page.

    The page follows, and its own next report says what it really shows.
    """
    with services.transaction() as tx:
        viewer = models.by_public_id(tx.session, viewer_id)
        if viewer is None or viewer.removed_at or viewer.tour.public_id != tour_id:
            return
        was, after = ("live", "stills") if weak else ("stills", "live")
        if viewer.rung == was and viewer.tour.state in TOUR.live:
            viewer.rung = after
            tours.changed(tx, viewer.tour)
    services.push.send(f"tour:{tour_id}", "line", {"viewer": viewer_id, "weak": weak})


def remove(services: Services, tour_public_id: str, associate_id: int, viewer_id: str) -> None:
    """Send a viewer away for the associate; who came by the friends' link needs a new one."""
    with services.transaction() as tx:
        tour = tours.of_associate(tx, tour_public_id, associate_id)
        _remove(tx, _of_tour(tx, tour, viewer_id))


def remove_friend(services: Services, viewer_public_id: str, tour_id: str, friend: str) -> None:
    """Send a friend away for the customer who invited them."""
    with services.transaction() as tx:
        tour = customer_of(tx, viewer_public_id, tour_id).tour
        viewer = _of_tour(tx, tour, friend)
        if viewer.kind != "friend":
            raise NotAllowed("Only friends can be sent away.")
        _remove(tx, viewer)


def renew_link(services: Services, tour_public_id: str, associate_id: int) -> None:
    """Make every link and key of the tour worthless at once, and text the customer a new one."""
    with services.transaction() as tx:
        tour = tours.of_associate(tx, tour_public_id, associate_id)
        tours.must_live(tour)
        spend(tx.session, _LINKS, tour.public_id, tx.now)
        token = new_link_token()
        tour.viewer_digest, tour.viewer_sealed = digest(token), tx.vault.seal(token)
        tour.friend_digest = tour.friend_sealed = None
        tour.code = tours.free_code(tx)
        for viewer in models.of_tour(tx.session, tour.id):
            _remove(tx, viewer)
        contacts.remember(tx, tour.contact, "link_renewed")
        tours.text_link(tx, tour)
        tours.changed(tx, tour)


def by_token(tx: Transaction, token: str) -> Tour:
    """Find by link, with the same answer for wrong, expired and unknown. Raises NotFound."""
    return _fresh(tx, tour_rows.by_viewer(tx.session, digest(token)))


def by_friend_token(tx: Transaction, token: str) -> Tour:
    return _fresh(tx, tour_rows.by_friend(tx.session, digest(token)))


def of_key(tx: Transaction, viewer_public_id: str, tour_public_id: str) -> Viewer:
    """Return the viewer that a key names. Raises NotFound, NotAllowed (sent away)."""
    viewer = models.by_public_id(tx.session, viewer_public_id)
    if viewer is None or viewer.tour.public_id != tour_public_id:
        raise NotFound("We do not know this tour.")
    if viewer.removed_at:
        raise NotAllowed("This page has left the tour.")
    return viewer


def customer_of(tx: Transaction, viewer_public_id: str, tour_public_id: str) -> Viewer:
    viewer = of_key(tx, viewer_public_id, tour_public_id)
    if viewer.kind != "customer":
        raise NotAllowed("Only the customer can do this.")
    return viewer


def _fresh(tx: Transaction, tour: Tour | None) -> Tour:
    if tour is None or tour.expires_at <= tx.now:
        raise NotFound("This link has expired or is incomplete.")
    return tour


def _customer(tx: Transaction, tour: Tour, known: str) -> Viewer:
    viewer = _again(tx, tour, known) or _seat(tx, tour, "customer", "")
    tours.opened(tx, tour)
    tours.changed(tx, tour)
    return viewer


def _again(tx: Transaction, tour: Tour, known: str) -> Viewer | None:
    """Return the viewer this page was before it was closed or reloaded, if it may still watch."""
    viewer = models.by_public_id(tx.session, known) if known else None
    if viewer is None or viewer.tour_id != tour.id or viewer.removed_at:
        return None
    viewer.state, viewer.seen_at = "opened", tx.now
    return viewer


def _seat(tx: Transaction, tour: Tour, kind: str, name: str) -> Viewer:
    """Add a viewer; beyond ten pages of the customer, the one longest unheard of makes room."""
    pages = [v for v in models.of_tour(tx.session, tour.id) if v.kind == kind == "customer"]
    if len(pages) >= _MOST_PAGES:
        _remove(tx, min(pages, key=lambda page: page.seen_at))
    viewer = Viewer(tour_id=tour.id, kind=kind, name=name, state="opened", rung="live")
    viewer.delay_at_least = False
    viewer.joined_at = viewer.seen_at = tx.now
    tx.session.add(viewer)
    tx.session.flush()
    tx.session.refresh(viewer)
    return viewer


def _of_tour(tx: Transaction, tour: Tour, viewer_public_id: str) -> Viewer:
    viewer = models.by_public_id(tx.session, viewer_public_id)
    if viewer is None or viewer.tour_id != tour.id:
        raise NotFound("We do not know this viewer.")
    return viewer


def _remove(tx: Transaction, viewer: Viewer) -> None:
    if viewer.removed_at:
        return
    viewer.removed_at, viewer.state = tx.now, "gone"
    if viewer.kind == "friend":
        viewer.tour.friend_digest = viewer.tour.friend_sealed = None
    tx.emit(ViewerRemoved(viewer.id))
    tours.changed(tx, viewer.tour)


def _note(viewer: Viewer, sight: Sight) -> None:
    viewer.state, viewer.rung, viewer.fps = sight.state, sight.rung, sight.fps
    viewer.delay_ms, viewer.freezes, viewer.lost_pct = sight.delay_ms, sight.freezes, sight.lost_pct
    viewer.delay_at_least = sight.at_least
    viewer.first_frame_ms = viewer.first_frame_ms or sight.first_frame_ms
