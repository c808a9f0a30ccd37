"""Give every deadline a limit with its rule, its readings, the acts on it and every date that it has had.

No date moves. A limit has the id of the deadline that it was.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import Any

from django.db import migrations
from django.db.models import Max
from django.utils import timezone

from commitments.migrations import _old_rules as old_rules

BATCH = 1000
NOT_STATED = "not stated"
DONE = {"extension": "extended", "suspension": "suspended", "resumption": "resumed", "waiver": "waived"}
RESTATED = (
    *("limit_id", "first_ends_on", "ends_on", "certainty", "later", "others"),
    *("is_suspended", "is_waived"),
)

# A milestone has two times now, and each says for itself whether only its day is known. What is counted in hours, to
# the hour or on other clocks was counted from the instant as entered: that is an hour then, or its date would move.
MILESTONES = """
UPDATE commitments_milestoneevent SET de_jure_day_only = false, de_facto_day_only = false WHERE NOT day_only;
UPDATE commitments_milestone m SET de_jure_day_only = false, de_facto_day_only = false
FROM commitments_agreement a
WHERE a.id = m.agreement_id AND (NOT m.day_only OR EXISTS (
    SELECT FROM commitments_deadline d
    WHERE d.anchor_id = m.id AND (d.offset_unit = 'hours' OR d.boundary = 'instant' OR d.zone <> a.zone)
));
"""
# The history keeps what was entered; a reading without a date had no rule.
PAST_READINGS = """
UPDATE commitments_readingevent SET key = left(words, 200),
    rule = CASE WHEN on_date IS NULL THEN '{}'::jsonb ELSE jsonb_build_object('on', on_date) END
"""


class Rows:
    """The tables as they are between the old rules and the new, on the connection that migrates."""

    def __init__(self, apps: Any, alias: str) -> None:
        self.apps, self.alias = apps, alias

    def of(self, name: str) -> Any:
        return self.apps.get_model("commitments", name)._default_manager.using(self.alias)

    def add(self, name: str, rows: Iterable[dict[str, Any]]) -> None:
        model = self.apps.get_model("commitments", name)
        self.of(name).bulk_create([model(**row) for row in rows], batch_size=BATCH)


def move(apps: Any, schema_editor: Any) -> None:
    rows = Rows(apps, schema_editor.connection.alias)
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(MILESTONES)
        cursor.execute(PAST_READINGS)
    known, now = _known_since(rows), timezone.now()
    everything = rows.of("Deadline").select_related("commitment__agreement", "anchor").order_by("pk")
    for deadlines in _batches(everything):
        ids = [deadline.pk for deadline in deadlines]
        readings = _by(rows.of("Reading").filter(limit_id__in=ids).order_by("on_date", "pk"), "limit_id")
        extensions = _by(rows.of("Extension").filter(deadline__in=ids).order_by("recorded_at", "pk"), "deadline_id")
        acts = {one.pk: list(_acts(one, extensions[one.pk])) for one in deadlines}
        rows.add("TimeLimit", map(_limit, deadlines))
        for deadline in deadlines:
            _move_readings(rows, deadline, readings[deadline.pk])
            _restate(deadline, acts[deadline.pk], [one for one in readings[deadline.pk] if one.on_date])
        rows.add("Act", (_act_row(deadline, act) for deadline in deadlines for act in acts[deadline.pk]))
        rows.of("Deadline").bulk_update(deadlines, RESTATED, batch_size=BATCH)
        rows.add("DueDate", (row for one in deadlines for row in _dates(one, acts[one.pk], known.get(_name(one), now))))
    agreements = rows.of("TimeLimit").order_by().values_list("commitment__agreement", flat=True).distinct()
    rows.add("Timetable", [{"agreement_id": pk} for pk in agreements])


def _batches(everything: Any) -> Iterator[list[Any]]:
    last = None
    while found := list((everything.filter(pk__gt=last) if last else everything)[:BATCH]):
        yield found
        last = found[-1].pk


def _by(rows: Iterable[Any], name: str) -> dict[Any, list[Any]]:
    found: dict[Any, list[Any]] = defaultdict(list)
    for row in rows:
        found[getattr(row, name)].append(row)
    return found


def _known_since(rows: Rows) -> dict[tuple[Any, ...], datetime]:
    """When the record last says that a deadline's first date was set or came to be counted."""
    entries = rows.of("RecordEntry").filter(verb__in=["deadline set", "deadline recomputed"]).order_by()
    named = entries.values_list("mission_id", "subject", "content__deadline").annotate(Max("at"))
    return {(mission, subject, key): at for mission, subject, key, at in named}


def _name(old: Any) -> tuple[Any, ...]:
    return (old.commitment.mission_id, old.commitment.reference, old.key)


def _limit(old: Any) -> dict[str, Any]:
    same = ("commitment_id", "key", "kind", "label", "obligor_id", "zone")
    return {"id": old.pk, **{name: getattr(old, name) for name in same}}


def _move_readings(rows: Rows, old: Any, others: Sequence[Any]) -> None:
    """The adopted reading gets a row of its own. One that led to no date is words only, so words keep it."""
    dated, undated = [one for one in others if one.on_date], [one for one in others if not one.on_date]
    adopted = {
        "limit_id": old.pk,
        "key": "adopted",
        "is_adopted": True,
        "rule": old_rules.rule_of(old),
        "source": old.reading or old.commitment.source or NOT_STATED,
        "reason": _why_adopted(dated, undated),
    }
    rows.add("Reading", [adopted])
    rows.of("Reading").filter(pk__in=[one.pk for one in undated]).delete()
    for position, reading in enumerate(dated, start=1):
        reading.key = reading.words if 0 < len(reading.words) <= 200 and reading.words != "adopted" else f"{reading.pk}"
        reading.words, reading.source = reading.words or NOT_STATED, reading.source or NOT_STATED
        reading.position, reading.rule = position, {"on": reading.on_date.isoformat()}
        reading.save(using=rows.alias)


def _why_adopted(dated: Sequence[Any], undated: Sequence[Any]) -> str:
    why = ["Adopted when the limit was entered; why was not recorded."] if dated or undated else []
    for one in undated:
        why.append(f"It can also be read so, without a date: {one.words} ({one.source or NOT_STATED}).")
        why += [f"Not adopted: {one.reason}"] if one.reason else []
    return " ".join(why)


def _acts(old: Any, extensions: Sequence[Any]) -> Iterator[dict[str, Any]]:
    """The acts in the order in which they were recorded, which is the order that they had.

    Acts are ordered by their days now. One recorded after an act of a later day takes that day, and says its own.
    """
    latest = date.min
    for act in extensions:
        latest = max(latest, act.granted_on)
        belated = f" (granted on {old_rules.date_in_words(act.granted_on)})" if act.granted_on < latest else ""
        yield {
            "id": act.pk,
            "kind": act.act,
            "granted_by": act.granted_by,
            "granted_on": latest,
            "reason": act.reason + belated,
            "source": act.source,
            "by_id": act.recorded_by_id,
            "recorded_at": act.recorded_at,
            "to": act.to_due_at,
        }
    done = {act.act for act in extensions}
    for kind, at in (("suspension", old.suspended_at), ("waiver", old.waived_at)):
        if at is not None and kind not in done:
            said = {"granted_by": NOT_STATED, "reason": NOT_STATED, "to": None}
            yield {"kind": kind, "granted_on": max(latest, at.date()), "recorded_at": at, **said}


def _act_row(old: Any, act: dict[str, Any]) -> dict[str, Any]:
    content = {} if act["to"] is None else {"to": old_rules.moved_to(act["to"], old.kind, old.zone)}
    return {"limit_id": old.pk, "content": content, **{name: act[name] for name in act if name != "to"}}


def _restate(old: Any, acts: Sequence[dict[str, Any]], dated: Sequence[Any]) -> None:
    """What the deadline says of itself, its other readings and the acts on it; `due_at` and the rest stay."""
    old.limit_id = old.pk
    old.certainty = _certainty(old.due_at)
    old.first_ends_on = old_rules.first_day_of(old)
    extensions = [act for act in acts if act["kind"] == "extension"]
    old.ends_on = old_rules.day_of(old.due_at, old.kind, old.zone) if extensions else old.first_ends_on
    old.later = [{"arithmetic": _extended(old, act), **_point(old, act["to"])} for act in extensions]
    old.others = [_other(old, reading) for reading in dated]
    old.is_suspended, old.is_waived = old.suspended_at is not None, old.waived_at is not None


def _other(old: Any, reading: Any) -> dict[str, Any]:
    at = old_rules.instant_of(reading.on_date, old.kind, old.zone)
    said = {name: getattr(reading, name) for name in ("key", "words", "source", "reason")}
    return {**said, "arithmetic": old_rules.in_words(at, old.kind, old.zone), **_point(old, at)}


def _point(old: Any, at: datetime) -> dict[str, Any]:
    day = old_rules.day_of(at, old.kind, old.zone)
    return {"at": at.isoformat(), "ends_on": day.isoformat() if day else None, "certainty": "fixed"}


def _certainty(at: datetime | None) -> str:
    return "pending" if at is None else "fixed"


def _extended(old: Any, act: dict[str, Any]) -> str:
    on, until = old_rules.date_in_words(act["granted_on"]), old_rules.in_words(act["to"], old.kind, old.zone)
    return f"extended by {act['granted_by']} on {on}: {until}"


def _dates(old: Any, acts: Sequence[dict[str, Any]], known_at: datetime) -> Iterator[dict[str, Any]]:
    """The date that the rule gave, and the deadline as each act left it."""
    stands: dict[str, Any] = {
        "deadline_id": old.pk,
        "known_at": known_at,
        "due_at": old.first_due_at,
        "ends_on": old.first_ends_on,
        "certainty": _certainty(old.first_due_at),
        "is_suspended": False,
        "is_waived": False,
        "arithmetic": old.arithmetic,
        "why": "limit set",
    }
    yield stands
    for act in sorted(acts, key=lambda act: act["recorded_at"]):
        why = f"{DONE[act['kind']]} by {act['granted_by']}: {act['reason']}"
        stands = {**stands, **_change(old, act), "known_at": act["recorded_at"], "why": why}
        yield stands


def _change(old: Any, act: dict[str, Any]) -> dict[str, Any]:
    match act["kind"]:
        case "extension":
            ends_on = old_rules.day_of(act["to"], old.kind, old.zone)
            return {"due_at": act["to"], "ends_on": ends_on, "certainty": "fixed", "arithmetic": _extended(old, act)}
        case "waiver":
            return {"is_waived": True}
    return {"is_suspended": act["kind"] == "suspension"}


class Migration(migrations.Migration):
    dependencies = [("commitments", "0002_time_limits")]

    # There is no way back for rows: one limit can now hold what no old deadline could.
    operations = [migrations.RunPython(move, migrations.RunPython.noop)]
