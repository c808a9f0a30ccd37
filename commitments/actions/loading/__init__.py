"""Bringing an agreement file into a mission: what is absent is added, what differs is said, no date moves silently."""

from commitments.actions.loading.bring_in import bring_in
from commitments.actions.loading.loading import Loading, Note, explaining
from commitments.actions.loading.mission import mission_of

__all__ = ["Loading", "Note", "bring_in", "explaining", "mission_of"]
