"""Contestation: what the parties' own words, taken together, make of a commitment. Never touches a finding."""

from collections.abc import Iterable
from enum import StrEnum


class Contestation(StrEnum):
    UNCONTESTED = "uncontested"
    CLAIMED = "claimed"
    ACKNOWLEDGED = "acknowledged"
    DENIED = "denied"
    DISPUTED = "disputed"


def contestation(latest_by_party: Iterable[str]) -> Contestation:
    """Fold each party's latest statement kind (claim, denial, acknowledgement, dispute, pledge) into one value.

    A denial beside somebody else's claim or acknowledgement is a dispute. A pledge says nothing of the facts.
    """
    kinds = set(latest_by_party)
    if "dispute" in kinds or ("denial" in kinds and kinds & {"claim", "acknowledgement"}):
        return Contestation.DISPUTED
    if "denial" in kinds:
        return Contestation.DENIED
    if "acknowledgement" in kinds:
        return Contestation.ACKNOWLEDGED
    if "claim" in kinds:
        return Contestation.CLAIMED
    return Contestation.UNCONTESTED
