"""What a text, or a fact held against it, can make impossible to work out."""

from collections.abc import Iterator
from contextlib import contextmanager


class TermsError(ValueError):
    """The terms cannot be worked out; the message says which limit and why."""


class OutOfCalendar(TermsError):
    """A date before the year 1 or after the year 9999, on the clocks of some zone that is asked for."""

    def __init__(self) -> None:
        super().__init__("this leads outside the calendar, whose years are 1 to 9999")


@contextmanager
def saying(where: str) -> Iterator[None]:
    """Name what is being worked out in every refusal that comes of it."""
    try:
        yield
    except TermsError as error:
        raise TermsError(f"{where}: {error}") from error
