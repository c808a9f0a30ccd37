"""The exercise shows every state alive, and its past ran as it would have."""

from datetime import timedelta

from django.db.models import F

from commitments.models import Commitment, Standing
from commitments.models.vocabulary import Finding, Implementation
from commitments.rules.contestation import Contestation
from commitments.rules.timeliness import Timeliness
from monitoring.actions.delivery import deliver
from monitoring.actions.scan import scan
from monitoring.actions.standing import differences
from monitoring.models import Delivery, Flag, Observation, ObservedQuantity, VerificationReport
from monitoring.models.vocabulary import Access, Channel, ReportState, Sighting
from tests.seeds.conftest import Seeded


def exercise(seeded: Seeded) -> list[Commitment]:
    rows = Commitment.objects.with_timeliness(seeded.at).select_related("standing", "mission")
    return list(rows.filter(mission__is_exercise=True))


def test_every_word_of_every_axis_is_alive(seeded: Seeded) -> None:
    rows = exercise(seeded)
    assert {row.timeliness for row in rows} == set(Timeliness)
    assert {row.standing.finding for row in rows} == {"", *Finding.values}
    assert {row.standing.implementation for row in rows} == {None, *Implementation.values}
    assert {row.standing.contestation for row in rows} == set(Contestation)
    seen = Observation.objects.all()
    assert {one.access for one in seen} == set(Access.values)
    assert {one.sighting for one in seen} == set(Sighting.values)
    assert {report.state for report in VerificationReport.objects.all()} == set(ReportState.values)


def test_what_is_late_is_late_for_the_reason_it_should_be(seeded: Seeded) -> None:
    artillery = seeded.commitment("NV-04")
    deadline = seeded.deadline("NV-04")
    assert artillery.timeliness == "overdue"
    assert deadline.due_at
    assert deadline.first_due_at
    assert (seeded.at - deadline.due_at).days == 12
    assert (deadline.due_at - deadline.first_due_at).days == 17
    records = seeded.commitment("NV-07")
    assert (records.timeliness, records.standing.observations) == ("overdue", 0)
    tomorrow = seeded.deadline("NV-02").due_at
    assert tomorrow
    assert (tomorrow - timedelta(seconds=1)).date() == (seeded.at + timedelta(days=1)).date()
    assert "snow" in deadline.limit.acts.get().reason


def test_met_on_time_and_met_late_are_told_apart(seeded: Seeded) -> None:
    on_time, late = seeded.deadline("NV-05"), seeded.deadline("NV-06")
    assert on_time.met_at
    assert on_time.due_at
    assert on_time.met_at < on_time.due_at
    assert late.met_at
    assert late.due_at
    assert late.met_at > late.due_at


def test_the_clock_is_flagged_while_a_newcomer_watches(seeded: Seeded) -> None:
    due = seeded.deadline("NV-13").due_at
    assert due
    assert due.second == due.microsecond == 0
    assert timedelta(minutes=2) < due - seeded.at < timedelta(minutes=4)
    assert seeded.commitment("NV-13").timeliness == "due_soon"
    assert scan(now=due - timedelta(seconds=1)) == 0
    assert scan(now=due) == 1
    assert scan(now=due + timedelta(minutes=1)) == 0
    assert Flag.objects.get(commitment__reference="NV-13", kind="overdue").lapsed_at == due


def test_each_lapse_was_noticed_within_a_minute_of_it(seeded: Seeded) -> None:
    flags = Flag.objects.filter(mission__is_exercise=True)
    assert flags.count() >= 8
    for flag in flags:
        assert flag.noticed_at - flag.lapsed_at <= timedelta(minutes=1), flag
        assert flag.closed_at is None or flag.closed_at > flag.noticed_at
    assert {flag.kind for flag in flags} >= {"due_soon", "overdue", "verification_lapsed"}
    closed = " ".join(flag.closed_why or "" for flag in flags)
    assert "approved" in closed
    assert "suspended by Contact Group" in closed
    assert "observed" in closed


def test_nothing_happens_after_now_or_out_of_order(seeded: Seeded) -> None:
    assert not Observation.objects.filter(received_at__gt=seeded.at).exists()
    assert not Observation.objects.filter(event_at__gt=F("received_at")).exists()
    assert not VerificationReport.objects.filter(decided_at__lt=F("submitted_at")).exists()
    first = Observation.objects.order_by("received_at").first()
    assert first
    assert 80 <= (seeded.at - first.received_at).days <= 95


def test_three_months_of_observations_by_several_monitors(seeded: Seeded) -> None:
    seen = Observation.objects.all()
    assert 80 <= seen.count() <= 120
    assert {one.observer.email for one in seen.select_related("observer")} == {
        "monitor@demo.example",
        "guest@demo.example",
    }
    assert len({one.means for one in seen}) == 7
    assert len({one.grade for one in seen}) >= 8
    assert seen.filter(access="denied").count() >= 5
    assert ObservedQuantity.objects.count() >= 25


def test_reports_are_decided_by_the_other_verifier_and_one_was_corrected(seeded: Seeded) -> None:
    decided = VerificationReport.objects.filter(decided_at__isnull=False)
    assert not decided.filter(decided_by=F("author")).exists()
    assert {report.decided_by.email for report in decided if report.decided_by} == {
        "verifier1@demo.example",
        "verifier2@demo.example",
    }
    correction = VerificationReport.objects.get(version=2)
    assert correction.supersedes
    assert correction.quantities.get().amount == 12
    assert correction.supersedes.quantities.get().amount == 11
    assert VerificationReport.objects.filter(state="submitted").count() == 1
    for report in VerificationReport.objects.all():
        assert report.bases.exists()


def test_what_is_kept_is_what_the_facts_give(seeded: Seeded) -> None:
    assert list(differences(list(Commitment.objects.select_related("mission")))) == []
    assert Standing.objects.count() == Commitment.objects.count()


def test_the_past_sends_nobody_a_mail(seeded: Seeded) -> None:
    yesterday = seeded.at - timedelta(days=1)
    old = Delivery.objects.filter(notice__fell_due_at__lt=yesterday)
    assert old.exists()
    assert not old.exclude(channel=Channel.IN_APP).exists()
    assert not old.filter(seen_at__isnull=True).exists()
    assert deliver(now=seeded.at) <= 3
    assert Delivery.objects.filter(channel=Channel.IN_APP, seen_at__isnull=True).exists()
