"""Whose duty a flag is: they are told at once, whatever the mission says of analysts and administrators."""

from commitments.rules.roles import Role

VERIFIERS = frozenset({Role.VERIFIER})
FIELD_AND_VERIFIERS = frozenset({Role.MONITOR, Role.VERIFIER})

ON_DUTY: dict[str, frozenset[Role]] = {
    "due_soon": VERIFIERS,
    "overdue": VERIFIERS,
    "start_missed": VERIFIERS,
    "too_early": VERIFIERS,
    "rate_shortfall": VERIFIERS,
    "recurring_missed": VERIFIERS,
    "report_awaiting": VERIFIERS,
    # What nobody looked at is for those who look.
    "verification_lapsed": FIELD_AND_VERIFIERS,
}
