"""The main street, through the actions alone: promise, observation, report, flag, standing."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection, transaction

from commitments.actions.registers import add_milestone
from commitments.models import Commitment, Standing, TimeLimit
from commitments.rules.timeliness import Timeliness
from commitments.rules.treaty.terms import After, AtMilestone
from monitoring.actions.reports import approve_report, correct_report, return_report, submit_report
from monitoring.actions.scan import scan
from monitoring.actions.standing import differences
from monitoring.models import Flag, Notice, Observation
from tests.factories import NOW, World

pytestmark = pytest.mark.django_db


def timeliness_of(commitment: Commitment) -> str:
    return Commitment.objects.with_timeliness(NOW).get(pk=commitment.pk).timeliness


def agree(world: World) -> None:
    assert list(differences(list(Commitment.objects.select_related("mission")))) == []


def test_a_lapsed_deadline_is_flagged_once_and_dated_when_it_lapsed(world: World) -> None:
    commitment = world.commitment()
    deadline = world.deadline(commitment, due=NOW - timedelta(hours=3), at=NOW - timedelta(days=9))

    assert scan(now=NOW) == 1
    assert scan(now=NOW + timedelta(minutes=1)) == 0

    flag = Flag.objects.get()
    assert (flag.deadline, flag.lapsed_at, flag.noticed_at) == (deadline, deadline.due_at, NOW)
    assert Notice.objects.get().fell_due_at == deadline.due_at
    assert timeliness_of(commitment) == Timeliness.OVERDUE
    agree(world)


def test_an_extension_closes_the_flag_keeps_the_first_date_and_may_lapse_again(world: World) -> None:
    commitment = world.commitment()
    deadline = world.deadline(commitment, due=NOW - timedelta(hours=3))
    first = deadline.due_at
    scan(now=NOW)
    world.extend(
        deadline, to=NOW + timedelta(days=2), granted_by="Contact Group", reason="roads closed by snow", at=NOW
    )

    deadline.refresh_from_db()
    assert (deadline.first_due_at, deadline.due_at) == (first, NOW + timedelta(days=2))
    assert "roads closed by snow" in (Flag.objects.get().closed_why or "")
    assert timeliness_of(commitment) == Timeliness.DUE_SOON
    assert scan(now=NOW + timedelta(days=3)) == 1
    agree(world)


def test_a_late_approval_of_a_completion_in_time_is_met_on_time(world: World) -> None:
    commitment = world.commitment()
    world.deadline(commitment, due=NOW - timedelta(days=1))
    scan(now=NOW)
    world.approved(commitment, implementation=3, finding="compliant", completed_at=NOW - timedelta(days=2))

    assert timeliness_of(commitment) == Timeliness.MET_ON_TIME
    assert Flag.objects.get().closed_at == NOW
    agree(world)


def test_a_draft_clears_nothing(world: World) -> None:
    commitment = world.commitment()
    world.deadline(commitment, due=NOW - timedelta(days=1))
    scan(now=NOW)
    report = world.draft(commitment, implementation=3, finding="compliant", completed_at=NOW - timedelta(days=2))
    submit_report(report=report, by=world.verifier, at=NOW)

    assert timeliness_of(commitment) == Timeliness.OVERDUE
    assert Flag.objects.get().closed_at is None
    assert Standing.objects.get().finding == ""


def test_a_correction_that_takes_a_completion_back_reopens_the_flag(world: World) -> None:
    commitment = world.commitment()
    world.deadline(commitment, due=NOW - timedelta(days=1))
    scan(now=NOW)
    first = world.approved(commitment, implementation=3, finding="compliant", completed_at=NOW - timedelta(days=2))
    second = correct_report(report=first, by=world.verifier, at=NOW)
    assert correct_report(report=first, by=world.verifier, at=NOW) == second
    second.implementation, second.completed_at, second.finding = 2, None, "partly_compliant"
    second.save()
    submit_report(report=second, by=world.verifier, at=NOW)
    assert Flag.objects.get().closed_at is not None
    approve_report(report=second, by=world.verifier2, at=NOW + timedelta(minutes=1))

    assert Flag.objects.get().closed_at is None
    assert timeliness_of(commitment) == Timeliness.OVERDUE
    agree(world)


def test_the_author_never_decides_and_a_return_needs_a_reason(world: World) -> None:
    report = world.draft(world.commitment())
    submit_report(report=report, by=world.verifier, at=NOW)
    with pytest.raises(ValidationError, match="author never decides"):
        approve_report(report=report, by=world.verifier, at=NOW)
    with pytest.raises(ValidationError, match="Say why"):
        return_report(report=report, by=world.verifier2, at=NOW, reason="  ")
    with pytest.raises(DatabaseError), transaction.atomic():
        type(report).objects.filter(pk=report.pk).update(state="approved", decided_by=world.verifier, decided_at=NOW)


def test_the_database_refuses_to_change_an_approved_report(world: World) -> None:
    report = world.approved(world.commitment())
    for change in (
        "UPDATE monitoring_verificationreport SET conclusion = 'other'",
        "UPDATE monitoring_verificationreport SET state = 'draft'",
        "DELETE FROM monitoring_verificationreport",
        "DELETE FROM monitoring_reportobservation",
        "UPDATE monitoring_observation SET narrative = 'other'",
        "DELETE FROM monitoring_observation",
    ):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(change)
    report.refresh_from_db()
    assert report.state == "approved"


def test_an_unobserved_commitment_is_flagged_until_somebody_looks(world: World) -> None:
    commitment = world.commitment(term="standing", verification_interval_days=7, watched_from=NOW - timedelta(days=20))
    assert scan(now=NOW) == 1
    world.observation(commitment, sighting="no_access", access="denied", access_reason="closed gate", counts={})
    assert Flag.objects.get().closed_at is None, "a closed gate shows nothing"
    world.observation(commitment)
    assert Flag.objects.get().closed_at == NOW
    assert scan(now=NOW + timedelta(days=6)) == 0
    assert scan(now=NOW + timedelta(days=8)) == 1
    agree(world)


def test_nothing_is_observed_or_verified_in_an_archive_whoever_asks(world: World) -> None:
    commitment = world.commitment()
    seen = world.observation(commitment)
    world.mission.is_archive = True
    world.mission.save()
    commitment.refresh_from_db()
    with pytest.raises(ValidationError, match="archive"):
        world.observation(commitment)
    with pytest.raises(ValidationError, match="archive"):
        world.draft(commitment, observations=[seen])
    assert list(Observation.objects.all()) == [seen]


@pytest.mark.parametrize("unit", ["months", "years"])
def test_a_limit_past_the_end_of_the_calendar_is_refused_in_words(world: World, unit: str) -> None:
    signed = add_milestone(
        agreement=world.agreement,
        key="signed",
        kind="signature",
        name="Signature",
        adopted="de_jure",
        de_jure_at=NOW,
        source="made up for a test",
        by=world.administrator,
        at=NOW,
    )
    with pytest.raises(ValidationError, match="cannot be worked out"):
        world.limited(world.commitment(), rule=After(AtMilestone(signed.key), 99_999, unit))
    assert not TimeLimit.objects.exists()
