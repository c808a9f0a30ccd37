"""One file on its way into a mission: what it calls by a key, and a note of everything that was new or different."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from django.core.exceptions import ValidationError
from django.db import DatabaseError
from django.db.models import Model

from commitments.actions.keeping import keep
from commitments.actions.loading.showing import apart
from commitments.actions.timetable import Moved
from commitments.agreement_file.document import Document
from commitments.agreement_file.positions import Path
from commitments.agreement_file.reading import FileError, Source
from commitments.models import Agreement, Commitment, Milestone, Mission, Party, Provision, Site, User

Mark = Literal["+", "~", "!", "?"]
"""Added; other words than on record; another date than on record; only on record."""

IN_ADMINISTRATION = "Correct it in the administration, which shows what moves with it, or put the file right."


@dataclass(frozen=True)
class Note:
    """One line about one thing. `advice` says what to do about a date that differs."""

    mark: Mark
    text: str
    advice: str = ""

    def __str__(self) -> str:
        return f"{self.mark} {self.text}"


@dataclass
class Loading:
    """`moved` holds the deadlines that came to be or moved, once everything of the file stands."""

    document: Document
    source: Source
    mission: Mission
    by: User | None
    at: datetime
    update: bool = False
    is_new: bool = False
    notes: list[Note] = field(default_factory=list)
    moved: list[Moved] = field(default_factory=list)
    parties: dict[str, Party] = field(default_factory=dict)
    sites: dict[str, Site] = field(default_factory=dict)
    milestones: dict[str, Milestone] = field(default_factory=dict)
    provisions: dict[str, Provision] = field(default_factory=dict)
    commitments: dict[str, Commitment] = field(default_factory=dict)

    # Set by the first step, before any other asks for it.
    agreement: Agreement = field(init=False)

    @property
    def stamp(self) -> dict[str, Any]:
        """Who enters it and when, as every action asks."""
        return {"by": self.by, "at": self.at}

    @property
    def zone(self) -> str:
        return self.agreement.zone

    @property
    def refused(self) -> list[Note]:
        """What keeps the whole file out: dates that differ from those on record."""
        return self.marked("!")

    def marked(self, mark: Mark) -> list[Note]:
        return [note for note in self.notes if note.mark == mark]

    def added(self, what: str) -> None:
        self.notes.append(Note("+", what))

    def only_on_record(self, what: str) -> None:
        self.notes.append(Note("?", f"{what}: only on record"))

    def reworded(self, what: str, was: Any, now: Any, *, why_it_stays: str = "") -> None:
        """Words of something that is never rewritten; where they can be, `words` does it."""
        shown_was, shown_now = apart(was, now)
        stays = f" ({why_it_stays})" if why_it_stays else ""
        self.notes.append(Note("~", f"{what}: on record {shown_was}, in the file {shown_now}{stays}"))

    def differs(self, what: str, was: Any, now: Any, advice: str = IN_ADMINISTRATION) -> None:
        """Note a date, or what a date rests on, that is not what it is on record. Equal ones leave no note."""
        if was != now:
            shown_was, shown_now = apart(was, now)
            self.notes.append(Note("!", f"{what}: on record {shown_was}, in the file {shown_now}", advice))

    def words(self, what: str, row: Model, **wanted: Any) -> None:
        """Note every field that differs, and change it where the author asked for that. No date rests on these."""
        changed = {name: now for name, now in wanted.items() if getattr(row, name) != now}
        for name, now in changed.items():
            self.reworded(f"{what} {name.removeprefix('is_').replace('_', ' ')}", getattr(row, name), now)
            if self.update:
                setattr(row, name, now)
        if changed and self.update:
            keep(row=row, **self.stamp)

    def explaining(self, what: str, *path: str | int) -> AbstractContextManager[None]:
        return explaining(self.source, path, what)


@contextmanager
def explaining(source: Source, path: Path, what: str) -> Iterator[None]:
    """Say of a fact that an action or the database refuses in which table of the file it stands. Raises FileError."""
    try:
        yield
    except ValidationError as error:
        raise FileError(f"{source.place(path)}: {what}: {_in_words(error)}") from error
    except DatabaseError as error:
        refusal = str(error).splitlines()[0]
        raise FileError(f"{source.place(path)}: {what}: the database refuses it ({refusal}).") from error


def _in_words(error: ValidationError) -> str:
    fields = getattr(error, "error_dict", {})
    if not fields:
        return " ".join(error.messages)
    return " ".join(
        f"{name}: {message}" if name != "__all__" else message
        for name, messages in error.message_dict.items()
        for message in messages
    )
