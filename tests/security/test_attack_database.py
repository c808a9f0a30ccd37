"""Somebody who has the application's database password and knows how the triggers are made."""

import pytest
from django.db import DatabaseError, connection, transaction

from monitoring.models import VerificationReport
from tests.database.catalogue import owner_rows
from tests.factories import World

pytestmark = pytest.mark.django_db(databases=["default", "owner"])

SKIP_ALL = (
    "SELECT set_config('pgtrigger.ignore', (SELECT array_agg(tgname)::text FROM pg_trigger WHERE NOT tgisinternal),"
    " true)"
)
SHADOW = "CREATE TEMPORARY TABLE monitoring_verificationreport (id uuid, state text)"
SHADOW_PATH = f"{SHADOW}; SET LOCAL search_path = pg_temp, public"


@pytest.mark.parametrize("trick", [SKIP_ALL, SHADOW, SHADOW_PATH])
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE public.monitoring_verificationreport SET conclusion = 'forged'",
        "DELETE FROM public.monitoring_reportobservation",
        "UPDATE public.monitoring_reportobservation SET report_id = report_id",
    ],
)
def test_no_session_talks_the_triggers_out_of_an_approved_report(world: World, trick: str, statement: str) -> None:
    report = world.approved(world.commitment())
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(trick)
        with pytest.raises(DatabaseError, match=r"approved|Cannot"), transaction.atomic():
            cursor.execute(statement)
        transaction.set_rollback(True)
    assert VerificationReport.objects.get(pk=report.pk).conclusion == report.conclusion
    assert report.bases.count() == 1


@pytest.mark.parametrize(
    "trick", [SKIP_ALL, "CREATE TEMPORARY TABLE commitments_membershipevent (LIKE commitments_membershipevent)"]
)
def test_no_session_gives_itself_a_role_without_a_trace(world: World, trick: str) -> None:
    kept = "SELECT count(*) FROM public.commitments_membershipevent WHERE role = 'administrator'"
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(kept)
        (before,) = cursor.fetchone()
        cursor.execute(trick)
        cursor.execute("UPDATE commitments_membership SET role = 'administrator' WHERE role = 'monitor'")
        cursor.execute(kept)
        assert cursor.fetchone() == (before + 1,)


def test_every_trigger_of_ours_reads_the_real_tables() -> None:
    loose = owner_rows(
        "SELECT DISTINCT p.proname FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid"
        " WHERE NOT t.tgisinternal AND NOT coalesce(p.proconfig, '{}') @> ARRAY[%s]",
        "search_path=pg_catalog, public, pg_temp",
    )
    assert loose == []
