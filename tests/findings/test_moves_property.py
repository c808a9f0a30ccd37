"""No sequence of moves, through the pages, lets an author decide, an approved version change, or a draft clear."""

from contextlib import suppress
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from commitments.models import Commitment, Standing, User
from monitoring.models import VerificationReport
from tests.factories import World
from tests.findings.conftest import SignIn, at, written

pytestmark = pytest.mark.django_db

FROZEN = [field.name for field in VerificationReport._meta.concrete_fields]
PEOPLE = ("verifier", "verifier2", "analyst", "administrator", "monitor")
MOVES = st.tuples(
    st.sampled_from(["new", "edit", "submit", "approve", "approve", "approve", "return", "correct", "sql"]),
    st.sampled_from(PEOPLE[:2] * 4 + PEOPLE[2:]),
    st.sampled_from(["partly_compliant", "non_compliant", "inconclusive"]),
    st.sampled_from(["submit", "submit", "draft"]),
    st.integers(min_value=0, max_value=3),
)


class Undo(Exception):
    pass


def make(client: Client, user: User, commitment: Commitment, move: str, finding: str, then: str, which: int) -> None:
    reports = list(VerificationReport.objects.order_by("number", "version"))
    observation = commitment.observations.get()
    typed = written(observation, finding=finding, then=then)
    if move == "new" or not reports:
        client.post(reverse("report_new", args=["valley", commitment.reference]), typed)
        return
    report = reports[which % len(reports)]
    if move == "edit":
        client.post(at("report_edit", report), typed)
    elif move in {"submit", "correct"}:
        client.post(at(f"report_{move}", report))
    elif move == "sql":
        with suppress(DatabaseError), transaction.atomic():
            VerificationReport.objects.filter(pk=report.pk, state="approved").update(finding=finding, decided_by=user)
    else:
        client.post(at("report_decide", report), {"decision": move, "reason": "Because."})


def approved() -> dict[Any, dict[str, Any]]:
    rows = VerificationReport.objects.filter(state="approved")
    contents = {row.pk: {name: getattr(row, name) for name in FROZEN} for row in rows}
    for row in rows:
        contents[row.pk]["rests on"] = set(row.observations.values_list("pk", flat=True))
    return contents


def expected_finding() -> str:
    in_force = VerificationReport.objects.in_force().order_by("-decided_at").first()
    return in_force.finding if in_force else ""


def test_no_sequence_of_moves_breaks_the_rules(world: World, as_user: SignIn) -> None:
    commitment = world.commitment()
    world.observation(commitment)
    clients = {name: as_user(world.people[name]) for name in PEOPLE}
    seen = {"approved": 0}

    @settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck), database=None)
    @given(st.lists(MOVES, min_size=6, max_size=14))
    def check(moves: list[tuple[str, str, str, str, int]]) -> None:
        with suppress(Undo), transaction.atomic():
            before: dict[Any, dict[str, Any]] = {}
            make(clients["verifier"], world.verifier, commitment, "new", "compliant", "submit", 0)
            for move, name, finding, then, which in moves:
                make(clients[name], world.people[name], commitment, move, finding, then, which)
                now = approved()
                assert all(now.get(pk) == content for pk, content in before.items()), "an approved version changed"
                assert not [row for row in now.values() if row["decided_by"] == row["author"]], "an author decided"
                assert Standing.objects.get().finding == expected_finding(), "what is not approved counts"
                before = now
            seen["approved"] += len(before)
            raise Undo

    check()
    assert seen["approved"] > 5, "the sequences never got far enough to prove anything"
