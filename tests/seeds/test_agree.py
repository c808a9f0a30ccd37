"""What is seeded is what its files say and what its facts give: three ways to the same dates."""

import json
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from commitments.actions.loading import bring_in
from commitments.agreement_file.document import read_document
from commitments.agreement_file.reading import read
from commitments.models import Deadline, Mission, User
from tests.seeds.conftest import AT, FOLDER, Seeded

REAL = sorted(FOLDER.glob("agreements/*.toml"))
EXERCISE = FOLDER / "exercises" / "northern-valley.agreement.toml"
Row = tuple[Any, ...]


def said(*arguments: object, **options: object) -> str:
    out = StringIO()
    call_command(*arguments, stdout=out, **options)
    return out.getvalue()


def from_file(path: Path) -> list[Row]:
    """Every deadline as `manage.py deadlines` prints it, worked out without the database."""
    printed = json.loads(said("deadlines", path, at=AT.isoformat(), json=True))
    return sorted(
        (
            row["commitment"],
            row["limit"],
            row["kind"],
            row["obligor"] or "",
            row["period"],
            row["first"]["utc"] or "",
            row["utc"] or "",
            row["certainty"],
            row["arithmetic"],
            tuple(other["utc"] for other in row["other_readings"]),
        )
        for row in printed["deadlines"]
    )


def from_record(mission: str, reference: str) -> list[Row]:
    rows = Deadline.objects.filter(commitment__agreement__reference=reference, commitment__mission__slug=mission)
    return sorted(
        (
            row.commitment.reference,
            row.limit.key,
            row.kind,
            row.obligor.slug if row.obligor else "",
            row.period,
            _utc(row.first_due_at),
            _utc(row.due_at),
            row.certainty,
            row.arithmetic,
            tuple(_utc(datetime.fromisoformat(other["at"])) for other in row.others),
        )
        for row in rows.select_related("commitment", "limit", "obligor")
    )


def _utc(at: datetime | None) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%MZ") if at else ""


@pytest.mark.parametrize("path", REAL, ids=lambda path: path.stem)
def test_the_dates_on_record_are_those_that_the_file_gives(seeded: Seeded, path: Path) -> None:
    agreement = read_document(read(path)).agreement
    found = from_record(agreement.mission, agreement.reference)
    assert found == from_file(path)


def test_so_are_the_exercises_before_its_story_begins(seeded: Seeded) -> None:
    file = read(EXERCISE, today=AT)
    mission = Mission.objects.create(slug="second-valley", name="Second valley", is_exercise=True)
    bring_in(read_document(file), file.source, mission=mission, by=User.objects.earliest("date_joined"), at=AT)
    found = from_record("second-valley", "NV")
    assert len(found) == 9
    assert found == from_file(EXERCISE)


def test_every_deadline_and_standing_is_what_its_facts_give(seeded: Seeded) -> None:
    assert said("deadlines", check_all=True, at=AT.isoformat()) == "Every deadline is what its facts give.\n"
    assert said("standing", check=True) == "Every standing is what its facts give.\n"


def test_a_date_that_was_tampered_with_is_named(seeded: Seeded) -> None:
    Deadline.objects.filter(commitment__reference="KB20-07").update(due_at=AT)
    Deadline.objects.filter(commitment__reference="KB20-02").update(arithmetic="because")
    out = StringIO()
    with pytest.raises(CommandError, match="2 differences"):
        call_command("deadlines", check_all=True, at=AT.isoformat(), stdout=out)
    lines = sorted(out.getvalue().splitlines())
    assert lines[0].startswith(
        "archive KB20: KB20-02 complete complete_by arithmetic: kept 'because', facts give '20 Nov"
    )
    assert lines[1].startswith("archive KB20: KB20-07 complete complete_by due_at: kept ")


def test_loading_a_seed_again_by_hand_adds_nothing(seeded: Seeded) -> None:
    for path in REAL:
        lines = said("load_agreement", path, dry_run=True).splitlines()
        assert not [line for line in lines if line.startswith(("+", "!"))], lines
        assert lines[-2].endswith(": nothing to add.") or "other words" in lines[-2]
