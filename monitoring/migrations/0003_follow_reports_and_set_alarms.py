"""Write down what approved reports say was done, and note what the clock has still to flag."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.db import migrations
from django.db.models import Exists, OuterRef

# A start that was missed has a name of its own now.
FLAGS = """
UPDATE monitoring_flag f SET kind = 'start_missed' FROM commitments_deadline d
WHERE d.id = f.deadline_id AND d.kind = 'start_by' AND f.kind = 'overdue'
"""
# A week ahead each deadline comes near, then it passes; one that was flagged for passing has nothing left to flag.
DEADLINES = """
INSERT INTO monitoring_alarm (at, kind, then_at, then_kind, mission_id, commitment_id, deadline_id)
SELECT d.due_at - interval '168 hours', 'due_soon', d.due_at,
    CASE d.kind WHEN 'start_by' THEN 'start_missed' ELSE 'overdue' END, m.id, c.id, d.id
FROM commitments_deadline d
JOIN commitments_commitment c ON c.id = d.commitment_id
JOIN commitments_mission m ON m.id = c.mission_id
WHERE d.kind IN ('complete_by', 'start_by') AND d.due_at IS NOT NULL AND d.met_at IS NULL
    AND NOT d.is_suspended AND NOT d.is_waived AND NOT m.is_archive
    AND NOT EXISTS (SELECT FROM monitoring_flag f WHERE f.deadline_id = d.id AND f.lapsed_at = d.due_at)
"""
INTERVALS = """
INSERT INTO monitoring_alarm (at, kind, mission_id, commitment_id)
SELECT s.observe_by, 'verification_lapsed', m.id, s.commitment_id
FROM commitments_standing s JOIN commitments_mission m ON m.id = s.mission_id
WHERE s.observe_by IS NOT NULL AND NOT m.is_archive AND NOT EXISTS (
    SELECT FROM monitoring_flag f
    WHERE f.commitment_id = s.commitment_id AND f.kind = 'verification_lapsed' AND f.lapsed_at = s.observe_by
)
"""
REPORTS = """
INSERT INTO monitoring_alarm (at, kind, mission_id, commitment_id, report_id)
SELECT r.submitted_at + m.decide_within_days * interval '24 hours', 'report_awaiting', m.id, r.commitment_id, r.id
FROM monitoring_verificationreport r
JOIN commitments_commitment c ON c.id = r.commitment_id
JOIN commitments_mission m ON m.id = c.mission_id
WHERE r.state = 'submitted' AND m.decide_within_days IS NOT NULL AND NOT m.is_archive
"""


def follow_reports(apps: Any, schema_editor: Any) -> None:
    using = schema_editor.connection.alias
    Report, Deed = apps.get_model("monitoring", "VerificationReport"), apps.get_model("commitments", "Deed")
    later = Report.objects.using(using).filter(supersedes=OuterRef("pk"), state="approved")
    in_force = Report.objects.using(using).filter(~Exists(later), state="approved").select_related("obligor")
    of_commitment = _by(in_force.order_by("decided_at").prefetch_related("quantities__quantity"))
    roles = apps.get_model("commitments", "CommitmentParty").objects.using(using).filter(capacity="obligor")
    obligors = _by(roles.filter(commitment__in=list(of_commitment)).order_by("party"))
    Deed.objects.using(using).bulk_create(
        Deed(commitment_id=pk, day_only=False, **said)
        for pk, reports in of_commitment.items()
        for said in (*_whole(reports, [role.party_id for role in obligors[pk]]), *_progress(reports))
    )


def _by(rows: Iterable[Any]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        found[row.commitment_id].append(row)
    return found


def _whole(reports: Sequence[Any], obligors: Sequence[int]) -> Iterator[dict[str, Any]]:
    """Start and completion by each obligor as the newest report that speaks of it has them; a single one's are all's."""
    for obligor in obligors if len(obligors) > 1 else [None]:
        speaking = [report for report in reports if _obligor(report) in (None, obligor)]
        if not speaking:
            continue
        newest = speaking[-1]
        for kind, at in (("start", newest.started_at or newest.completed_at), ("completion", newest.completed_at)):
            if at is not None:
                yield {"obligor_id": obligor, "kind": kind, "happened_at": at, **_said(newest)}


def _obligor(report: Any) -> int | None:
    return (report.obligor.merged_into_id or report.obligor_id) if report.obligor else None


def _progress(reports: Sequence[Any]) -> Iterator[dict[str, Any]]:
    """What each report adds to those before it. What a later one finds less was never done."""
    totals: dict[str, list[tuple[int, Any]]] = defaultdict(list)
    for report in reports:
        for row in report.quantities.all():
            name = row.quantity.detail or row.quantity.category.replace("_", " ")
            totals[name].append((row.amount, report))
    for name, found in totals.items():
        counted = 0
        for position, (_amount, report) in enumerate(found):
            holds = min(amount for amount, _report in found[position:])
            if holds > counted:
                said = {"happened_at": report.decided_at, "amount": holds - counted, "category": name}
                yield {"kind": "progress", **said, **_said(report)}
                counted = holds


def _said(report: Any) -> dict[str, Any]:
    reference = f"R-{report.number}" if report.version == 1 else f"R-{report.number}.{report.version}"
    return {
        "source": reference,
        "report": reference,
        "by_id": report.decided_by_id,
        "recorded_at": report.decided_at,
    }


class Migration(migrations.Migration):
    dependencies = [("monitoring", "0002_alarms")]

    # Alarms go with their table on the way back; what the flags were called is not known any more.
    operations = [
        migrations.RunPython(follow_reports, migrations.RunPython.noop),
        migrations.RunSQL([FLAGS, DEADLINES, INTERVALS, REPORTS], migrations.RunSQL.noop),
    ]
