"""Writing a report through its form: what is kept, what is refused, and who may."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.urls import reverse

from commitments.actions.promises import promise_quantity
from commitments.models import Commitment, Standing
from monitoring.actions.reports import approve_report, return_report, submit_report
from monitoring.models import VerificationReport
from tests.factories import NOW, World
from tests.findings.conftest import SignIn, at, written

pytestmark = pytest.mark.django_db


def new(commitment: Commitment) -> str:
    return reverse("report_new", args=[commitment.mission.slug, commitment.reference])


def test_a_verifier_writes_and_submits_a_report(world: World, as_user: SignIn) -> None:
    commitment = world.commitment()
    guns = promise_quantity(commitment=commitment, category="artillery", amount=20, by=None, at=NOW)
    seen, other = world.observation(commitment), world.observation(commitment)
    client = as_user(world.verifier)

    page = client.get(new(commitment)).content.decode()
    assert seen.reference in page
    assert "20 promised, baseline not declared" in page
    assert "%" not in page.split("<main")[1].split("</main>")[0]

    answer = client.post(new(commitment), written(seen, verified_artillery="14"), follow=True)

    report = VerificationReport.objects.get()
    assert (report.state, report.author, report.number) == ("submitted", world.verifier, 1)
    assert [one.pk for one in report.observations.all()] == [seen.pk]
    assert {row.quantity: row.amount for row in report.quantities.all()} == {guns: 14}
    assert other.reference not in answer.content.decode()
    assert Standing.objects.get().finding == ""


def test_save_draft_keeps_a_half_written_report(world: World, as_user: SignIn) -> None:
    commitment = world.commitment()
    client = as_user(world.verifier)
    client.post(new(commitment), written(conclusion="", reasoning="", then="draft"))
    report = VerificationReport.objects.get()
    assert (report.state, report.conclusion) == ("draft", "")

    refused = client.post(at("report_submit", report))
    assert refused.status_code == 422
    report.refresh_from_db()
    assert report.state == "draft"


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"implementation": "3"}, "Say on which day"),
        ({"completed_on": "2026-05-01"}, "Only Full goes with a day of completion"),
        ({"implementation": "3", "completed_on": "2199-01-01"}, "still to come"),
        ({"implementation": "3", "completed_on": "9999-12-31"}, "Check the year"),
        ({"implementation": "0", "started_on": "2026-05-01"}, "has not started"),
        ({"implementation": "3", "completed_on": "2026-05-01", "started_on": "2026-05-02"}, "before|after it was"),
        ({"started_time": "12:00"}, "Give the day"),
        ({"started_on": "tomorrow"}, "Give a date"),
        ({"observations": []}, "at least one observation"),
        ({"observations": ["O-2222-2222"]}, "does not belong"),
        ({"observations": ["\x00"]}, "does not belong"),
        ({"conclusion": " "}, "Say what the observations show"),
        ({"reasoning": ""}, "second person can follow"),
        ({"conclusion": "x" * 20_001}, "at most 20000"),
        ({"conclusion": "a\x00b"}, "Null characters"),
        ({"finding": "fine"}, "fine is not one"),
        ({"implementation": "1e999"}, "1e999 is not one"),
        ({"verified_artillery": "1e999"}, "whole number"),
        ({"verified_artillery": "-1"}, "greater than or equal to 0"),
        ({"verified_artillery": "99999999999999999999"}, "less than or equal"),
        ({"form_id": "1"}, "valid UUID"),
    ],
)
def test_bad_input_is_named_and_nothing_typed_is_lost(
    world: World, as_user: SignIn, changes: dict[str, object], says: str
) -> None:
    commitment = world.commitment()
    promise_quantity(commitment=commitment, category="artillery", amount=20, by=None, at=NOW)
    typed = written(world.observation(commitment), limits_on_access="The east bank was closed.", **changes)

    answer = as_user(world.verifier).post(new(commitment), typed)

    assert answer.status_code == 422
    page = answer.content.decode()
    assert any(part in page for part in says.split("|")), page[page.find("error-summary") :][:900]
    assert "The east bank was closed." in page
    assert not VerificationReport.objects.exists()


def test_completion_without_an_hour_counts_the_days_last_minute(world: World, as_user: SignIn) -> None:
    commitment = world.commitment()
    typed = written(
        world.observation(commitment),
        implementation="3",
        finding="compliant",
        started_on="2026-05-01",
        completed_on="2026-05-01",
        completed_time="15:30",
    )
    as_user(world.verifier).post(new(commitment), typed)
    report = VerificationReport.objects.get()
    assert report.completed_at == datetime(2026, 5, 1, 11, 30, tzinfo=UTC)
    assert report.started_at == report.completed_at

    page = as_user(world.verifier2).get(at("report", report)).content.decode()
    assert "1 May 2026, 15:30 Baku" in page


def test_the_same_form_twice_is_one_report(world: World, as_user: SignIn) -> None:
    commitment = world.commitment()
    typed = written(world.observation(commitment), form_id=str(uuid4()))
    client = as_user(world.verifier)
    first, second = client.post(new(commitment), typed), client.post(new(commitment), typed)
    assert (first.status_code, first.url) == (second.status_code, second.url)  # type: ignore[attr-defined]
    assert VerificationReport.objects.count() == 1

    other_words = client.post(new(commitment), {**typed, "conclusion": "Something else."})
    assert other_words.status_code == 422
    assert "Something else." in other_words.content.decode()
    assert VerificationReport.objects.get().conclusion == typed["conclusion"]


def test_a_form_of_somebody_elses_report_changes_nothing(world: World, as_user: SignIn) -> None:
    commitment = world.commitment()
    report = world.draft(commitment)
    before = report.conclusion
    typed = written(*report.observations.all(), form_id=str(report.pk), conclusion="Taken over.")
    answer = as_user(world.verifier2).post(new(commitment), typed)
    assert answer.status_code == 422
    assert VerificationReport.objects.get().conclusion == before


def test_limits_on_access_are_filled_in_from_closed_gates(world: World, as_user: SignIn) -> None:
    commitment = world.commitment()
    gate = world.observation(
        commitment, sighting="no_access", access="denied", access_reason="closed gate", counts={}, narrative=""
    )
    page = as_user(world.verifier).get(new(commitment)).content.decode()
    assert f"20 May 2026: access denied, closed gate ({gate.reference})" in page


def test_a_returned_report_shows_its_reason_and_goes_out_again(world: World, as_user: SignIn) -> None:
    report = world.draft(world.commitment())
    submit_report(report=report, by=world.verifier, at=NOW)
    return_report(report=report, by=world.verifier2, at=NOW, reason="Name the two days.")
    client = as_user(world.verifier)
    assert "Name the two days." in client.get(at("report_edit", report)).content.decode()

    typed = written(*report.observations.all(), reasoning="Counted on 4 and 5 May.")
    client.post(at("report_edit", report), typed)
    report.refresh_from_db()
    assert (report.state, report.reasoning, report.decided_by) == ("submitted", "Counted on 4 and 5 May.", None)
    assert client.post(at("report_edit", report), typed).status_code == 302, "a second tap is no error"


def test_what_is_submitted_or_approved_cannot_be_edited(world: World, as_user: SignIn) -> None:
    report = world.draft(world.commitment())
    submit_report(report=report, by=world.verifier, at=NOW)
    client = as_user(world.verifier)
    typed = written(*report.observations.all(), conclusion="Changed after the fact.")
    for state in ("submitted", "approved"):
        assert client.get(at("report_edit", report)).url == at("report", report)  # type: ignore[attr-defined]
        answer = client.post(at("report_edit", report), typed)
        assert answer.status_code == 422
        assert "Changed after the fact." in answer.content.decode()
        report.refresh_from_db()
        assert report.state == state
        assert report.conclusion != "Changed after the fact."
        if state == "submitted":
            approve_report(report=report, by=world.verifier2, at=NOW + timedelta(minutes=1))


def test_the_obligor_is_asked_for_only_where_there_are_several(world: World, as_user: SignIn) -> None:
    client = as_user(world.verifier)
    assert 'name="obligor"' not in client.get(new(world.commitment())).content.decode()
    both = world.commitment(obligors=(world.north, world.south))
    client.post(new(both), written(world.observation(both), obligor="south"))
    assert VerificationReport.objects.get().obligor == world.south
