"""Which period of a limit an act or a delivery speaks of."""

import re
from dataclasses import dataclass
from typing import Any

from commitments.agreement_file.reading import MISSING, Table
from commitments.rules.treaty.order import all_parts
from commitments.rules.treaty.terms import After, AtEachReceipt, Limit

NUMBER = re.compile(r"([1-9]\d{0,5})(\.[1-9]\d{0,5})?( notice)?")


@dataclass(frozen=True)
class Periods:
    """The periods that a limit has: several or none, and how many where the text says so."""

    several: bool
    times: int | None = None

    def read(self, row: Table, default: Any = MISSING) -> str:
        """`period` of a table. Raises FileError for one that never comes, so that no fact goes missing by a slip."""
        period = row.text("period", default)
        if period == default:
            return period
        found = NUMBER.fullmatch(period)
        if not self.several:
            raise row.wrong("period", f"is {period!r}, and the limit falls due once: it has no periods")
        if found is None:
            raise row.wrong("period", f"is {period!r}; periods and receipts are numbered from 1")
        if self.times is not None and int(found[1]) > self.times:
            raise row.wrong("period", f"is {period!r}, and the last one is {str(self.times)!r}")
        return period


def periods_of(limit: Limit) -> Periods:
    """One for each repetition, term or receipt; receipts come without end."""
    anchors = [part.anchor for part in all_parts(limit) if isinstance(part, After)]
    received = any(isinstance(anchor, AtEachReceipt) for anchor in anchors)
    times = limit.repeat.times if limit.repeat and not received else None
    return Periods(several=bool(received or limit.repeat or limit.renewal), times=times)
