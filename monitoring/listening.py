"""Monitoring listens to what commitments tell, so that nobody can forget to bring the standing into line."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from commitments.models import Agreement, Commitment, Party
from commitments.signals import agreement_brought_in, commitments_changed, party_merged

if TYPE_CHECKING:
    from commitments.actions.loading import Loading


def connect() -> None:
    """Called once, when the apps are ready."""
    commitments_changed.connect(_settle, dispatch_uid="settle_standing")
    party_merged.connect(_follow_merge, dispatch_uid="follow_merge")
    agreement_brought_in.connect(_enter_statements, dispatch_uid="enter_statements")


def _settle(
    sender: type[Commitment], *, commitments: Sequence[Commitment], at: datetime, why: str, **kwargs: Any
) -> None:
    # Imported here: actions need the registry of models, which is not complete when this module loads.
    from monitoring.actions.standing import settle

    settle(commitments, at=at, why=why)


def _follow_merge(sender: type[Party], *, duplicate: Party, target: Party, at: datetime, **kwargs: Any) -> None:
    from monitoring.actions.merges import follow_merge

    follow_merge(duplicate=duplicate, target=target, at=at)


def _enter_statements(sender: type[Agreement], *, loading: Loading, **kwargs: Any) -> None:
    from monitoring.actions.loading import enter_statements

    enter_statements(loading)
