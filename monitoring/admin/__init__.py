"""What came from the field and the desk, shown and never touched, and how people and systems are told of it.

Importing registers it.
"""

from monitoring.admin import escalation, flags, observations, reports, statements, webhooks

__all__ = ["escalation", "flags", "observations", "reports", "statements", "webhooks"]
