"""Two roles, one database: who may change its shape, and what the application may do to each table."""

from typing import Any

import pghistory.models
from django.apps import AppConfig
from django.apps import apps as registry
from django.core.management import call_command
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import Model
from psycopg import sql

OWNER = "owner"
READ = ("SELECT",)
READ_AND_ADD = ("SELECT", "INSERT")
READ_AND_WRITE = ("SELECT", "INSERT", "UPDATE", "DELETE")

# Triggers hold the record, so no session may talk them out of it. The package that makes them lets any session name
# those to skip in a setting of its own, and a session's temporary tables would be read before the real ones.
HELD = """
CREATE OR REPLACE FUNCTION public._pgtrigger_should_ignore(trigger_name NAME) RETURNS BOOLEAN
    AS $$ BEGIN RETURN FALSE; END; $$ LANGUAGE plpgsql;
DO $$
DECLARE name regprocedure;
BEGIN
    FOR name IN
        SELECT oid::regprocedure FROM pg_proc
        WHERE pronamespace = 'public'::regnamespace AND proname LIKE 'pgtrigger\\_%'
    LOOP
        EXECUTE format('ALTER FUNCTION %s SET search_path = pg_catalog, public, pg_temp', name);
    END LOOP;
END $$;
"""


class OneDatabase:
    """Reads and writes go to `default`; the `owner` alias is the same database under the role that migrates."""

    def db_for_read(self, model: type[Model], **hints: Any) -> str:
        return DEFAULT_DB_ALIAS

    def db_for_write(self, model: type[Model], **hints: Any) -> str:
        return DEFAULT_DB_ALIAS

    def allow_relation(self, one: Model, other: Model, **hints: Any) -> bool:
        return True

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool:
        return True


def roles_are_separate() -> bool:
    """Whether the application runs under another role than the one that owns the tables."""
    return bool(connections[DEFAULT_DB_ALIAS].settings_dict["USER"] != connections[OWNER].settings_dict["USER"])


def application_owns_tables() -> bool:
    """Whether the application's own role could reshape its tables.

    The catalogue is asked, so that web and worker need not know the owner's URL.
    """
    with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT FROM pg_tables WHERE schemaname = 'public' AND pg_has_role(tableowner, 'MEMBER'))"
        )
        return bool(cursor.fetchone()[0])


def append_only_tables() -> set[str]:
    """Tables that the application may read and add to, and nothing else."""
    return {
        model._meta.db_table
        for model in registry.get_models(include_auto_created=True)
        if getattr(model, "append_only", False) or issubclass(model, pghistory.models.Event)
    }


def grant_application_role(sender: AppConfig, using: str, **kwargs: Any) -> None:
    """After every migration, give the application role exactly what it needs.

    Runs at the end of `migrate` as the owner; a database with one role has nothing to grant.
    """
    if using != OWNER or sender.label != "commitments":
        return
    # No migration makes the cache table; made any later than here, the application could not read it.
    call_command("createcachetable", database=using, verbosity=0)
    with connections[using].cursor() as cursor:
        cursor.execute(HELD)
    if roles_are_separate():
        _grant(using)


def _grant(using: str) -> None:
    application = sql.Identifier(connections[DEFAULT_DB_ALIAS].settings_dict["USER"])
    append_only = append_only_tables()
    with connections[using].cursor() as cursor:
        cursor.execute(sql.SQL("GRANT USAGE ON SCHEMA public TO {}").format(application))
        cursor.execute(sql.SQL("GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {}").format(application))
        for table in connections[using].introspection.table_names(cursor):
            rights = _rights(table, append_only)
            cursor.execute(sql.SQL("REVOKE ALL ON {} FROM {}").format(sql.Identifier(table), application))
            cursor.execute(
                sql.SQL("GRANT {} ON {} TO {}").format(
                    sql.SQL(", ").join(map(sql.SQL, rights)), sql.Identifier(table), application
                )
            )


def _rights(table: str, append_only: set[str]) -> tuple[str, ...]:
    if table == "django_migrations":
        return READ
    if table == "pghistory_context":
        # Who acted is added to within a request, and never taken away.
        return (*READ_AND_ADD, "UPDATE")
    return READ_AND_ADD if table in append_only else READ_AND_WRITE
