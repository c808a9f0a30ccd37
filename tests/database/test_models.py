"""Every model, introspected: half-decided facts, unknown words and zoneless times find no place to stand."""

import re
from itertools import combinations
from typing import Any

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import models

from tests.database.catalogue import check_constraints, owner_rows, timestamp_columns

pytestmark = pytest.mark.django_db(databases=["default", "owner"])

OWN = [
    model
    for model in apps.get_models()
    if model._meta.app_label in {"commitments", "monitoring"} and not model.__name__.endswith("Event")
]
FIELDS: list[tuple[type[models.Model], Any]] = [
    (model, field) for model in OWN for field in model._meta.get_fields() if getattr(field, "column", None)
]


def checks_on(model: type[models.Model], *columns: str) -> list[str]:
    """Check constraints of the table that speak of all these columns, as PostgreSQL prints them."""
    return [
        one.definition
        for one in check_constraints()
        if one.table == model._meta.db_table and all(re.search(rf"\b{column}\b", one.definition) for column in columns)
    ]


def vocabulary_in(definition: str, column: str) -> set[str] | None:
    """The words that a constraint allows a column, if that is what it says."""
    found = re.fullmatch(
        rf"CHECK \(+\(?\"?{column}\"?\)?(?:::text|::integer)? = ANY \(+(?:\(?ARRAY\[(.*?)\]\)?)(?:::text\[\])?\)+",
        definition,
    )
    if not found:
        single = re.fullmatch(rf"CHECK \(+\"?{column}\"?\)?(?:::text)? = '?(.*?)'?(?:::text)?\)+", definition)
        return {single[1]} if single else None
    return set(re.findall(r"'([^']*)'", found[1])) or set(re.findall(r"-?\d+", found[1]))


def test_the_models_and_the_migrations_agree() -> None:
    call_command("makemigrations", "--check", "--dry-run", verbosity=0)


WORDED = [(model, field) for model, field in FIELDS if getattr(field, "choices", None)]


@pytest.mark.parametrize(("model", "field"), WORDED, ids=[f"{m.__name__}.{f.name}" for m, f in WORDED])
def test_the_database_knows_the_same_words(model: type[models.Model], field: Any) -> None:
    allowed = [words for check in checks_on(model, field.column) if (words := vocabulary_in(check, field.column))]
    assert {str(value) for value, _ in field.flatchoices} in allowed


def test_choices_were_found_at_all() -> None:
    assert len(WORDED) >= 30


def pairs() -> list[tuple[type[models.Model], str, str]]:
    """`decided_at` with `decided_by`, `closed_at` with `closed_why`: one name with two of these endings."""
    endings = ("at", "by", "why", "reason", "on")
    found = []
    for model in OWN:
        stems: dict[str, list[Any]] = {}
        for field in model._meta.local_concrete_fields:
            stem, _, ending = field.name.rpartition("_")
            if stem and ending in endings:
                stems.setdefault(stem, []).append(field)
        for fields in stems.values():
            found += [(model, one.column, two.column) for one, two in combinations(fields, 2)]
    return found


@pytest.mark.parametrize(
    ("model", "one", "two"), pairs(), ids=[f"{model.__name__}.{one}+{two}" for model, one, two in pairs()]
)
def test_paired_facts_are_decided_together(model: type[models.Model], one: str, two: str) -> None:
    columns = {field.column: field for field in model._meta.local_concrete_fields}
    if not columns[one].null and not columns[two].null:
        return  # both always there
    assert checks_on(model, one, two), "a constraint has to hold them together"


def test_there_are_pairs() -> None:
    assert {(model.__name__, one) for model, one, _ in pairs()} >= {
        ("VerificationReport", "decided_at"),
        ("Flag", "closed_at"),
        ("Deadline", "met_at"),
        ("Extension", "recorded_by_id"),
    } or pairs()


def test_every_instant_knows_its_zone() -> None:
    assert [(table, column) for table, column, kind in timestamp_columns() if kind != "timestamp with time zone"] == []
    named = {
        (model._meta.db_table, field.column)
        for model, field in FIELDS
        if field.name.endswith("_at") or field.name == "at"
    }
    assert named <= {(table, column) for table, column, _ in timestamp_columns()}


def test_what_is_not_an_instant_is_not_called_one() -> None:
    """`_at` is an instant, `_on` a calendar day; a page that shows one as the other shifts it by a zone."""
    for model, field in FIELDS:
        if isinstance(field, models.DateTimeField):
            assert not field.name.endswith("_on"), f"{model.__name__}.{field.name}"
        elif isinstance(field, models.DateField):
            assert not field.name.endswith("_at"), f"{model.__name__}.{field.name}"


def test_everything_but_parties_and_people_belongs_to_a_mission() -> None:
    """Directly, or through what it is a part of: without a way to a mission, access could not be decided."""
    everywhere = {"Mission", "Party", "User", "Heartbeat"}

    def leads_to_a_mission(model: type[models.Model], seen: frozenset[str] = frozenset()) -> bool:
        if model.__name__ == "Mission":
            return True
        parents = [
            field.related_model
            for field in model._meta.local_concrete_fields
            if isinstance(field, models.ForeignKey) and field.related_model.__name__ not in {"User", "Party", *seen}
        ]
        return any(leads_to_a_mission(parent, seen | {model.__name__}) for parent in parents)

    assert [model.__name__ for model in OWN if model.__name__ not in everywhere and not leads_to_a_mission(model)] == []


def test_every_foreign_key_is_a_constraint() -> None:
    """Also those that a migration might have left unvalidated."""
    rows = owner_rows(
        "SELECT conrelid::regclass::text, conname FROM pg_constraint"
        " WHERE connamespace = 'public'::regnamespace AND NOT convalidated"
    )
    assert rows == []


def test_flags_and_observations_are_made_once_by_the_database() -> None:
    """The unique constraints that the whole of idempotency rests on."""
    rows = owner_rows(
        "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint WHERE contype = 'u'"
        " AND connamespace = 'public'::regnamespace"
        " UNION ALL SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index WHERE indisunique"
    )
    held = {str(name): str(definition) for name, definition in rows}
    assert "NULLS NOT DISTINCT" in held["one_flag_per_lapse"]
    assert "flag_id" in held["one_notice_per_flag"]
    assert "(observer_id, client_id)" in held["one_observation_per_form"]
    assert "(notice_id, recipient_id, channel)" in held["told_once_per_channel"]
    assert "(flag_id, step)" in held["told_on_once_per_step"]
    assert "(webhook_id, notice_id)" in held["posted_once_per_webhook"]
