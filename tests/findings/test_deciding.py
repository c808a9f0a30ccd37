"""Deciding: a second person, once, on what they read; and what follows from it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from commitments.models import Standing, User
from monitoring.actions.reports import findings_of, return_report, revise_report, submit_report
from monitoring.actions.scan import scan
from monitoring.models import Flag, VerificationReport
from tests.factories import NOW, World
from tests.findings.conftest import SignIn, at

pytestmark = pytest.mark.django_db


@pytest.fixture
def submitted(world: World) -> VerificationReport:
    report = world.draft(world.commitment())
    return submit_report(report=report, by=world.verifier, at=NOW)


def test_a_second_verifier_approves_and_the_standing_follows(
    world: World, as_user: SignIn, submitted: VerificationReport
) -> None:
    client = as_user(world.verifier2)
    page = client.get(at("report", submitted))
    assert "Your decision" in page.content.decode()
    client.post(at("report_decide", submitted), {"decision": "approve", "read": submitted.submitted_at.isoformat()})  # type: ignore[union-attr]
    submitted.refresh_from_db()
    assert (submitted.state, submitted.decided_by) == ("approved", world.verifier2)
    assert Standing.objects.get().finding == "partly_compliant"


def test_the_author_is_offered_no_decision_and_a_forged_one_is_refused(
    world: World, as_user: SignIn, submitted: VerificationReport
) -> None:
    client = as_user(world.verifier)
    assert "Record the decision" not in client.get(at("report", submitted)).content.decode()
    for decision in ("approve", "return"):
        answer = client.post(at("report_decide", submitted), {"decision": decision, "reason": "mine"})
        assert answer.status_code == 422
        assert "The author never decides" in answer.content.decode()
    submitted.refresh_from_db()
    assert (submitted.state, submitted.decided_by) == ("submitted", None)


def test_a_return_needs_a_reason_and_keeps_the_rest(
    world: World, as_user: SignIn, submitted: VerificationReport
) -> None:
    client = as_user(world.verifier2)
    for reason in ("", "   "):
        answer = client.post(at("report_decide", submitted), {"decision": "return", "reason": reason})
        assert answer.status_code == 422
        assert "Say why you return it" in answer.content.decode()
    submitted.refresh_from_db()
    assert submitted.state == "submitted"
    client.post(at("report_decide", submitted), {"decision": "return", "reason": "Name the two days."})
    submitted.refresh_from_db()
    assert (submitted.state, submitted.decision_reason) == ("returned", "Name the two days.")


@pytest.mark.parametrize("typed", [{}, {"decision": "burn"}, {"decision": "approve", "reason": "a\x00b"}])
def test_an_unreadable_decision_decides_nothing(
    world: World, as_user: SignIn, submitted: VerificationReport, typed: dict[str, str]
) -> None:
    assert as_user(world.verifier2).post(at("report_decide", submitted), typed).status_code == 422
    submitted.refresh_from_db()
    assert submitted.state == "submitted"


def test_a_second_tap_and_a_second_decider_are_told_what_stands(
    world: World, as_user: SignIn, submitted: VerificationReport, verifier3: User
) -> None:
    client = as_user(world.verifier2)
    client.post(at("report_decide", submitted), {"decision": "approve"})
    again = client.post(at("report_decide", submitted), {"decision": "approve"}, follow=True)
    assert again.redirect_chain == [(at("report", submitted), 302)]
    assert "You have decided already" in again.content.decode()

    late = as_user(verifier3).post(at("report_decide", submitted), {"decision": "return", "reason": "No."}, follow=True)
    assert f"{world.verifier2} decided first" in late.content.decode()
    assert "Your decision was not recorded" in late.content.decode()


def test_nobody_decides_on_words_they_have_not_read(
    world: World, as_user: SignIn, submitted: VerificationReport, verifier3: User
) -> None:
    read = submitted.submitted_at
    assert read is not None
    return_report(report=submitted, by=verifier3, at=NOW, reason="Shorter.")
    submitted.refresh_from_db()
    revise_report(report=submitted, findings=findings_of(submitted), by=world.verifier, at=NOW)
    submit_report(report=submitted, by=world.verifier, at=NOW + timedelta(hours=1))

    answer = as_user(world.verifier2).post(
        at("report_decide", submitted), {"decision": "approve", "read": read.isoformat()}
    )
    assert answer.status_code == 422
    assert "has changed this report since you opened it" in answer.content.decode()
    submitted.refresh_from_db()
    assert submitted.state == "submitted"


def test_only_the_author_submits(world: World, as_user: SignIn) -> None:
    report = world.draft(world.commitment())
    answer = as_user(world.verifier2).post(at("report_submit", report))
    assert answer.status_code == 422
    assert "Only the author submits" in answer.content.decode()
    client = as_user(world.verifier)
    for _ in range(2):
        assert client.post(at("report_submit", report)).status_code == 302
    report.refresh_from_db()
    assert report.state == "submitted"


def test_a_correction_supersedes_and_the_standing_changes_only_when_it_is_approved(
    world: World, as_user: SignIn
) -> None:
    commitment = world.commitment()
    world.deadline(commitment, due=NOW - timedelta(days=1))
    scan(now=timezone.now())
    first = world.approved(commitment, implementation=3, finding="compliant", completed_at=NOW - timedelta(days=2))
    client = as_user(world.verifier)
    begun = client.post(at("report_correct", first))
    second = VerificationReport.objects.get(version=2)
    assert begun.url == at("report_edit", second)  # type: ignore[attr-defined]
    assert client.post(at("report_correct", first)).url == begun.url  # type: ignore[attr-defined]
    other = as_user(world.verifier2).post(at("report_correct", first), follow=True)
    assert "One correction is written at a time" in other.content.decode()
    assert VerificationReport.objects.count() == 2

    form = client.get(begun.url).context["form"]  # type: ignore[attr-defined]
    typed = {name: value for name, value in form.initial.items() if value is not None}
    typed |= {"implementation": "2", "finding": "non_compliant", "then": "submit"}
    typed = {name: value for name, value in typed.items() if not name.startswith("completed")}
    assert client.post(begun.url, typed).status_code == 302  # type: ignore[attr-defined]
    assert Standing.objects.get().finding == "compliant"
    assert Flag.objects.get().closed_at is not None

    as_user(world.verifier2).post(at("report_decide", second), {"decision": "approve"})
    assert Standing.objects.get().finding == "non_compliant"
    assert Flag.objects.get().closed_at is None
    page = client.get(at("report", first)).content.decode()
    assert "superseded by R-1.2" in page
    assert "Begin a correction" not in page
    assert "R-1.2" in client.get(at("report", second)).content.decode()
