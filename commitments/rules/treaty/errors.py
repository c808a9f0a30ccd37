"""What a text, or a fact held against it, can make impossible to work out."""

from collections.abc import Iterator
from contextlib import contextmanager


class TermsError(ValueError):
    """The terms cannot be worked out; the message says why, and `node` at which limit where one is known.

    `node` is a commitment's reference and a limit's key.
    """

    def __init__(self, message: str, node: tuple[str, str] | None = None) -> None:
        super().__init__(message)
        self.node = node


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
