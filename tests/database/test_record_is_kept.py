"""Append-only and frozen rows are refused by the database itself, even to its owner."""

from datetime import timedelta

import pytest
from django.apps import apps
from django.db import DatabaseError, connections, transaction

from commitments.actions.events import record_receipts
from commitments.models import Receipt
from monitoring.actions.statements import record_statement
from tests.database.catalogue import owner_rows, triggers
from tests.factories import NOW, World, make_world
from tests.live import LIVE

OWN = [model for model in apps.get_models() if model._meta.app_label in {"commitments", "monitoring"}]
KEPT = [model._meta.db_table for model in OWN if getattr(model, "append_only", False)]


@pytest.fixture
def furnished(transactional_db: None) -> World:
    """Committed rows in every table that is kept: the owner must see them to be refused."""
    world = make_world()
    commitment = world.commitment()
    deadline = world.deadline(commitment, due=NOW - timedelta(days=1))
    world.approved(commitment)
    world.extend(deadline, to=NOW + timedelta(days=3), granted_by="Commission", reason="snow", at=NOW)
    receipt = Receipt(of="request", happened_at=NOW, source="made up for a test")
    record_receipts(agreement=world.agreement, receipts=[receipt], by=world.verifier, at=NOW)
    record_statement(
        agreement=world.agreement,
        commitment=commitment,
        party=world.north,
        kind="claim",
        stated_on=NOW.date(),
        text="Done.",
        source="letter",
        by=world.analyst,
        at=NOW,
    )
    return world


def refused(statement: str) -> str:
    owner = connections["owner"]
    with pytest.raises(DatabaseError) as error, transaction.atomic(using="owner"), owner.cursor() as cursor:
        cursor.execute(statement)
    return str(error.value)


def count(table: str) -> object:
    return owner_rows(f"SELECT count(*) FROM {table}")[0][0]  # noqa: S608 (a table's own name)


@LIVE
def test_the_owner_too_is_refused_to_rewrite_the_record(furnished: World) -> None:
    assert KEPT, "no model is marked append-only"
    for table in KEPT:
        before = count(table)
        assert before, f"{table} has no row to try"
        column = str(
            owner_rows(
                "SELECT column_name FROM information_schema.columns WHERE table_name = %s ORDER BY ordinal_position",
                table,
            )[-1][0]
        )
        assert "Cannot update or delete" in refused(f'UPDATE {table} SET "{column}" = "{column}"')  # noqa: S608
        assert "Cannot update or delete" in refused(f"DELETE FROM {table}")  # noqa: S608
        assert count(table) == before


@LIVE
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE monitoring_verificationreport SET conclusion = 'other'",
        "UPDATE monitoring_verificationreport SET state = 'draft', decided_at = NULL, decided_by_id = NULL",
        "DELETE FROM monitoring_verificationreport",
        "DELETE FROM monitoring_reportobservation",
        "UPDATE monitoring_reportobservation SET report_id = report_id",
        "INSERT INTO monitoring_reportobservation (report_id, observation_id)"
        " SELECT r.id, o.id FROM monitoring_verificationreport r, monitoring_observation o",
    ],
)
def test_an_approved_report_is_frozen_with_what_it_rests_on(furnished: World, statement: str) -> None:
    assert "approved" in refused(statement) or "Cannot" in refused(statement)


@pytest.mark.django_db(databases=["default", "owner"])
def test_every_append_only_table_has_its_trigger() -> None:
    held = triggers()
    assert [table for table in KEPT if not any("append_only" in name for name in held.get(table, ()))] == []


@pytest.mark.django_db(databases=["default", "owner"])
def test_every_register_keeps_its_history() -> None:
    """What an administrator edits in place leaves a row of history for each insert, update and delete."""
    held = triggers()
    registers = {
        model._meta.db_table
        for model in OWN
        if any(
            field.related_model and field.related_model.__name__ == f"{model.__name__}Event"
            for field in model._meta.related_objects
        )
    }
    assert {
        "commitments_mission",
        "commitments_membership",
        "commitments_party",
        "commitments_agreement",
        "commitments_provision",
        "commitments_milestone",
        "commitments_commitment",
        "commitments_quantity",
    } <= registers
    for table in registers:
        kinds = {word for name in held[table] for word in ("insert", "update", "delete") if word in name}
        assert {"insert", "update"} <= kinds, f"{table}: {held[table]}"


@pytest.mark.django_db
def test_history_is_written_by_the_database_and_cannot_be_rewritten(world: World) -> None:
    world.mission.name = "Mission renamed"
    world.mission.save()
    events = apps.get_model("commitments", "MissionEvent").objects.filter(pgh_obj=world.mission)
    assert [event.name for event in events.order_by("pgh_id")][-1] == "Mission renamed"
    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        events.update(name="never renamed")
