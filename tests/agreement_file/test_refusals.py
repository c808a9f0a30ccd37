"""Every fault in a file is one sentence: where it stands, what is wrong, and how it is put right."""

import pytest

from commitments.agreement_file.document import read_document
from commitments.agreement_file.reading import FileError, parse

FILE = """\
[agreement]
reference = "XX26"
title = "Ceasefire"
zone = "Europe/Kyiv"
source = "s"
[[party]]
slug = "north"
name = "North"
kind = "state"
roles = ["signatory"]
source = "s"
[[party]]
slug = "river"
name = "River"
kind = "armed formation"
source = "s"
[[site]]
key = "line"
name = "Line"
latitude = 50.1
longitude = 30.1
source = "s"
[[milestone]]
key = "signature"
name = "signature"
de_jure = 2026-02-12
source = "s"
[[receipt]]
of = "a list"
at = 2026-03-01
source = "s"
[[provision]]
article = "Art. 1"
heading = "h"
[[provision.text]]
version = "v"
text = "t"
source = "s"
[[commitment]]
reference = "XX26-01"
title = "Withdraw"
kind = "troop withdrawal"
provision = "Art. 1"
obligors = ["north", "river"]
site = "line"
text = "t"
source = "s"
[[commitment.quantity]]
category = "artillery"
amount = 10
source = "s"
[[commitment.limit]]
key = "start"
kind = "start by"
after = "signature"
count = "5 days"
source = "s"
[[commitment.limit]]
key = "complete"
after = "signature"
count = "14 days"
percent = 30
adopted_because = "because"
source = "s"
[[commitment.limit.other_reading]]
key = "other"
words = "w"
on = 2026-03-01
source = "s"
[[commitment.limit.suspension]]
granted_on = 2026-02-20
granted_by = "JC"
reason = "r"
source = "s"
[[commitment.limit.resumption]]
granted_on = 2026-02-22
granted_by = "JC"
reason = "r"
source = "s"
[[commitment.deed]]
obligor = "north"
started = 2026-02-13
source = "s"
[[commitment]]
reference = "XX26-02"
title = "Release"
kind = "prisoner release"
obligors = ["river"]
text = "t"
source = "s"
[[commitment.limit]]
after = "completion of XX26-01"
count = "1 week"
source = "s"
[[statement]]
party = "river"
commitment = "XX26-02"
kind = "claim"
stated_on = 2026-03-02
text = "t"
source = "s"
"""


DEED = "[[commitment.deed]]"


def refusal(text: str) -> str:
    with pytest.raises(FileError) as caught:
        read_document(parse(text, "x.toml"))
    return str(caught.value)


def act(kind: str, day: str, says: str = "") -> str:
    """One more act on the second limit, before the first table after it."""
    head = f'granted_on = {day}\ngranted_by = "JC"\nreason = "r"\nsource = "s"\n'
    return f"[[commitment.limit.{kind}]]\n{says}\n{head}{DEED}"


def test_the_file_itself_is_fine() -> None:
    assert len(read_document(parse(FILE, "x.toml")).commitments) == 2


@pytest.mark.parametrize(
    ("old", "new", "line", "said"),
    [
        # keys that the format does not have, and keys that are missing
        ("title = ", "titel = ", 'titel = "Ceasefire"',
         "agreement: `title` is missing; it takes a text in quotes (did you mean it by 'titel'?)"),
        ('source = "s"\n[[party]]', 'source = "s"\nsumary = "x"\n[[party]]', 'sumary = "x"',
         "`sumary` is not a key that this table has; did you mean 'summary'?"),
        ("[[statement]]", "[[statment]]", "[[statment]]",
         "`statment` is not a key that this table has; did you mean 'statement'?"),
        ('count = "1 week"', 'cuont = "1 week"', 'after = "completion of XX26-01"',
         'commitment XX26-02 limit 1: `after` needs `count` (such as "30 days") or `day`'),
        ('text = "t"\nsource = "s"\n[[commitment.quantity]]',
         'source = "s"\n[[commitment.quantity]]',
         "[[commitment]]",
         "commitment XX26-01: `text` is missing"),
        ('obligors = ["river"]\n', "", "[[commitment]]",
         "commitment XX26-02: `obligors` is missing"),
        ('title = "Ceasefire"', 'title = " "', 'title = " "',
         "`title` is empty"),
        ("title = ", 'colour = "red"\ntitle = ', 'colour = "red"',
         "`colour` is not a key that this table has; it may have "),
        ("[[commitment.limit.suspension]]", "[commitment.limit.suspension]", "[commitment.limit.suspension]",
         "`suspension` takes tables: each begins with [[commitment.limit.suspension]], in double brackets"),
        # names that the file never introduces
        ('after = "signature"\ncount = "5 days"', 'after = "signatur"\ncount = "5 days"', 'after = "signatur"',
         "commitment XX26-01 limit start: `after` is 'signatur'; did you mean 'signature'?"),
        ("completion of XX26-01", "completion of XX26-10", 'after = "completion of XX26-10"',
         "`after` is 'XX26-10'; did you mean 'XX26-0"),
        ("completion of XX26-01", "end of XX26-01/compleet", 'after = "end of XX26-01/compleet"',
         "`after` is 'XX26-01/compleet'; did you mean 'complete'?"),
        ("completion of XX26-01", "end of XX26-01", 'after = "end of XX26-01"',
         "`after` must say which limit of XX26-01: XX26-01/start, XX26-01/complete"),
        ("completion of XX26-01", "each receipt of a lits", 'after = "each receipt of a lits"',
         "`after` is 'a lits'; did you mean 'a list'?"),
        ('after = "signature"\ncount = "5 days"', 'after = "own ratification"\ncount = "5 days"',
         'after = "own ratification"',
         "it may be completion of …, each receipt of …, end of …, own adherence, signature, start of …"),
        ('after = "completion of XX26-01"\ncount = "1 week"', 'with = "XX26-0"', 'with = "XX26-0"',
         "`with` is 'XX26-0'; did you mean 'XX26-0"),
        ('obligors = ["north", "river"]', 'obligors = ["nroth"]', 'obligors = ["nroth"]',
         "`obligors` is 'nroth'; did you mean 'north'?"),
        ('site = "line"', 'site = "lien"', 'site = "lien"',
         "`site` is 'lien'; did you mean 'line'?"),
        ('provision = "Art. 1"', 'provision = "Art 1"', 'provision = "Art 1"',
         "`provision` is 'Art 1'; did you mean 'Art. 1'?"),
        ('party = "river"', 'party = "rivre"', 'party = "rivre"',
         "statement 1: `party` is 'rivre'; did you mean 'river'?"),
        ('commitment = "XX26-02"', 'commitment = "XX26-2"', 'commitment = "XX26-2"',
         "`commitment` is 'XX26-2'; did you mean 'XX26-02'?"),
        ('obligor = "north"', 'obligor = "norht"', 'obligor = "norht"',
         "`obligor` is 'norht'; did you mean 'north'?"),
        ("percent = 30", 'percent = 30\nof = "artilery"', 'of = "artilery"',
         "`of` is 'artilery'; did you mean 'artillery'?"),
        ('kind = "armed formation"', 'kind = "armed formation"\nparent = "nort"', 'parent = "nort"',
         "`parent` is 'nort'; did you mean 'north'?"),
        # circles
        ("completion of XX26-01", "end of XX26-02/limit", 'after = "end of XX26-02/limit"',
         "these limits are counted from each other"),
        # dates that never were
        ("de_jure = 2026-02-12", "de_jure = 2015-02-30", "de_jure = 2015-02-30",
         "2015-02-30 is no date: February 2015 has 28 days"),
        ("de_jure = 2026-02-12", "de_jure = 2026-13-01", "de_jure = 2026-13-01",
         "2026-13-01 is no date: months run from 01 to 12"),
        ("de_jure = 2026-02-12", "de_jure = 2026-02-12T24:00:00", "de_jure = 2026-02-12T24:00:00",
         "is no time: a day runs from 00:00 to 23:59"),
        ("de_jure = 2026-02-12", "de_jure = 0015-02-12", "de_jure = 0015-02-12",
         "`de_jure` is in the year 15; dates lie between 1600 and 2999"),
        ("de_jure = 2026-02-12", "de_jure = 2026-03-29T03:30:00", "de_jure = 2026-03-29T03:30:00",
         "which never was in Europe/Kyiv: clocks went forward past it"),
        ("de_jure = 2026-02-12",
         "de_jure = 2026-10-25T03:30:00",
         "de_jure = 2026-10-25T03:30:00",
         "comes twice that night in Europe/Kyiv; say which by its offset: 2026-10-25T03:30:00+03:00 or"),
        ("on = 2026-03-01", "at = 2026-03-29T03:30:00", "at = 2026-03-29T03:30:00",
         "`at` is 2026-03-29 03:30, which never was in Europe/Kyiv"),
        ("on = 2026-03-01", "at = 2026-03-29", "at = 2026-03-29",
         "`at` takes a time such as 2026-03-29T13:00:00"),
        ("on = 2026-03-01", "on = 2026-03-01T10:00:00", "on = 2026-03-01T10:00:00",
         "`on` takes a day without a time"),
        ("de_jure = 2026-02-12", 'de_jure = "day -30"', 'de_jure = "day -30"',
         "`de_jure` is 'day -30': only an exercise, a file with `begins`, counts days"),
        ("de_jure = 2026-02-12", 'de_jure = "2026-02-12"', 'de_jure = "2026-02-12"',
         "`de_jure` takes a date without quotes"),
        ("started = 2026-02-13", "started = 2026-02-13\ncompleted = 2026-02-12", "completed = 2026-02-12",
         "`completed` is 2026-02-12, before it `started` on 2026-02-13"),
        # amounts and units
        ('count = "5 days"', 'count = "five days"', 'count = "five days"',
         '`count` takes a whole number and one of hours, days, weeks, months, years, such as "30 days"'),
        ('count = "5 days"', 'count = "5 fortnights"', 'count = "5 fortnights"',
         "not '5 fortnights'"),
        ('count = "5 days"', 'count = "0 days"', 'count = "0 days"',
         "not '0 days'"),
        ('count = "5 days"', "count = 5", "count = 5",
         "`count` takes a text in quotes, not 5"),
        ('count = "5 days"', 'count = "-5 days"', 'count = "-5 days"',
         "`count` takes a whole number and one of hours"),
        ('count = "5 days"', 'count = "5 days"\nday = 5', "day = 5",
         "`day` and `count` are two ways to count"),
        ('count = "5 days"', "day = 0", "day = 0",
         "`day` counts from 1"),
        ('count = "5 days"', 'count = "99999 years"', 'after = "signature"',
         "outside the calendar"),
        ('count = "5 days"', 'count = "72 hours"\nboundary = "before"', 'boundary = "before"',
         "`boundary` bounds a day, and hours end at an hour"),
        ("percent = 30", "percent = 130", "percent = 130",
         "`percent` is a share of the baseline from 1 to 100"),
        ("percent = 30", "percent = 30\namount = 3", "amount = 3",
         "`amount` and `percent` say the same thing in two ways"),
        ("latitude = 50.1", "latitude = 150.1", "latitude = 150.1",
         "`latitude` takes a number from -90 to 90"),
        ("longitude = 30.1\n", "", "latitude = 50.1",
         "`latitude` and `longitude` belong together"),
        ("amount = 10", "amount = -1", "amount = -1",
         "`amount` takes a whole number from 0"),
        ("amount = 10", "amount = true", "amount = true",
         "`amount` takes a whole number, not True"),
        # words
        ('zone = "Europe/Kyiv"', 'zone = "Europe/Kyif"', 'zone = "Europe/Kyif"',
         "`zone` is 'Europe/Kyif', which is no IANA time zone; did you mean 'Europe/Kyiv'?"),
        ('kind = "start by"', 'kind = "strat by"', 'kind = "strat by"',
         "`kind` is 'strat by'; did you mean 'start_by'?"),
        ('kind = "armed formation"', 'kind = "army"', 'kind = "army"',
         "`kind` is 'army';"),
        ('roles = ["signatory"]', 'roles = ["signer"]', 'roles = ["signer"]',
         "`roles` is 'signer'; did you mean 'signatory'?"),
        ('category = "artillery"', 'category = "artilery"', 'category = "artilery"',
         "`category` is 'artilery'; did you mean 'artillery'?"),
        # the same twice
        ('reference = "XX26-02"', 'reference = "XX26-01"', 'reference = "XX26-01"',
         "`reference` is 'XX26-01' a second time in this file"),
        ('slug = "river"', 'slug = "north"', 'slug = "north"',
         "`slug` is 'north' a second time in this file"),
        ('key = "complete"', 'key = "start"', 'key = "start"',
         "`key` is 'start' twice in this commitment"),
        ('key = "other"', 'key = "adopted"', 'key = "adopted"',
         "`key` is 'adopted' twice in this limit"),
        ('obligors = ["north", "river"]', 'obligors = ["north", "north"]', 'obligors = ["north", "north"]',
         "`obligors` holds 'north' twice"),
        ("[[receipt]]", '[[milestone]]\nkey = "signature"\nname = "n"\nsource = "s"\n[[receipt]]', 'key = "signature"',
         "`key` is 'signature' a second time"),
        ('title = "Ceasefire"', "title = “Ceasefire”", "title = “Ceasefire”",
         "a text stands in straight quotes, a day as 2020-11-25"),
        ('title = "Ceasefire"', 'title = "Ceasefire"\ntitle = "Truce"', 'title = "Truce"',
         "is not TOML: Cannot overwrite a value"),
        # readings and acts
        ('adopted_because = "because"\n', "", "[[commitment.limit]]",
         "`adopted_because` is missing: other readings stand beside this one"),
        ('granted_by = "JC"\nreason', "reason", "[[commitment.limit.suspension]]",
         "suspension 1: `granted_by` is missing"),
        ('granted_by = "JC"\nreason', 'granted_by = ""\nreason', 'granted_by = ""',
         "`granted_by` is empty"),
        ("granted_on = 2026-02-20", "granted_on = 2026-02-23", "granted_on = 2026-02-22",
         "`granted_on` is 2026-02-22, when the limit was not suspended"),
        ("percent = 30", "extendable = false", "granted_on = 2026-02-20",
         "dates the suspension, but `extendable = false`"),
        (DEED,
         act("extension", "2026-02-24", 'to = 2026-02-20'),
         "[[commitment.limit.extension]]",
         "does not end later"),
        (DEED,
         act("extension", "2026-02-24"),
         "[[commitment.limit.extension]]",
         '`to` or `by` (such as "2 weeks") says until when'),
        (DEED,
         act("resumption", "2026-02-21"),
         "granted_on = 2026-02-21",
         "`granted_on` is 2026-02-21, before the act that it follows, of 2026-02-22"),
        (DEED,
         act("adoption", "2026-02-24", 'reading = "othr"'),
         'reading = "othr"',
         "`reading` is 'othr'; did you mean 'other'?"),
        (DEED,
         act("waiver", "2026-02-24", 'period = "2"'),
         'period = "2"',
         "`period` is '2', and the limit falls due once: it has no periods"),
        # what does not go together
        ('count = "5 days"', 'count = "5 days"\non = 2026-03-01', "on = 2026-03-01",
         "it has on and after"),
        ('after = "signature"\ncount = "5 days"', "undated = true", 'source = "s"',
         "`source` goes with a date, and `undated = true` says that the text sets none"),
        ('after = "signature"\ncount = "5 days"', 'first_of = ["2026-03-01", "2026-03-02"]',
         'first_of = ["2026-03-01", "2026-03-02"]',
         "`first_of` takes two rules or more: [{ on = 2020-11-25 }"),
        ('after = "signature"\ncount = "5 days"\n', "", "[[commitment.limit]]",
         "it has none of them; where the text sets no date, write undated = true"),
        ('count = "5 days"', 'count = "5 days"\nuntil = 2026-12-31', "until = 2026-12-31",
         "`until` means nothing without `every`"),
        ('count = "5 days"', 'count = "5 days"\nrenews = "1 year"\nnotice = "1 month"', 'renews = "1 year"',
         '`renews` is for a term: write kind = "term ends"'),
        ('kind = "prisoner release"',
         'kind = "prisoner release"\nterm = "no agreed deadline"',
         'term = "no agreed deadline"',
         "`term` says that no deadline was agreed, and a [[commitment.limit]] gives one"),
        ("started = 2026-02-13", "", DEED,
         "`completed` or `started` says when it was done"),
        ('kind = "prisoner release"', 'kind = "prisoner release"\ncompleted = 2026-03-01', "[[commitment]]",
         "`completed_source` is missing"),
        ('reference = "XX26-02"', 'reference = "XX26 02"', 'reference = "XX26 02"',
         "what others refer to is one word"),
        ('kind = "prisoner release"', 'kind = "prisoner release"\nwaits_for = ["XX26-02"]', 'waits_for = ["XX26-02"]',
         "`waits_for` names the commitment itself"),
    ],
)  # fmt: skip
def test_a_fault_is_refused_with_its_line(old: str, new: str, line: str, said: str) -> None:
    assert old in FILE
    text = FILE.replace(old, new, 1)
    refused = refusal(text)
    assert said in refused
    assert text.splitlines()[int(refused.split(":")[1]) - 1] == line
    assert "\n" not in refused


def test_of_several_limits_each_has_its_key() -> None:
    text = FILE.replace('key = "start"\n', "", 1).replace('key = "complete"\n', "", 1)
    assert "commitment XX26-01 limit 2: `key` is missing in this commitment; give each limit its own" in refusal(text)


def test_a_limit_may_await_what_has_not_come_yet_but_nothing_comes_that_none_awaits() -> None:
    awaits = FILE.replace("completion of XX26-01", "each receipt of a request")
    assert "`after` is 'a request'" in refusal(awaits)
    nothing_came = awaits.replace('[[receipt]]\nof = "a list"\nat = 2026-03-01\nsource = "s"\n', "")
    assert read_document(parse(nothing_came, "x.toml")).receipts == ()


def test_a_circle_of_three_names_its_way_round() -> None:
    text = FILE.replace('after = "signature"\ncount = "5 days"', 'after = "end of XX26-02/limit"\ncount = "5 days"')
    refused = refusal(text.replace("completion of XX26-01", "end of XX26-01/start"))
    assert "counted from each other" in refused
    assert "XX26-01 start" in refused
    assert "XX26-02 limit" in refused


def test_parties_that_belong_to_each_other_are_refused() -> None:
    text = FILE.replace('kind = "state"', 'kind = "state"\nparent = "river"')
    refused = refusal(text.replace('kind = "armed formation"', 'kind = "armed formation"\nparent = "north"'))
    assert "`parent` leads back to itself" in refused


def test_a_file_that_breaks_off_says_so() -> None:
    assert refusal(FILE + "[[commitment") == (
        "x.toml:102: is not TOML: Expected ']]' at the end of an array declaration; the line is '[[commitment'."
    )
