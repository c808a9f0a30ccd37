"""How often a notice is tried before a person has to look."""

from datetime import timedelta

MOST_ATTEMPTS = 8
FIRST_WAIT = timedelta(seconds=30)
LONGEST_WAIT = timedelta(hours=2)


def wait_after(attempts: int) -> timedelta | None:
    """The wait before the next attempt after `attempts` failed ones, doubling; None when it is enough."""
    if attempts >= MOST_ATTEMPTS:
        return None
    return min(FIRST_WAIT * (1 << max(attempts - 1, 0)), LONGEST_WAIT)
