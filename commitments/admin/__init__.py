"""What a mission's administrator keeps. Importing the modules registers them."""

from commitments.admin import agreements, commitments, missions, parties, people, record

__all__ = ["agreements", "commitments", "missions", "parties", "people", "record"]
