"""What the calendars are made of, held against RFC 5545 byte by byte and read back by a parser."""

import re
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from monitoring.rules.calendar_file import Entry, calendar_file

# name *(";" parameter "=" value) ":" value, and no control character but the tab
QUOTED, BARE = rb"\"[^\"\x00-\x08\x0a-\x1f\x7f]*\"", rb"[^\";:,\x00-\x1f\x7f]*"
LINE = re.compile(rb"[A-Za-z0-9-]+(;[A-Za-z0-9-]+=(" + QUOTED + rb"|" + BARE + rb"))*:[^\x00-\x08\x0a-\x1f\x7f]*")


def entry(**fields: object) -> Entry:
    return Entry(
        **{
            "uid": "one@holdfast",
            "title": "NV-01 Withdraw",
            "arithmetic": "signature 1 Mar 2026 + 80 days = 20 May 2026",
            "url": "https://watch.example/m/valley/commitments/NV-01",
            "due_at": datetime(2026, 5, 20, 12, 30, tzinfo=UTC),
            "last_day": None,
            "is_cancelled": False,
            "revised_at": datetime(2026, 5, 1, 8, 0, tzinfo=UTC),
            "revision": 0,
            "category": "Mission valley",
            **fields,
        }
    )


def unfolded(content: bytes) -> list[bytes]:
    """The file's lines, each checked for its length and its ending as the standard wants them."""
    assert content.endswith(b"\r\n")
    physical = content.split(b"\r\n")[:-1]
    for line in physical:
        assert len(line) <= 75, "octets, without the line break"
        assert b"\r" not in line
        assert b"\n" not in line
        line.decode("utf-8")  # no character is torn in two
    lines: list[bytes] = []
    for line in physical:
        if line[:1] in (b" ", b"\t"):
            lines[-1] += line[1:]
        else:
            lines.append(line)
    for line in lines:
        assert LINE.fullmatch(line), line
    return lines


def test_what_the_standard_asks_of_every_calendar() -> None:
    lines = unfolded(calendar_file("Mission valley", [entry(), entry(uid="two@holdfast")]))
    assert (lines[0], lines[-1]) == (b"BEGIN:VCALENDAR", b"END:VCALENDAR")
    assert lines.count(b"VERSION:2.0") == 1
    assert len([line for line in lines if line.startswith(b"PRODID:")]) == 1
    assert lines.count(b"BEGIN:VEVENT") == lines.count(b"END:VEVENT") == 2
    uids = [line for line in lines if line.startswith(b"UID:")]
    assert len(uids) == len(set(uids)) == 2
    for name in (b"DTSTAMP:", b"DTSTART:", b"SEQUENCE:", b"LAST-MODIFIED:", b"SUMMARY:", b"STATUS:"):
        assert len([line for line in lines if line.startswith(name)]) == 2, name
    assert b"DTSTAMP:20260501T080000Z" in lines, "in UTC, as the standard demands"


def test_an_empty_calendar_is_still_one() -> None:
    lines = unfolded(calendar_file("Nothing yet", []))
    assert len([line for line in lines if line.startswith(b"BEGIN:")]) > 1, "a calendar holds at least one component"
    assert Calendar.from_ical(calendar_file("Nothing yet", [])).events == []


def test_an_instant_is_written_in_utc() -> None:
    assert b"DTSTART:20260520T123000Z" in unfolded(calendar_file("x", [entry()]))


@pytest.mark.parametrize(
    ("last_day", "start"),
    [(date(2024, 2, 29), "DTSTART;VALUE=DATE:20240229"), (None, "DTSTART:20240301T050000Z")],
)
def test_a_limit_that_ends_with_a_day_is_that_day_and_any_other_its_instant(last_day: date | None, start: str) -> None:
    due = datetime(2024, 3, 1, 0, 0, tzinfo=ZoneInfo("America/New_York"))
    lines = unfolded(calendar_file("x", [entry(due_at=due, last_day=last_day)]))
    assert [line.decode() for line in lines if line.startswith(b"DTSTART")] == [start]


def test_what_was_waived_is_cancelled_and_keeps_its_uid() -> None:
    before, after = (
        Calendar.from_ical(calendar_file("x", [entry(is_cancelled=waived, revision=waived)])).events[0]
        for waived in (False, True)
    )
    assert before["UID"] == after["UID"]
    assert (before["STATUS"], after["STATUS"]) == ("CONFIRMED", "CANCELLED")
    assert (before["SEQUENCE"], after["SEQUENCE"]) == (0, 1)


AWKWARD = [
    "commas, semicolons; and back\\slashes",
    "two\nlines and a \\n that is none",
    "Ղարաբաղ · ყარაბაღი · قره‌باغ · Нагорный",
    "🕊" * 60,
    "BEGIN:VEVENT\r\nSUMMARY:forged",
    'quotes "and" colons: x=y',
    "a" * 500,
]


@pytest.mark.parametrize("words", AWKWARD)
def test_awkward_words_come_back_as_they_were(words: str) -> None:
    content = calendar_file(words, [entry(title=words, arithmetic=words, category=words)])
    assert unfolded(content).count(b"BEGIN:VEVENT") == 1
    (event,) = Calendar.from_ical(content).events
    same = words.replace("\r\n", "\n")
    assert str(event["SUMMARY"]) == same
    assert str(event["DESCRIPTION"]) == same
    escaped = same.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")
    for name in ("NAME", "X-WR-CALNAME", "SUMMARY", "DESCRIPTION", "CATEGORIES"):
        assert unfolded(content).count(f"{name}:{escaped}".encode()) == 1, name


MOMENTS = st.integers(0, 50_000_000).map(lambda minutes: datetime(2000, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes))
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=200)


@settings(max_examples=200, deadline=None)
@given(TEXT, TEXT, MOMENTS)
def test_any_words_and_moment_make_a_valid_file(title: str, arithmetic: str, due: datetime) -> None:
    content = calendar_file(title, [entry(title=title, arithmetic=arithmetic, due_at=due)])
    unfolded(content)
    (event,) = Calendar.from_ical(content).events
    assert str(event["SUMMARY"]) == CONTROL.sub("", title.replace("\r\n", "\n"))
    assert event.start == due.replace(microsecond=0)


def test_the_same_entries_make_the_same_bytes() -> None:
    assert calendar_file("x", [entry()]) == calendar_file("x", [entry()])
