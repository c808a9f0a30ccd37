"""What came from the field and the desk, shown to the administrator and never touched. Importing registers it."""

from monitoring.admin import flags, observations, reports, statements

__all__ = ["flags", "observations", "reports", "statements"]
