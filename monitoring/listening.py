"""Monitoring listens to what commitments tell, so that nobody can forget to bring the standing into line."""

from datetime import datetime
from typing import Any

from commitments.models import Commitment
from commitments.signals import commitment_changed


def connect() -> None:
    """Called once, when the apps are ready."""
    commitment_changed.connect(_settle, dispatch_uid="settle_standing")


def _settle(sender: type[Commitment], *, commitment: Commitment, at: datetime, why: str, **kwargs: Any) -> None:
    # Imported here: actions need the registry of models, which is not complete when this module loads.
    from monitoring.actions.standing import settle

    settle(commitment, at=at, why=why)
