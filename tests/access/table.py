"""Who may open what: the whole of it on one page. An address that is missing here fails the build.

`of` says what the address is about, so that the tests can put another mission's in its place.
"""

from dataclasses import dataclass
from fnmatch import fnmatchcase

NOBODY_YET = "signed_out"
MEMBERS = frozenset({"monitor", "verifier", "analyst", "administrator"})
DESK = MEMBERS - {"monitor"}
OBSERVERS = frozenset({"monitor", "verifier"})
VERIFIERS = frozenset({"verifier"})
MOVERS = frozenset({"verifier", "administrator"})
ADMINISTRATORS = frozenset({"administrator"})

SIGNED_IN = MEMBERS | {"stranger", "staff"} | {f"other {role}" for role in MEMBERS}
"""Everybody with an account: this mission's, another's, staff of no mission, a member of nothing."""
STAFF = frozenset({"administrator", "other administrator"})
"""Who administers a mission. Being staff without one opens nothing."""
ANYBODY = SIGNED_IN | {NOBODY_YET}


@dataclass(frozen=True)
class Row:
    who: frozenset[str]
    of: str = ""


MISSION: dict[str, Row] = {
    # the field
    "mine": Row(OBSERVERS, of="mission"),
    "observe": Row(OBSERVERS, of="commitment"),
    "observations": Row(MEMBERS, of="mission"),
    "observation": Row(MEMBERS, of="observation"),
    # findings
    "reports": Row(DESK, of="mission"),
    "report_new": Row(VERIFIERS, of="commitment"),
    "report": Row(DESK, of="report"),
    "report_edit": Row(VERIFIERS, of="report"),
    "report_submit": Row(VERIFIERS, of="report"),
    "report_decide": Row(VERIFIERS, of="report"),
    "report_correct": Row(VERIFIERS, of="report"),
    "statement_new": Row(DESK, of="commitment"),
    "agreement_statement_new": Row(DESK, of="agreement"),
    # time limits
    "deadline_act": Row(MOVERS, of="deadline"),
    "delivery_new": Row(MOVERS, of="period"),
    "milestone_record": Row(MOVERS, of="milestone"),
    "receipt_new": Row(MOVERS, of="receiving"),
    "deed_new": Row(ADMINISTRATORS, of="commitment"),
    "deed_withdraw": Row(ADMINISTRATORS, of="deed"),
    "limit_new": Row(ADMINISTRATORS, of="commitment"),
    "limit_strike": Row(ADMINISTRATORS, of="limit"),
    "reading_new": Row(ADMINISTRATORS, of="limit"),
    # the desk
    "overview": Row(DESK, of="mission"),
    "commitments": Row(MEMBERS, of="mission"),
    "commitment": Row(MEMBERS, of="commitment"),
    "agreements": Row(MEMBERS, of="mission"),
    "agreement": Row(MEMBERS, of="agreement"),
    "flags": Row(DESK, of="mission"),
    "notices": Row(MEMBERS, of="mission"),
    "preferences": Row(MEMBERS, of="mission"),
    "own_calendar": Row(MEMBERS, of="mission"),
    "mission_calendar": Row(ADMINISTRATORS, of="mission"),
    "points": Row(MEMBERS, of="mission"),  # a monitor, as everywhere, their own
    "mission": Row(MEMBERS, of="mission"),
}

ELSEWHERE: dict[str, Row] = {
    "home": Row(SIGNED_IN),
    # signs of life
    "health_live": Row(ANYBODY),
    "health_ready": Row(ANYBODY),
    # calendars, to whoever holds a token; tests/telling has what becomes of a wrong one
    "calendar_feed": Row(ANYBODY),
    # the way in, and a forgotten password
    "account_login": Row(ANYBODY),
    "account_signup": Row(ANYBODY),
    "account_reset_password": Row(ANYBODY),
    "account_reset_password_*": Row(ANYBODY),
    "account_confirm_*": Row(ANYBODY),
    "account_inactive": Row(ANYBODY),
    "account_email_verification_sent": Row(ANYBODY),
    "account_logout": Row(ANYBODY),
    "mfa_authenticate": Row(ANYBODY),
    # one's own account
    "account_reauthenticate": Row(SIGNED_IN),
    "account_email": Row(SIGNED_IN),
    "account_change_password": Row(SIGNED_IN),
    "account_set_password": Row(SIGNED_IN),
    "mfa_*": Row(SIGNED_IN),
    # the administration
    "admin:login": Row(STAFF),
    "admin:*": Row(STAFF),
    "admin/*": Row(STAFF),
}


def row_for(name: str) -> Row | None:
    """The row of a route, the first that matches; None for a route that nobody thought of."""
    table = {**MISSION, **ELSEWHERE}
    return table.get(name) or next((row for pattern, row in table.items() if fnmatchcase(name, pattern)), None)
