"""What parties say, from an agreement's file."""

from typing import Any

from commitments.seeding.agreements import Loaded
from commitments.seeding.reading import Table
from monitoring.actions.statements import record_statement
from monitoring.models import Statement
from monitoring.models.vocabulary import StatementKind


def load_statement(row: Table, loaded: Loaded) -> Statement:
    """Record one statement, about the agreement or one commitment of it, unless it is on the record already."""
    fields: dict[str, Any] = {
        "agreement": loaded.agreement,
        "commitment": loaded.optional(row, "commitment", loaded.commitments),
        "party": loaded.named(row, "party", loaded.parties, row.text("party")),
        "kind": row.word("kind", StatementKind),
        "stated_on": loaded.calendar.day(row, "stated_on"),
        "text": row.text("text"),
        "source": row.text("source"),
    }
    row.finish()
    with row.explaining():
        return Statement.objects.filter(**fields).first() or record_statement(**fields, **loaded.stamp)
