"""Public references that can be read out over a radio: no row numbers, no look-alike letters."""

import secrets

ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 8


def new_reference(prefix: str) -> str:
    """A random reference such as `O-7K3M-9QXA`: 30 to the power of 8, so that none can be counted or guessed."""
    letters = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
    return f"{prefix}-{letters[:4]}-{letters[4:]}"
