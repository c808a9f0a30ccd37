"""The dated items of an agreement, as many as a mission can keep."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from commitments.rules.treaty.items import Item, TermsError
from commitments.rules.treaty.resolve import resolve
from commitments.rules.treaty.terms import Terms

MOST_DEADLINES = 20_000
"""Enough for a daily quota over fifty years; more rows than that in one agreement are a slip of the hand."""


def items_of(terms: Terms, *, now: datetime) -> list[Item]:
    """Every dated item. Raises TermsError, also where there are more than a mission can keep."""
    items = resolve(terms, now=now)
    if len(items) > MOST_DEADLINES:
        raise TermsError(
            _("the agreement would have %(count)s deadlines, and a mission keeps at most %(most)s of one agreement")
            % {"count": f"{len(items):,}", "most": f"{MOST_DEADLINES:,}"}
        )
    return items
