"""Who may do what in a mission: the whole of it on one page."""

from enum import StrEnum


class Role(StrEnum):
    MONITOR = "monitor"
    VERIFIER = "verifier"
    ANALYST = "analyst"
    ADMINISTRATOR = "administrator"


EVERYONE = frozenset(Role)
DESK = frozenset({Role.VERIFIER, Role.ANALYST, Role.ADMINISTRATOR})

MAY: dict[str, frozenset[Role]] = {
    "read": EVERYONE,
    "observe": frozenset({Role.MONITOR, Role.VERIFIER}),
    # A monitor sees every commitment and their own observations; sources of others stay at the desk.
    "read_observations": DESK,
    "read_reports": DESK,
    "read_overview": DESK,
    "draft_report": frozenset({Role.VERIFIER}),
    "decide_report": frozenset({Role.VERIFIER}),
    "record_statement": DESK,
    "extend_deadline": frozenset({Role.VERIFIER, Role.ADMINISTRATOR}),
    "administer": frozenset({Role.ADMINISTRATOR}),
}


def may(role: str, verb: str) -> bool:
    """Whether a member with this role may do this. An unknown verb is a programming error and raises KeyError."""
    return role in MAY[verb]
