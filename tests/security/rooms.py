"""A world in which every page has something to show, and which pages each role may open in it."""

from datetime import timedelta

from django.urls import reverse

from commitments.actions.promises import promise_quantity
from monitoring.actions.delivery import address
from monitoring.actions.scan import scan
from monitoring.actions.statements import record_statement
from tests.access.cast import Things, furnish, knock
from tests.access.routes import all_routes
from tests.access.table import MISSION
from tests.factories import NOW, World
from tests.live import signed_in


def lived_in(world: World) -> Things:
    """Late, extended, disputed, denied, approved, unobserved; with notices for everybody."""
    things = furnish(world)
    commitment = world.commitment(title="Withdraw artillery beyond line B", kind="heavy_equipment_withdrawal")
    promise_quantity(commitment=commitment, category="artillery", amount=20, by=world.administrator, at=NOW)
    deadline = world.deadline(commitment, due=NOW - timedelta(days=30), at=NOW - timedelta(days=60))
    world.extend(
        deadline,
        to=NOW - timedelta(days=3),
        granted_by="Joint commission",
        reason="roads closed by snow",
        at=NOW - timedelta(days=29),
    )
    world.approved(commitment)
    world.observation(commitment, sighting="no_access", access="denied", access_reason="closed gate", counts={})
    for party, kind in ((world.north, "claim"), (world.south, "denial")):
        record_statement(
            agreement=world.agreement,
            commitment=commitment,
            party=party,
            kind=kind,
            stated_on=NOW.date(),
            text="As we see it.",
            source="letter",
            by=world.analyst,
            at=NOW,
        )
    world.commitment(term="standing", verification_interval_days=7, watched_from=NOW - timedelta(days=20))
    world.commitment(kind="prisoner_release", title="Release all prisoners")
    scan(now=NOW)
    address(now=NOW)
    return things


def pages(things: Things, role: str) -> list[tuple[str, str]]:
    """Every page of the mission that this role may open: its name and its address."""
    client = signed_in(things.world.people[role])
    found = [("home", "/")]
    for route in all_routes():
        if route.name in MISSION and role in MISSION[route.name].who:
            path = route.path(things.arguments(MISSION[route.name].of))
            response = knock(client, "GET", path)
            if response.status_code == 200 and response.headers["Content-Type"].startswith("text/html"):
                found.append((route.name, path))
    return found


def administration(things: Things) -> list[str]:
    """The administration's own pages: its front, every list, every form for something new, and two forms filled in."""
    client = signed_in(things.world.people["administrator"])
    paths = ["/admin/"] + [
        route.path({})
        for route in all_routes()
        if route.name.startswith("admin:") and route.name.endswith(("_changelist", "_add")) and not route.arguments
    ]
    commitment = things.world.agreement.commitments.exclude(deadlines=None).earliest("pk")
    paths.append(reverse("admin:commitments_agreement_change", args=[things.world.agreement.pk]))
    paths.append(reverse("admin:commitments_commitment_change", args=[commitment.pk]))
    return [path for path in paths if knock(client, "GET", path).status_code == 200]
