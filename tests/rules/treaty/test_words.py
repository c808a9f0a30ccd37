"""The arithmetic in words: what a lawyer reads and signs."""

from datetime import UTC, date, datetime, time

import pytest

from commitments.rules.treaty.terms import After, At, AtMilestone, Happened, On, Rule
from tests.rules.treaty.made import SIGNED, limit, only, promise, terms

AUTHORITY = AtMilestone("transfer_of_authority")


@pytest.mark.parametrize(
    ("name", "zone", "rule", "kind", "events", "utc", "words"),
    [
        ("NK 2023 ceasefire", "Asia/Baku", At(date(2023, 9, 20), time(13)), "complete_by", {},
         "2023-09-20T09:00Z", "20 Sep 2023, 13:00 Asia/Baku"),
        ("Karabakh 2020 ceasefire", "Europe/Moscow", At(date(2020, 11, 10), time(0)), "complete_by", {},
         "2020-11-09T21:00Z", "10 Nov 2020, 00:00 Europe/Moscow"),
        ("Karabakh 2020 Aghdam, by", "Europe/Moscow", On(date(2020, 11, 20)), "complete_by", {},
         "2020-11-20T21:00Z", "20 Nov 2020, end of day Europe/Moscow"),
        ("Karabakh 2020 Aghdam, before", "Europe/Moscow", On(date(2020, 11, 20), "before"), "complete_by", {},
         "2020-11-19T21:00Z", "20 Nov 2020, before it begins, 00:00 Europe/Moscow"),
        ("Minsk II ceasefire", "Europe/Kyiv", At(date(2015, 2, 15), time(0)), "complete_by", {},
         "2015-02-14T22:00Z", "15 Feb 2015, 00:00 Europe/Kyiv"),
        ("Minsk II resolution", "Europe/Kyiv", After(SIGNED, 30, "days"), "complete_by",
         {"signature": date(2015, 2, 12)}, "2015-03-14T22:00Z",
         "signature 12 Feb 2015 + 30 days = 14 Mar 2015, end of day Europe/Kyiv"),
        ("Dayton foreign forces", "Europe/Sarajevo", After(SIGNED, 30, "days"), "complete_by",
         {"signature": date(1995, 12, 14)}, "1996-01-13T23:00Z",
         "signature 14 Dec 1995 + 30 days = 13 Jan 1996, end of day Europe/Sarajevo"),
        ("Dayton zone of separation", "Europe/Sarajevo", After(AUTHORITY, 30, "days"), "complete_by",
         {"transfer_of_authority": date(1995, 12, 20)}, "1996-01-19T23:00Z",
         "transfer of authority 20 Dec 1995 + 30 days = 19 Jan 1996, end of day Europe/Sarajevo"),
        ("Dayton vacate", "Europe/Sarajevo", After(AUTHORITY, 45, "days"), "complete_by",
         {"transfer_of_authority": date(1995, 12, 20)}, "1996-02-03T23:00Z",
         "transfer of authority 20 Dec 1995 + 45 days = 3 Feb 1996, end of day Europe/Sarajevo"),
        ("Dayton not before", "Europe/Sarajevo", After(AUTHORITY, 91, "days"), "not_before",
         {"transfer_of_authority": date(1995, 12, 20)}, "1996-03-19T23:00Z",
         "transfer of authority 20 Dec 1995 + 91 days = 20 Mar 1996, not before 00:00 Europe/Sarajevo"),
        ("Dayton cantonment", "Europe/Sarajevo", After(AUTHORITY, 120, "days"), "complete_by",
         {"transfer_of_authority": date(1995, 12, 20)}, "1996-04-18T22:00Z",
         "transfer of authority 20 Dec 1995 + 120 days = 18 Apr 1996, end of day Europe/Sarajevo"),
        ("Korea ceasefire", "Asia/Seoul", After(SIGNED, 12, "hours"), "complete_by",
         {"signature": datetime(1953, 7, 27, 1, tzinfo=UTC)}, "1953-07-27T13:00Z",
         "signature 27 Jul 1953, 10:00 Asia/Seoul + 12 hours = 27 Jul 1953, 22:00 Asia/Seoul"),
        ("Korea islands", "Asia/Seoul", After(SIGNED, 10, "days"), "complete_by",
         {"signature": datetime(1953, 7, 27, 13, tzinfo=UTC)}, "1953-08-06T15:00Z",
         "signature 27 Jul 1953 + 10 days = 6 Aug 1953, end of day Asia/Seoul"),
        ("ordinal day", "Asia/Baku", After(SIGNED, 7, "days", ordinal=True), "complete_by",
         {"signature": date(2026, 5, 1)}, "2026-05-07T20:00Z",
         "day 1 = signature 1 May 2026, so day 7 = 7 May 2026, end of day Asia/Baku"),
    ],
)  # fmt: skip
def test_a_named_case(
    name: str, zone: str, rule: Rule, kind: str, events: dict[str, Happened], utc: str, words: str
) -> None:
    item = only(terms(zone, promise(limit(rule, kind=kind)), **events))
    assert (item.due.at, item.due.words, item.due.certainty) == (datetime.fromisoformat(utc), words, "fixed")
