"""Everybody who might knock, and everything they might ask for."""

import re
from dataclasses import dataclass, field
from datetime import date, timedelta
from uuid import UUID

from django.db import transaction
from django.http import HttpResponseBase
from django.test import Client

from commitments.actions.events import record_deed, record_receipts
from commitments.actions.registers import add_milestone
from commitments.models import Deed, Receipt, User
from monitoring.actions.reports import submit_report
from tests.access.table import MEMBERS
from tests.factories import NOW, World, make_user
from tests.live import signed_in

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
NOWHERE = UUID("00000000-0000-4000-8000-000000000000")


def everybody(here: World, elsewhere: World) -> dict[str, Client]:
    """A client for each word that the table uses."""
    users: dict[str, User] = {role: here.people[role] for role in MEMBERS}
    users |= {f"other {role}": elsewhere.people[role] for role in MEMBERS}
    users["staff"] = make_user("staff@nowhere.example", is_staff=True)
    users["stranger"] = make_user("stranger@nowhere.example")
    return {"signed_out": Client(), **{who: signed_in(user) for who, user in users.items()}}


@dataclass
class Things:
    """One of each thing of a mission, as the arguments of an address."""

    world: World
    commitment: dict[str, object] = field(default_factory=dict)
    agreement: dict[str, object] = field(default_factory=dict)
    observation: dict[str, object] = field(default_factory=dict)
    report: dict[str, object] = field(default_factory=dict)
    deadline: dict[str, object] = field(default_factory=dict)
    period: dict[str, object] = field(default_factory=dict)
    milestone: dict[str, object] = field(default_factory=dict)
    receiving: dict[str, object] = field(default_factory=dict)
    limit: dict[str, object] = field(default_factory=dict)
    deed: dict[str, object] = field(default_factory=dict)

    def arguments(self, of: str) -> dict[str, object]:
        """What an address about such a thing needs, with the mission's slug."""
        own = getattr(self, of, {}) if of != "mission" else {}
        return {"slug": self.world.slug, **own}


MISSING = {
    "mission": {},
    "commitment": {"reference": "ZZ-99"},
    "agreement": {"reference": "ZZ"},
    "observation": {"pk": NOWHERE},
    "deadline": {"pk": NOWHERE},
    "period": {"pk": NOWHERE},
    "milestone": {"reference": "ZZ", "key": "nothing"},
    "receiving": {"reference": "ZZ"},
    "limit": {"pk": NOWHERE},
    "deed": {"pk": NOWHERE},
    "report": {"number": 987, "version": 1},
}


def furnish(world: World, *, reports_before: int = 0) -> Things:
    """A commitment with a lapsed deadline, an observation, and a report that awaits its decision.

    `reports_before` moves the report's number on, so that two missions do not share one.
    """
    commitment = world.commitment(title=f"Secret of {world.slug}")
    deadline = world.deadline(commitment, due=NOW - timedelta(days=2), at=NOW - timedelta(days=9))
    period = world.weekly(commitment, first=date(2026, 6, 1))
    milestone = add_milestone(
        agreement=world.agreement, key="force", kind="entry_into_force", name="Entry into force", adopted="de_jure",
        by=world.administrator, at=NOW,
    )  # fmt: skip
    receipt = Receipt(of="a notification", happened_at=NOW - timedelta(days=3), source="letter")
    record_receipts(agreement=world.agreement, receipts=[receipt], by=world.administrator, at=NOW)
    deed = Deed(commitment=commitment, kind="start", happened_at=NOW - timedelta(days=1), source="letter")
    record_deed(deed=deed, by=world.administrator, at=NOW)
    observation = world.observation(commitment, narrative=f"Narrative of {world.slug}")
    for _ in range(reports_before):
        world.draft(commitment, observations=[observation])
    report = world.draft(commitment, observations=[observation], conclusion=f"Conclusion of {world.slug}")
    submit_report(report=report, by=world.verifier, at=NOW)
    return Things(
        world,
        commitment={"reference": commitment.reference},
        agreement={"reference": world.agreement.reference},
        observation={"pk": observation.pk},
        report={"number": report.number, "version": report.version},
        deadline={"pk": deadline.pk},
        period={"pk": period.pk},
        milestone={"reference": world.agreement.reference, "key": milestone.key},
        receiving={"reference": world.agreement.reference},
        limit={"pk": deadline.limit_id},
        deed={"pk": deed.pk},
    )


def knock(client: Client, method: str, path: str, *, fragment: bool = False) -> HttpResponseBase:
    """One request whose effects are taken back. An exception in a view becomes its 500, as it would for a reader."""
    headers = {"HX-Request": "true", "HX-Target": "rows"} if fragment else {}
    client.raise_request_exception = False
    client.cookies.pop("csrftoken", None)
    with transaction.atomic():
        response = client.generic(method, path, headers=headers)
        transaction.set_rollback(True)
    return response


_MASKED = re.compile(rb'(csrfmiddlewaretoken" value="|X-CSRFToken["&quot;: ]+)[A-Za-z0-9]+')


def page(response: HttpResponseBase) -> tuple[int, dict[str, str], bytes]:
    """What a reader could tell two answers apart by: status, headers and every byte but the form's token."""
    body = b"".join(response.streaming_content) if response.streaming else response.content
    return response.status_code, dict(response.headers), _MASKED.sub(rb"\1", body)
