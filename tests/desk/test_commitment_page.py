"""The page of one commitment says as much as the evidence, to whom it may."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from commitments.actions.promises import promise_quantity
from commitments.models import User
from monitoring.actions.reports import submit_report
from monitoring.actions.scan import scan
from tests.desk.rich import enrich
from tests.factories import World, make_world

pytestmark = pytest.mark.django_db
Sign = Callable[[User], Client]


def page(client: Client, reference: str = "NV-01", slug: str = "valley") -> str:
    answer = client.get(f"/m/{slug}/commitments/{reference}")
    assert answer.status_code == 200
    return answer.content.decode()


def test_every_side_of_a_disputed_and_late_commitment_is_shown(world: World, as_user: Sign) -> None:
    enrich(world, now=timezone.now())
    text = page(as_user(world.analyst))
    for words in (
        "12 days late",
        "14 of 20 artillery verified",
        "roads closed by snow",
        "partly compliant",
        "reasonable grounds to believe",
        "disputed",
        "denial by Northern Command",
        "claim by River Front",
        "last observed 2 days ago",
        "access last denied 3 days ago",
        "River Front’s text",
        "Paraphrase, not the wording.",
    ):
        assert words in text, words


def test_a_lapsed_date_without_a_report_is_past_due_and_no_more(world: World, as_user: Sign) -> None:
    now = timezone.now()
    commitment = world.commitment(at=now)
    world.deadline(commitment, due=now - timedelta(days=3), at=now - timedelta(days=9))
    report = world.draft(commitment, at=now, finding="compliant", implementation=3, completed_at=now)
    submit_report(report=report, by=world.verifier, at=now)
    text = page(as_user(world.analyst))
    assert "3 days past due, nothing verified" in text
    assert "days late" not in text
    assert "1 report not approved: clears nothing yet" in text
    assert "no report is approved, so nothing is verified" in text


def test_denied_access_is_never_shown_as_observed(world: World, as_user: Sign) -> None:
    now = timezone.now()
    commitment = world.commitment(at=now)
    world.observation(commitment, at=now, sighting="no_access", access="denied", access_reason="closed gate", counts={})
    text = page(as_user(world.analyst))
    assert "never observed · access last denied" in text
    assert "closed gate" in text


def test_an_archive_claims_no_lateness_and_offers_no_work(db: None, as_user: Sign) -> None:
    now = timezone.now()
    world = make_world("past", reference="PA", is_exercise=False, is_archive=True)
    commitment = world.commitment(at=now)
    world.deadline(commitment, due=now - timedelta(days=900), at=now)
    scan(now=now)
    for address in ("commitments/PA-01", "commitments", "overview", "agreements/PA"):
        text = as_user(world.verifier).get(f"/m/past/{address}").content.decode()
        assert "past due, nothing verified" in text
        for claim in (
            "days late",
            "days past due",
            '<line class="over"',
            "Log an observation",
            "Draft a report",
            "Record an act",
        ):
            assert claim not in text, (address, claim)


def test_a_monitor_sees_the_promise_and_their_own_observations_only(world: World, as_user: Sign) -> None:
    now = timezone.now()
    commitment = world.commitment(at=now)
    mine = world.observation(commitment, at=now, narrative="Mine to read.", latitude=40.0, longitude=46.0)
    other = world.observation(
        commitment, by=world.verifier, at=now, narrative="Not mine.", latitude=41.0, longitude=47.0
    )
    report = world.approved(commitment, observations=[other], at=now)
    text = page(as_user(world.monitor))
    assert "Mine to read." in text
    assert mine.reference in text
    assert "Log an observation" in text
    for hidden in (
        "Not mine.",
        other.reference,
        report.conclusion,
        "Draft a report",
        "Record a statement",
        "/reports/",
    ):
        assert hidden not in text, hidden
    points = as_user(world.monitor).get("/m/valley/points.geojson").json()["features"]
    assert [point["geometry"]["coordinates"] for point in points] == [[46.0, 40.0]]
    assert len(as_user(world.analyst).get("/m/valley/points.geojson").json()["features"]) == 2


@pytest.mark.parametrize(
    ("term", "words"),
    [
        ("standing", "It has no due date; it is breached by what is observed."),
        ("no_agreed_deadline", "No agreed deadline: open for 20 days."),
    ],
)
def test_no_date_is_said_in_words(world: World, as_user: Sign, term: str, words: str) -> None:
    now = timezone.now()
    world.commitment(term=term, watched_from=now - timedelta(days=20, hours=1), at=now)
    assert words in page(as_user(world.analyst))


def test_unknown_amounts_stay_words(world: World, as_user: Sign) -> None:
    now = timezone.now()
    commitment = world.commitment(at=now)
    promise_quantity(commitment=commitment, category="artillery", by=world.administrator, at=now)
    for role in ("analyst", "monitor"):
        text = page(as_user(world.people[role]))
        assert "artillery: amount not stated, baseline not declared" in text
        assert "%" not in text.partition("<main")[2].partition("</main>")[0].replace('%"', "")


@pytest.mark.parametrize(
    ("role", "ways"),
    [
        ("monitor", {"Log an observation"}),
        ("verifier", {"Log an observation", "Draft a report", "Record a statement", "Record an act"}),
        ("analyst", {"Record a statement"}),
        ("administrator", {"Record a statement", "Record an act"}),
    ],
)
def test_each_role_is_offered_what_it_may_do(world: World, as_user: Sign, role: str, ways: set[str]) -> None:
    now = timezone.now()
    world.deadline(world.commitment(at=now), due=now, at=now)
    text = page(as_user(world.people[role]))
    known = {"Log an observation", "Draft a report", "Record a statement", "Record an act"}
    assert {way for way in known if way in text} == ways
