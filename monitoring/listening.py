"""Monitoring listens to what commitments tell, so that nobody can forget to bring the standing into line."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from commitments.models import Commitment, Party
from commitments.signals import commitments_changed, party_merged


def connect() -> None:
    """Called once, when the apps are ready."""
    commitments_changed.connect(_settle, dispatch_uid="settle_standing")
    party_merged.connect(_follow_merge, dispatch_uid="follow_merge")


def _settle(
    sender: type[Commitment], *, commitments: Sequence[Commitment], at: datetime, why: str, **kwargs: Any
) -> None:
    # Imported here: actions need the registry of models, which is not complete when this module loads.
    from monitoring.actions.standing import settle

    settle(commitments, at=at, why=why)


def _follow_merge(sender: type[Party], *, duplicate: Party, target: Party, at: datetime, **kwargs: Any) -> None:
    from monitoring.actions.merges import follow_merge

    follow_merge(duplicate=duplicate, target=target, at=at)
