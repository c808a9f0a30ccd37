"""The application role reads, adds and amends; it never reshapes, empties or rewrites the record."""

import pytest
from django.db import DatabaseError, connection, connections, transaction

from config.database import append_only_tables, roles_are_separate
from tests.database.catalogue import owner_rows, rights_of_the_application, tables
from tests.factories import NOW, World

pytestmark = pytest.mark.django_db(databases=["default", "owner"])

# Written by hand: the code's own list is put to this one, so that neither can lose a table unnoticed.
RECORD = {
    "commitments_recordentry",
    "commitments_act",
    "commitments_duedate",
    "commitments_receipt",
    "monitoring_observation",
    "monitoring_observedquantity",
    "monitoring_statement",
}


def test_tests_and_application_run_under_a_role_of_their_own() -> None:
    assert roles_are_separate()
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user, session_user")
        (current, session) = cursor.fetchone()
    owners = {owner for (owner,) in owner_rows("SELECT DISTINCT tableowner FROM pg_tables WHERE schemaname = 'public'")}
    assert current == session
    assert current not in owners


def test_the_application_role_has_no_power_over_the_server_and_is_no_member_of_the_owner() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT rolsuper, rolcreatedb, rolcreaterole, rolbypassrls, rolreplication FROM pg_roles"
            " WHERE rolname = current_user"
        )
        assert cursor.fetchone() == (False,) * 5
        cursor.execute(
            "SELECT count(*) FROM pg_tables"
            " WHERE schemaname = 'public' AND pg_has_role(current_user, tableowner, 'MEMBER')"
        )
        assert cursor.fetchone() == (0,)
        cursor.execute("SELECT has_schema_privilege(current_user, 'public', 'CREATE')")
        assert cursor.fetchone() == (False,)


def test_append_only_tables_are_these_and_every_table_of_history() -> None:
    history = {name for name in tables() if name.endswith("event")}
    assert append_only_tables() == RECORD | history
    assert len(history) >= 12, "the registers' history"


def test_each_right_on_each_table_is_one_that_was_meant() -> None:
    """Every table of the database, those of other packages too."""
    record = append_only_tables()
    meant = {name: {"SELECT", "INSERT"} | (set() if name in record else {"UPDATE", "DELETE"}) for name in tables()}
    meant |= {"django_migrations": {"SELECT"}, "pghistory_context": {"SELECT", "INSERT", "UPDATE"}}
    assert rights_of_the_application() == meant


def test_no_column_of_the_record_is_given_away_one_by_one() -> None:
    rows = owner_rows(
        "SELECT table_name, column_name, privilege_type FROM information_schema.column_privileges"
        " WHERE table_schema = 'public' AND grantee = %s AND privilege_type = 'UPDATE'",
        connections["default"].settings_dict["USER"],
    )
    assert {row[0] for row in rows} & append_only_tables() == set()


def test_no_function_runs_with_the_owners_rights() -> None:
    rows = owner_rows("SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND prosecdef")
    assert rows == []


@pytest.mark.parametrize(
    "statement",
    [
        "ALTER TABLE commitments_deadline ADD COLUMN x int",
        "ALTER TABLE monitoring_observation DISABLE TRIGGER ALL",
        "DROP TABLE monitoring_flag",
        "CREATE TABLE elsewhere (x int)",
        "TRUNCATE commitments_recordentry",
        "TRUNCATE monitoring_flag",
        "ALTER TABLE monitoring_statement OWNER TO CURRENT_USER",
        "SET session_replication_role = replica",
        "UPDATE commitments_recordentry SET verb = 'x'",
        "DELETE FROM monitoring_observation",
        "INSERT INTO django_migrations (app, name, applied) VALUES ('x', 'y', now())",
    ],
)
def test_refused_when_tried(statement: str) -> None:
    with pytest.raises(DatabaseError) as refused, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert "permission denied" in str(refused.value) or "must be owner" in str(refused.value)


def test_what_it_is_for_it_can_do(world: World) -> None:
    world.approved(world.commitment(), at=NOW)
