"""The story of an exercise from its file: every table becomes one or more events with a time of their own."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from commitments.actions.events import record_milestone
from commitments.actions.limits import act_on
from commitments.actions.loading import explaining
from commitments.agreement_file.reading import Table
from commitments.models import Milestone, TimeLimit
from commitments.queries.terms import kept
from commitments.rules.treaty.terms import Act, ActKind, On
from monitoring.actions.statements import record_statement
from monitoring.models.vocabulary import StatementKind
from monitoring.seeding.clock import Event
from monitoring.seeding.observations import observation_events
from monitoring.seeding.reports import Drafted, report_events
from monitoring.seeding.scene import Scene
from monitoring.seeding.when import instant


def events(table: Table, scene: Scene) -> Iterator[Event]:
    """Everything that the file tells, in no order."""
    table.source.dates.zone = scene.agreement.zone
    for row in table.tables("observation"):
        yield from observation_events(row, scene)
    drafted: Drafted = {}
    for row in table.tables("report"):
        yield from report_events(row, scene, drafted)
    for row in table.tables("statement"):
        yield _statement(row, scene)
    for row in table.tables("extension"):
        yield _act(row, scene, "extension", to=On(row.day("to")))
    for row in table.tables("suspension"):
        yield _act(row, scene, "suspension")
    for row in table.tables("milestone"):
        yield _milestone(row, scene)
    table.finish()


def _statement(row: Table, scene: Scene) -> Event:
    at = instant(row, "at")
    fields: dict[str, Any] = {
        "agreement": scene.agreement,
        "commitment": scene.commitment(row, "on") if "on" in row else None,
        "party": scene.party(row, "party"),
        "kind": row.word("kind", StatementKind.values),
        "stated_on": scene.day(at),
        "text": row.text("text"),
        "source": row.text("source"),
        "by": scene.person(row, "by"),
    }
    row.finish()
    return Event(at, lambda moment: record_statement(**fields, at=moment))


def _act(row: Table, scene: Scene, kind: ActKind, **fields: Any) -> Event:
    at, commitment, by = instant(row, "at"), scene.commitment(row, "on"), scene.person(row, "by")
    keys = set(commitment.limits.values_list("key", flat=True))
    limit = TimeLimit.objects.get(commitment=commitment, key=row.name("limit", keys))
    act = Act(
        kind=kind,
        on=scene.day(at),
        by=row.text("granted_by"),
        reason=row.text("reason"),
        source=row.text("source"),
        **fields,
    )
    row.finish()

    def happen(moment: datetime) -> None:
        with explaining(row.source, row.path, row.where):
            act_on(limit=limit, act=act, by=by, at=moment)

    return Event(at, happen)


def _milestone(row: Table, scene: Scene) -> Event:
    at, by, source = instant(row, "at"), scene.person(row, "by"), row.text("source")
    key = row.name("key", scene.milestones)
    happened, day_only = kept(row.moment("de_facto"), scene.agreement.zone)
    row.finish()

    def happen(moment: datetime) -> None:
        milestone = Milestone.objects.select_related("agreement__mission").get(pk=scene.milestones[key].pk)
        times = {"de_facto_at": happened, "de_facto_day_only": day_only}
        with explaining(row.source, row.path, row.where):
            record_milestone(milestone=milestone, source=source, by=by, at=moment, **times)

    return Event(at, happen)
