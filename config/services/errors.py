"""Reasons not to start, said in one sentence."""


class Refusal(Exception):
    """What was wrong and what to do next, for the person at the terminal; shown without a traceback."""


def as_sentence(error: OSError) -> str:
    """The operating system's complaint, with the file it is about."""
    place = f"{error.filename}: " if error.filename else ""
    return f"{place}{error.strerror or error}."
