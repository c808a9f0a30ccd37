"""An act or a delivery speaks of a period that its limit has; any other would go missing without a word."""

import pytest

from commitments.agreement_file.document import Document, read_document
from commitments.agreement_file.reading import FileError, parse

HEAD = """\
[agreement]
reference = "XX26"
title = "Ceasefire"
zone = "UTC"
source = "s"
[[party]]
slug = "north"
name = "North"
kind = "state"
source = "s"
[[milestone]]
key = "signature"
name = "signature"
de_jure = 2026-02-12
source = "s"
[[commitment]]
reference = "XX26-01"
title = "Report"
kind = "verification access"
obligors = ["north"]
text = "t"
source = "s"
[[commitment.limit]]
kind = "{kind}"
source = "s"
{rule}
"""
WAIVER = """\
[[commitment.limit.waiver]]
period = "{period}"
granted_on = 2026-02-13
granted_by = "JC"
reason = "r"
source = "s"
"""
DELIVERY = """\
[[commitment.delivery]]
limit = "limit"
period = "{period}"
on = 2026-02-13
source = "s"
"""
ONCE = 'after = "signature"\ncount = "1 week"'
TWICE = f'{ONCE}\nevery = "1 week"\ntimes = 2'
ENDLESS = f'{ONCE}\nevery = "1 week"'
RENEWED = f'{ONCE}\nrenews = "1 year"\nnotice = "1 month"'
RECEIVED = 'after = "each receipt of a list"\ncount = "1 week"'
RECEIVED_TWICE = f'{RECEIVED}\nevery = "1 week"\ntimes = 2'


def document(rule: str, fact: str, period: str) -> Document:
    kind = "term ends" if "renews" in rule else "report by"
    return read_document(parse(HEAD.format(rule=rule, kind=kind) + fact.format(period=period), "x.toml"))


@pytest.mark.parametrize("fact", [WAIVER, DELIVERY])
@pytest.mark.parametrize(
    ("rule", "period"),
    [
        (TWICE, "1"),
        (TWICE, "2"),
        (ENDLESS, "900"),
        (RENEWED, "3"),
        (RENEWED, "1 notice"),
        (RECEIVED, "7"),
        (RECEIVED_TWICE, "7.2"),
    ],
)
def test_a_period_that_the_limit_has(rule: str, fact: str, period: str) -> None:
    assert document(rule, fact, period).commitments


@pytest.mark.parametrize("fact", [WAIVER, DELIVERY])
@pytest.mark.parametrize(
    ("rule", "period", "said"),
    [
        (ONCE, "1", "`period` is '1', and the limit falls due once: it has no periods"),
        (TWICE, "3", "`period` is '3', and the last one is '2'"),
        (ENDLESS, "0", "`period` is '0'; periods and receipts are numbered from 1"),
        (ENDLESS, "north", "`period` is 'north'; periods and receipts are numbered from 1"),
        (ENDLESS, "no. 1", "`period` is 'no. 1'; periods and receipts are numbered from 1"),
    ],
)
def test_a_period_that_it_never_has_is_refused(rule: str, fact: str, period: str, said: str) -> None:
    with pytest.raises(FileError, match=r"x\.toml:[0-9]+: commitment XX26-01 ") as caught:
        document(rule, fact, period)
    assert said in str(caught.value)
